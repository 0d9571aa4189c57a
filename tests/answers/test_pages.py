"""Answering in the browser, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.answers.queries import as_given, fates_of, find_draft
from consult.core.fates import Fate
from consult.documents.models import Document
from consult.extensions import db
from tests.drafting.conftest import add_comment as say
from tests.drafting.test_publishing import edit
from tests.make import make_document, make_officer, make_person

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def document(app: Flask) -> Document:
    document = make_document()
    edit(document, "two bags", "three bags")
    edit(document, " A carer travels free.", "")
    return document


@pytest.fixture
def officer(document: Document, sign_in_as: SignIn) -> FlaskClient:
    person = make_officer(document.consultation)
    db.session.commit()
    return sign_in_as(person)


def test_taken_in_is_given_by_ticking_a_changed_sentence(document: Document, officer: FlaskClient) -> None:
    comment = say(document, "two bags")
    db.session.commit()
    address = f"/contributions/{comment.reference}/fate"
    boxes = re.findall(r'name="words" id="[^"]+" value="([^"]+)"', officer.get(address).text)
    assert len(boxes) == 2
    empty = officer.post(address, data={"fate": "taken in"})
    assert empty.status_code == 422
    assert "Point at the words" in empty.text
    assert officer.post(address, data={"fate": "taken in", "words": boxes}).status_code == 302
    draft = find_draft(comment)
    assert draft is not None
    given = as_given(draft)
    assert given.fate is Fate.TAKEN_IN
    assert [one.start == one.end for one in given.words] == [False, True]
    assert fates_of([comment.id]) == {}


def test_changed_words_in_the_diff_name_the_box_that_a_press_on_them_ticks(
    document: Document, officer: FlaskClient
) -> None:
    comment = say(document, "two bags")
    db.session.commit()
    page = officer.get(f"/contributions/{comment.reference}/fate").text
    boxes = re.findall(r'name="words" id="([^"]+)"', page)
    pressed = re.findall(r'data-ticks="([^"]+)">(?=<ins>|<del>)(.+?)</(?:ins|del)></span>', page, re.DOTALL)
    assert {name for name, _ in pressed} == set(boxes)
    shown = {name: re.sub(r"<[^>]+>", " ", words) for name, words in pressed}
    assert "three" in shown[boxes[0]]
    assert "A carer travels free." in shown[boxes[1]]


def test_an_answer_can_go_out_at_once_and_taken_in_cannot(document: Document, officer: FlaskClient) -> None:
    comment = say(document)
    db.session.commit()
    address = f"/contributions/{comment.reference}/fate"
    held = officer.post(address, data={"fate": "carried forward", "publish": "yes"})
    assert held.status_code == 422
    assert "belongs to a revision" in held.text
    sent = {"fate": "answered", "reason": "From May.", "publish": "yes"}
    assert officer.post(address, data=sent).status_code == 302
    assert [entry.reason for entry in fates_of([comment.id])[comment.id]] == ["From May."]


def test_a_reason_that_is_missing_is_asked_for_and_what_was_typed_stays(
    document: Document, officer: FlaskClient
) -> None:
    one, two = say(document), say(document)
    db.session.commit()
    address = f"/documents/{document.slug}/answers"
    sent = {
        f"fate-{one.reference}": "not taken",
        f"reason-{one.reference}": "",
        f"fate-{two.reference}": "answered",
        f"reason-{two.reference}": "Yes, from the spring.",
    }
    page = officer.post(address, data=sent)
    assert page.status_code == 422
    assert "Give a reason" in page.text
    assert "Yes, from the spring." in page.text
    assert find_draft(two) is None
    sent[f"reason-{one.reference}"] = "The vans are too small."
    assert officer.post(address, data=sent).status_code == 302
    drafts = [find_draft(comment) for comment in (one, two)]
    assert [draft and draft.fate for draft in drafts] == [Fate.NOT_TAKEN, Fate.ANSWERED]
    assert officer.post(address, data={"publish": "yes"}).status_code == 302
    assert set(fates_of([one.id, two.id])) == {one.id, two.id}


def test_a_draft_can_be_forgotten(document: Document, officer: FlaskClient) -> None:
    comment = say(document)
    db.session.commit()
    officer.post(f"/contributions/{comment.reference}/fate", data={"fate": "noted"})
    assert find_draft(comment) is not None
    officer.post(f"/contributions/{comment.reference}/fate/drop")
    db.session.expire_all()
    assert find_draft(comment) is None


def test_residents_answer_nothing(document: Document, sign_in_as: SignIn) -> None:
    comment, resident = say(document), make_person()
    db.session.commit()
    assert sign_in_as(resident).get(f"/contributions/{comment.reference}/fate").status_code == 403


@pytest.mark.parametrize("words", ["nonsense", "a:b:c", "gone:", "x:1:99999999999999999999"])
def test_boxes_nobody_offered_are_refused(document: Document, officer: FlaskClient, words: str) -> None:
    comment = say(document)
    db.session.commit()
    answer = officer.post(f"/contributions/{comment.reference}/fate", data={"fate": "taken in", "words": words})
    assert answer.status_code == 422


def test_when_everyone_has_an_answer_the_list_says_so(document: Document, officer: FlaskClient) -> None:
    assert "Everyone has an answer." in officer.get(f"/documents/{document.slug}/answers").text
