"""The pages of what is nearly the same take the same number of queries for few groups and for many, small and large."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.alike.method import NAME
from consult.insight.models import AlikeGroup, AlikeMember
from tests.make import make_comment, make_document, make_officer, now

Counting = Callable[[], AbstractContextManager[list[str]]]
PAGES = {"": 8, "/{group}": 8}


def fill(document: Document, groups: int, size: int) -> AlikeGroup:
    """Store groups of a size, all members copies of one stored comment, past the services; return the first group."""
    first = make_comment(document, "Keep the number 12 bus to the hospital, please, also on Sundays.")
    table = Contribution.__table__
    row = dict(db.session.execute(select(table).where(table.c.id == first.id)).mappings().one())
    start = first.id + 1
    many = groups * size
    rows = [{**row, "id": start + number, "reference": f"C-{900_000 + number}"} for number in range(many)]
    db.session.execute(insert(table), rows)
    made = [
        AlikeGroup(
            consultation_id=document.consultation_id, label=f"Group {number}", method=NAME, created_at=now(), size=size
        )
        for number in range(groups)
    ]
    db.session.add_all(made)
    db.session.flush()
    members = [
        {
            "contribution_id": start + number,
            "group_id": made[number // size].id,
            "score": 1.0,
            "by_id": None,
            "at": now(),
            "lead": number % size == 0,
        }
        for number in range(many)
    ]
    db.session.execute(insert(AlikeMember), members)
    db.session.commit()
    return made[0]


@pytest.mark.parametrize(("groups", "size"), [(2, 2), (40, 5), pytest.param(20, 1_000, marks=pytest.mark.slow)])
def test_the_pages_take_the_same_queries_however_much_is_alike(
    app: Flask,
    sign_in_as: Callable[[Person], FlaskClient],
    count_queries: Counting,
    groups: int,
    size: int,
) -> None:
    document = make_document()
    group = fill(document, groups, size)
    browser = sign_in_as(make_officer(document.consultation))
    home, taken = f"/consultations/{document.consultation.slug}/desk/alike", {}
    for page in PAGES:
        address = home + page.format(group=group.public_id)
        browser.get(address)
        with count_queries() as queries:
            assert browser.get(address).status_code == 200
        taken[page] = len(queries)
    assert taken == PAGES
