"""The pages of the summary take the same number of queries for few contributions as for many."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Person
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.summary import deciding, service, signing
from consult.insight.summary.queries import get_newest
from consult.insight.summary.sections import MINORITY
from tests.benchmarks.filling import Size, fill
from tests.benchmarks.words import write
from tests.make import make_consultation, make_document, make_officer, make_person, now

Counting = Callable[[], AbstractContextManager[list[str]]]
SignIn = Callable[[Person], FlaskClient]

FEW = Size(clauses=20, people=10, comments=12, votes=0)
MANY = Size(clauses=20, people=60, comments=300, votes=0)

PAGES = {
    "/consultations/{slug}/summary": ("decider", 14),
    "/consultations/{slug}/summary/not-quoted": ("decider", 8),
    "/consultations/{slug}/summary/reading": ("decider", 12),
    "/consultations/{slug}/desk/summary": ("officer", 23),
    "/consultations/{slug}/desk/summary/edit/minority": ("officer", 8),
    "/consultations/{slug}/desk/summary/coverage": ("officer", 13),
    "/consultations/{slug}/desk/summary/draft": ("officer", 9),
    "/consultations/{slug}/desk/summary/readers": ("officer", 7),
}
"""As whom each is read, and the queries it takes."""


def summed_up(size: Size) -> tuple[Consultation, dict[str, Person]]:
    """Make a consultation much is said in, with a signed summary that cites a third of it."""
    consultation, chance = make_consultation(), random.Random(7)
    fill(make_document(consultation, write(chance, 20)), size, chance)
    people = {"officer": make_officer(consultation), "decider": make_person()}
    service.begin(consultation, by=people["officer"], now=now())
    rows = select(Contribution.reference).join(Document).where(Document.consultation_id == consultation.id)
    cited = db.session.scalars(rows.order_by(Contribution.id)).all()[::3]
    body = "\n\n".join(f"Somebody says so ({one})." for one in cited)
    service.write(consultation, MINORITY, title="", body=body, expected=1, by=people["officer"], now=now())
    number = get_newest(consultation).number
    signing.sign(consultation, expected=number, by=people["officer"], now=now())
    signing.publish(consultation, expected=number, by=people["officer"], now=now())
    assert people["decider"].email is not None
    invited = deciding.invite(consultation, people["decider"].email, by=people["officer"], now=now())
    deciding.accept(invited, people["decider"], now())
    db.session.commit()
    return consultation, people


@pytest.fixture
def both(app: Flask) -> list[tuple[Consultation, dict[str, Person]]]:
    return [summed_up(FEW), summed_up(MANY)]


def test_each_page_takes_as_many_queries_for_many_as_for_few(
    both: list[tuple[Consultation, dict[str, Person]]], sign_in_as: SignIn, count_queries: Counting
) -> None:
    found: dict[str, list[int]] = {page: [] for page in PAGES}
    for consultation, people in both:
        for page, (who, _) in PAGES.items():
            browser, address = sign_in_as(people[who]), page.format(slug=consultation.slug)
            assert browser.get(address).status_code == 200
            with count_queries() as statements:
                assert browser.get(address).status_code == 200
            found[page].append(sum(not one.startswith("BEGIN") for one in statements))
    assert found == {page: [many, many] for page, (_, many) in PAGES.items()}
