"""You said, we did takes as many queries, and nearly as few letters, for five thousand contributions as for fifty."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.documents.models import Document
from consult.documents.queries import forget_texts
from consult.extensions import db
from consult.insight.models import Theme, ThemeLink, ThemeState
from tests.benchmarks.filling import Size, fill
from tests.benchmarks.words import write
from tests.make import make_consultation, make_document, make_officer, make_person, make_promise, now

Counting = Callable[[], AbstractContextManager[list[str]]]
SignIn = Callable[[Person], FlaskClient]

FEW = Size(clauses=40, people=20, comments=50, votes=50)
MANY = Size(clauses=40, people=100, comments=5_000, votes=50)
CARRIED = 3
"""A third of the contributions carry a theme, and some carry two."""


@pytest.fixture
def documents(app: Flask) -> tuple[Document, Document]:
    """Make a document few have spoken about, and one many have, both with themes and promises."""
    chance = random.Random(11)
    made = []
    for size, title in ((FEW, "Few"), (MANY, "Many")):
        document = make_document(make_consultation(), write(chance, size.clauses), title)
        fill(document, size, chance)
        officer = make_officer(document.consultation)
        _themes(document, officer)
        for number in range(5):
            make_promise(document, f"We will do thing {number}.", by=officer, days=20 + number)
        made.append(document)
    return made[0], made[1]


def _themes(document: Document, by: Person) -> None:
    themes = [
        Theme(
            consultation_id=document.consultation_id,
            name=f"Theme {number}",
            position=number,
            state=ThemeState.SETTLED,
            created_at=now(),
            detail={},
        )
        for number in range(6)
    ]
    db.session.add_all(themes)
    db.session.flush()
    ids = db.session.scalars(select(Contribution.id).where(Contribution.document_id == document.id)).all()
    links = {(one, themes[one % 6].id) for one in ids if one % CARRIED == 0}
    links |= {(one, themes[(one + 1) % 6].id) for one in ids if one % (2 * CARRIED) == 0}
    rows = [{"contribution_id": one, "theme_id": theme, "at": now(), "rejected": False} for one, theme in sorted(links)]
    db.session.execute(insert(ThemeLink), rows)
    db.session.commit()


def test_it_costs_as_much_for_five_thousand_contributions_as_for_fifty(
    documents: tuple[Document, Document], client: FlaskClient, sign_in_as: SignIn, count_queries: Counting
) -> None:
    browser, found = sign_in_as(make_person()), []
    for more in ("", "?by=clause", "?fate=not-taken"):
        for document in documents:
            forget_texts()
            counts, letters, address = [], 0, f"/documents/{document.slug}/you-said-we-did{more}"
            for visitor in (browser, browser, client, client):
                with count_queries() as statements:
                    answer = visitor.get(address)
                assert answer.status_code == 200
                counts.append(sum(not one.startswith("BEGIN") for one in statements))
                letters = len(answer.text)
            found.append((counts, letters))
        (few, short), (many, long) = found[-2:]
        assert few == many
        assert many[-1] == 1  # for somebody not signed in, once it is kept
        assert long < 3 * short  # a hundred times as much was said


def test_the_table_to_take_away_reads_a_few_queries_for_every_five_hundred(
    documents: tuple[Document, Document], client: FlaskClient, count_queries: Counting
) -> None:
    with count_queries() as statements:
        answer = client.get(f"/documents/{documents[1].slug}/you-said-we-did.csv")
        lines = answer.text.count("\r\n")
    assert 4_000 < lines <= 5_001
    assert len(statements) < 3 * lines / 500 + 20
