"""Each page takes a fixed number of queries, however much people say: twelve contributions or three hundred."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import aliased

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.documents.models import Clause, Document
from consult.documents.queries import forget_texts
from consult.extensions import db
from tests.benchmarks.filling import Size, fill
from tests.benchmarks.words import write
from tests.make import make_consultation, make_document, make_officer, make_person

Counting = Callable[[], AbstractContextManager[list[str]]]
SignIn = Callable[[Person], FlaskClient]

FEW = Size(clauses=20, people=10, comments=12, votes=40)
MANY = Size(clauses=20, people=60, comments=300, votes=900)

READ = {
    "/documents/{slug}": (22, 7),
    "/documents/{slug}/clauses/{key}": (26, 19),
    "/documents/{slug}/contributions": (10, 4),
    "/documents/{slug}/provenance": (10, 3),
    "/documents/{slug}/revisions": (5, 5),
    "/documents/{slug}/revisions/1": (7, 5),
    "/documents/{slug}/you-said-we-did": (17, 4),
    "/documents/{slug}/promises": (5, 5),
    "/consultations/{consultation}": (13, 13),
    "/contributions/{ref}": (16, 14),
    "/api/v1/documents/{slug}/contributions": (4, 1),
    "/api/v1/documents/{slug}/provenance": (8, 1),
    "/api/v1/contributions/{ref}": (2, 2),
}
"""Queries of each page for somebody signed in: the first time this process is asked, and after that."""

PLAIN = {
    "/documents/{slug}": (16, 1),
    "/documents/{slug}/provenance": (8, 1),
    "/documents/{slug}/contributions": (7, 1),
}
"""The same for somebody who is not signed in, where pages are kept."""

OFFICERS = {"/documents/{slug}/contributions": (10, 4), "/desk": (12, 12)}

WRITTEN = {
    "/documents/{slug}/comments": ({"body": "Say when.", "clause": "{key}", "revision": "1", "sentence": "all"}, 10),
    "/contributions/{ref}/reply": ({"body": "Yes."}, 14),
    "/contributions/{ref}/vote": ({"value": "agree"}, 9),
    "/documents/{slug}/clauses/{key}/vote": ({"value": "agree", "revision": "1"}, 10),
}
"""What each form sends, and the queries it takes."""


@pytest.fixture
def documents(app: Flask) -> tuple[Document, Document]:
    """Make a document few have spoken about, and one many have."""
    consultation, chance = make_consultation(), random.Random(7)
    few, many = (make_document(consultation, write(chance, 20), title) for title in ("Few", "Many"))
    fill(few, FEW, chance)
    fill(many, MANY, chance)
    return few, many


def names_of(document: Document) -> dict[str, str]:
    """Return what stands in addresses: a contribution that was answered by others, and its clause."""
    reply = aliased(Contribution)
    row = db.session.execute(
        select(Contribution.reference, Clause.key)
        .join(reply, reply.reply_to_id == Contribution.id)
        .join(Clause, Clause.id == Contribution.clause_id)
        .where(Contribution.document_id == document.id)
        .order_by(Contribution.id)
    ).first()
    assert row is not None
    consultation = document.consultation.slug
    return {"slug": document.slug, "consultation": consultation, "ref": row.reference, "key": row.key}


def reads(browser: FlaskClient, address: str, count_queries: Counting) -> tuple[int, int]:
    """Count the queries of a page asked for the first time, and again."""
    forget_texts()
    counts = []
    for _ in range(2):
        with count_queries() as statements:
            assert browser.get(address).status_code == 200
        counts.append(sum(not one.startswith("BEGIN") for one in statements))
    return counts[0], counts[1]


@pytest.mark.parametrize("page", READ)
def test_a_page_takes_as_many_queries_for_many_contributions_as_for_few(
    page: str, documents: tuple[Document, Document], sign_in_as: SignIn, count_queries: Counting
) -> None:
    browser = sign_in_as(make_person())
    found = [reads(browser, page.format(**names_of(one)), count_queries) for one in documents]
    assert found == [READ[page], READ[page]]


@pytest.mark.parametrize("page", PLAIN)
def test_a_page_for_strangers_takes_fewer(
    page: str, documents: tuple[Document, Document], client: FlaskClient, count_queries: Counting
) -> None:
    found = [reads(client, page.format(**names_of(one)), count_queries) for one in documents]
    assert found == [PLAIN[page], PLAIN[page]]


@pytest.mark.parametrize("page", OFFICERS)
def test_a_page_of_officers_takes_as_many_for_many_contributions_as_for_few(
    page: str, documents: tuple[Document, Document], sign_in_as: SignIn, count_queries: Counting
) -> None:
    browser = sign_in_as(make_officer(documents[0].consultation))
    found = [reads(browser, page.format(**names_of(one)), count_queries) for one in documents]
    assert found == [OFFICERS[page], OFFICERS[page]]


@pytest.mark.parametrize("form", WRITTEN)
def test_saying_something_takes_as_many_queries_among_many_as_among_few(
    form: str, documents: tuple[Document, Document], sign_in_as: SignIn, count_queries: Counting
) -> None:
    sent, expected = WRITTEN[form]
    found = []
    for document in documents:
        names = names_of(document)
        sign_in_as(make_person()).post(form.format(**names), data={**sent, "clause": names["key"]})
        browser = sign_in_as(make_person())
        with count_queries() as statements:
            answer = browser.post(form.format(**names), data={**sent, "clause": names["key"]})
        assert answer.status_code == 302
        found.append(sum(not one.startswith("BEGIN") for one in statements))
    assert found == [expected, expected]


def test_looking_at_what_changes_while_typing_takes_few_queries_and_writes_nothing(
    documents: tuple[Document, Document], sign_in_as: SignIn, count_queries: Counting
) -> None:
    found = []
    for document in documents:
        key = names_of(document)["key"]
        browser, address = sign_in_as(make_person()), f"/documents/{document.slug}/suggestions/look"
        sent = {"clause": key, f"text-{key}": "Other words.", "revision": "1"}
        browser.post(address, data=sent)
        with count_queries() as statements:
            assert browser.post(address, data=sent).status_code == 200
        found.append([one.split(" ", 1)[0] for one in statements if not one.startswith("BEGIN")])
    assert found == [["SELECT"] * 3] * 2
