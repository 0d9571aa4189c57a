"""The pages of the working draft, the effect and the gate, as an officer's browser without JavaScript sees them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.core.fates import Fate
from consult.documents.models import Document
from consult.documents.queries import get_document, read_save
from consult.drafting import service
from consult.extensions import db
from tests.drafting.conftest import add_comment as say
from tests.drafting.conftest import key_of
from tests.drafting.test_publishing import edit
from tests.make import make_document, make_drafter, make_officer, make_person, now

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def document(app: Flask) -> Document:
    return make_document()


@pytest.fixture
def officer(document: Document, sign_in_as: SignIn) -> FlaskClient:
    person = make_officer(document.consultation)
    db.session.commit()
    return sign_in_as(person)


def words(document: Document) -> str:
    """Return the newest words, read anew."""
    db.session.expire_all()
    fresh = get_document(document.slug)
    assert fresh.head is not None
    return read_save(fresh.head).markdown


def expected(page: str) -> str:
    """Return the save a page's form carries."""
    found = re.search(r'name="expected_save" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("page", ["draft", "draft/whole", "effect", "publish", "answers"])
def test_pages_of_the_draft_open_for_officers_only(
    document: Document, officer: FlaskClient, sign_in_as: SignIn, page: str
) -> None:
    say(document, "two bags")
    stranger = make_person()
    edit(document, "two bags", "three bags")
    db.session.commit()
    assert officer.get(f"/documents/{document.slug}/{page}").status_code == 200
    assert sign_in_as(stranger).get(f"/documents/{document.slug}/{page}").status_code == 403


def test_a_drafter_reads_and_saves_but_does_not_publish(document: Document, sign_in_as: SignIn) -> None:
    drafter = make_drafter(document)
    db.session.commit()
    browser = sign_in_as(drafter)
    page = browser.get(f"/documents/{document.slug}/draft").text
    assert "Edit the whole text" in page
    assert "Publish revision" not in page
    assert browser.get(f"/documents/{document.slug}/publish").status_code == 403


def test_one_clause_is_edited_in_the_browser(document: Document, officer: FlaskClient) -> None:
    key = key_of(document, "The provider must")
    address = f"/documents/{document.slug}/draft/clauses/{key}"
    page = officer.get(address).text
    answer = officer.post(address, data={"text": "We promise to:", "expected_save": expected(page)})
    assert answer.status_code == 302
    assert "We promise to:" in words(document)


def test_the_whole_text_is_shown_with_what_changes_before_it_is_saved(document: Document, officer: FlaskClient) -> None:
    address = f"/documents/{document.slug}/draft/whole"
    save = expected(officer.get(address).text)
    text = words(document).replace("two bags", "three bags") + "\nDogs ride along.\n"
    shown = officer.post(address, data={"markdown": text, "expected_save": save})
    assert "Nothing is saved yet" in shown.text
    assert "1 new" in shown.text
    assert "Dogs" not in words(document)
    officer.post(address, data={"markdown": text, "expected_save": save, "save": "yes"})
    assert "Dogs ride along." in words(document)


def test_a_collision_shows_both_and_keeps_what_was_typed(document: Document, officer: FlaskClient) -> None:
    key = key_of(document, "£4.50")
    address = f"/documents/{document.slug}/draft/clauses/{key}"
    save = expected(officer.get(address).text)
    edit(document, "£4.50", "£3.80")
    db.session.commit()
    typed = "A single journey costs no more than £6. A carer travels free."
    page = officer.post(address, data={"text": typed, "expected_save": save})
    assert page.status_code == 409
    assert "£3.80" in page.text
    assert page.text.count(typed) == 2
    officer.post(address, data={"text": typed, "expected_save": expected(page.text)})
    assert "£6" in words(document)


def test_a_text_without_words_comes_back_with_what_to_do(document: Document, officer: FlaskClient) -> None:
    address = f"/documents/{document.slug}/draft/whole"
    save = expected(officer.get(address).text)
    page = officer.post(address, data={"markdown": "  ", "expected_save": save, "save": "yes"})
    assert page.status_code == 422
    assert "This text has no words" in page.text


def test_what_can_change_is_set_with_its_reason(document: Document, officer: FlaskClient) -> None:
    key = key_of(document, "£4.50")
    address = f"/documents/{document.slug}/draft/clauses/{key}/scope"
    page = officer.post(address, data={"scope": "fixed by law", "reason": ""})
    assert page.status_code == 422
    assert "Say why" in page.text
    assert officer.post(address, data={"scope": "fixed by law", "reason": "An Act says so."}).status_code == 302
    assert "Fixed by law" in officer.get(f"/documents/{document.slug}/draft").text


def test_an_older_save_is_brought_back(document: Document, officer: FlaskClient) -> None:
    first = document.head.public_id  # type: ignore[union-attr]
    edit(document, "two bags", "three bags")
    db.session.commit()
    save = expected(officer.get(f"/documents/{document.slug}/draft").text)
    officer.post(f"/documents/{document.slug}/draft/restore/{first}", data={"expected_save": save})
    assert "two bags" in words(document)


def test_the_gate_lists_who_has_no_answer_and_publishes_once_all_have(document: Document, officer: FlaskClient) -> None:
    comment = say(document, "two bags")
    edit(document, "two bags", "three bags")
    db.session.commit()
    address = f"/documents/{document.slug}/publish"
    page = officer.get(address).text
    assert "1 left" in page
    assert comment.reference in page
    sent = {"summary": "Three bags now.", "expected_save": expected(page)}
    held = officer.post(address, data=sent)
    assert held.status_code == 409
    assert "1 contribution has had no answer" in held.text
    assert "Three bags now." in held.text
    service.draft_fate(document, service.GivenFate(reference=comment.reference, fate=Fate.NOTED), by=None, now=now())
    db.session.commit()
    assert officer.post(address, data=sent).status_code == 302
    db.session.expire_all()
    assert get_document(document.slug).newest_revision.number == 2  # type: ignore[union-attr]


def test_a_public_exception_opens_the_gate(document: Document, officer: FlaskClient) -> None:
    say(document, "two bags")
    edit(document, "two bags", "three bags")
    db.session.commit()
    address = f"/documents/{document.slug}/publish"
    sent = {"summary": "Bags.", "expected_save": expected(officer.get(address).text), "exception": "It ends Friday."}
    assert officer.post(address, data=sent).status_code == 302
    db.session.expire_all()
    assert get_document(document.slug).newest_revision.exception == "It ends Friday."  # type: ignore[union-attr]


def test_the_slower_of_two_officers_sees_the_newer_revision_and_keeps_what_was_written(
    document: Document, officer: FlaskClient
) -> None:
    edit(document, "two bags", "three bags")
    db.session.commit()
    address = f"/documents/{document.slug}/publish"
    sent = {"summary": "Mine, typed slowly.", "expected_save": expected(officer.get(address).text)}
    assert officer.post(address, data={**sent, "summary": "Quicker."}).status_code == 302
    page = officer.post(address, data=sent)
    assert page.status_code == 409
    assert "as revision 2" in page.text
    assert "Mine, typed slowly." in page.text


def test_a_place_is_confirmed_set_and_cleared(document: Document, officer: FlaskClient) -> None:
    comment = say(document, "arrive no more than 15 minutes after the time agreed")
    edit(
        document, "arrive no more than 15 minutes after the time agreed", "come at the time agreed, or 15 minutes late"
    )
    db.session.commit()
    base = f"/documents/{document.slug}/effect"
    assert comment.reference in officer.get(base).text
    key = key_of(document, "15 minutes late")
    wrong = officer.post(f"{base}/{comment.reference}", data={"clause": key, "quote": "no such words"})
    assert wrong.status_code == 422
    assert "no such words" in wrong.text
    right = officer.post(f"{base}/{comment.reference}", data={"clause": key, "quote": "15 minutes late"})
    assert right.status_code == 302
    assert "Set by hand" in officer.get(base).text
    assert officer.post(f"{base}/{comment.reference}/clear").status_code == 302
    assert officer.post(f"{base}/{comment.reference}/confirm").status_code == 302


@pytest.mark.parametrize("comments", [1, 12])
def test_the_gate_costs_the_same_however_many_have_spoken(
    document: Document, officer: FlaskClient, comments: int, count_queries: Callable[[], object]
) -> None:
    for _ in range(comments):
        say(document, "two bags")
    edit(document, "two bags", "three bags")
    db.session.commit()
    address = f"/documents/{document.slug}/publish"
    officer.get(address)
    with count_queries() as statements:  # type: ignore[attr-defined]
        officer.get(address)
    assert len(statements) <= 16
