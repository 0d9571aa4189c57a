"""Whoever publishes is told what of the intake register still waits to be split; it holds nobody up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.answers.desk.releasing import list_ready
from consult.core.fates import Fate
from consult.documents.models import Document
from consult.documents.queries import forget_texts
from consult.extensions import db
from consult.intake.handling import mark_nothing
from tests.answers.desk_hands import draft, published
from tests.drafting.test_publishing import edit
from tests.intake.hands import make_desk, make_submission
from tests.make import make_comment, now

SignIn = Callable[[Person], FlaskClient]
PAGES = [
    "/documents/{document}/publish",
    "/documents/{document}/answers",
    "/contributions/{comment}/fate",
    "/consultations/{consultation}/desk/answers/publish",
]


@pytest.fixture
def desk(app: Flask) -> tuple[Document, Person]:
    return make_desk()


def address(page: str, document: Document, comment: str) -> str:
    return page.format(document=document.slug, consultation=document.consultation.slug, comment=comment)


def prepare(document: Document, officer: Person) -> str:
    """Draft an answer and change words, so that every page has something to publish."""
    comment = make_comment(document)
    draft(comment, officer, Fate.NOTED, "")
    edit(document, "two bags", "three bags")
    db.session.commit()
    return comment.reference


@pytest.mark.parametrize("page", PAGES)
def test_the_page_says_how_many_wait_and_leads_to_them(
    desk: tuple[Document, Person], sign_in_as: SignIn, page: str
) -> None:
    document, officer = desk
    here, browser = address(page, document, prepare(document, officer)), sign_in_as(officer)
    register = f'href="/consultations/{document.consultation.slug}/desk/intake?show=waiting"'
    assert register not in browser.get(here).text
    first, second = make_submission(document, officer), make_submission(document, officer)
    text = browser.get(here).text
    assert "2 submissions in the intake register still wait to be split" in text
    assert register in text
    db.session.refresh(officer)
    mark_nothing(first, "It asks for nothing.", by=officer, now=now())
    assert "1 submission in the intake register still waits to be split" in browser.get(here).text
    db.session.refresh(officer)
    mark_nothing(second, "It asks for nothing.", by=officer, now=now())
    assert register not in browser.get(here).text


def test_what_waits_there_holds_up_neither_answers_nor_a_revision(
    desk: tuple[Document, Person], sign_in_as: SignIn
) -> None:
    document, officer = desk
    comment, browser = make_comment(document), sign_in_as(officer)
    draft(comment, officer, Fate.NOTED, "")
    make_submission(document, officer)
    sent = {"mark": list_ready(document.consultation).mark, "reason": ""}
    at = f"/consultations/{document.consultation.slug}/desk/answers/publish"
    assert browser.post(at, data=sent).status_code == 302
    assert len(published(comment)) == 1
    edit(document, "two bags", "three bags")
    db.session.commit()
    assert document.head is not None
    form = {"summary": "Three bags.", "expected_save": document.head.public_id}
    assert browser.post(f"/documents/{document.slug}/publish", data=form).status_code == 302


def test_telling_costs_the_same_however_much_waits(
    desk: tuple[Document, Person],
    sign_in_as: SignIn,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    document, officer = desk
    comment, browser, taken = prepare(document, officer), sign_in_as(officer), []
    for many in (0, 1, 30):
        for _ in range(many):
            make_submission(document, officer)
        counts = {}
        for page in PAGES:
            forget_texts()
            browser.get(address(page, document, comment))
            with count_queries() as queries:
                assert browser.get(address(page, document, comment)).status_code == 200
            counts[page] = len(queries)
        taken.append(counts)
    assert taken[0] == taken[1] == taken[2]
