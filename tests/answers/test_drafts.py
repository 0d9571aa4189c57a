"""Two officers never overwrite each other unawares, and what was drafted before stays in the history."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.answers.history import list_past
from consult.core.fates import Fate
from consult.documents.models import Document
from consult.extensions import db
from tests.answers.desk_hands import draft, draft_of, published
from tests.make import make_comment, make_document, make_officer

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def document(app: Flask) -> Document:
    return make_document()


def test_each_draft_says_who_wrote_it_and_the_ones_before_stay(document: Document, sign_in_as: SignIn) -> None:
    comment, ada, ben = make_comment(document), *(make_officer(document.consultation) for _ in "ab")
    assert draft(comment, ada).version == 1
    assert draft(comment, ben, Fate.NOTED, "").version == 2
    (past,) = list_past(comment)
    assert (past.version, past.fate, past.by, past.ended, past.ended_by) == (1, Fate.NOT_TAKEN, ada, "replaced", ben)
    page = sign_in_as(ada).get(f"/contributions/{comment.reference}/fate").text
    assert f"by {ben.name}" in page
    assert f"replaced by {ben.name}" in page


def test_a_form_opened_before_anothers_draft_is_answered_with_both(document: Document, sign_in_as: SignIn) -> None:
    comment, ada, ben = make_comment(document), *(make_officer(document.consultation) for _ in "ab")
    browser, address = sign_in_as(ada), f"/contributions/{comment.reference}/fate"
    assert 'name="seen" value="0"' in browser.get(address).text
    draft(comment, ben, Fate.ANSWERED, "From May.")
    mine = {"fate": "not taken", "reason": "No room.", "seen": "0"}
    answer = browser.post(address, data=mine)
    assert answer.status_code == 409
    assert f"{ben.name} drafted another answer" in answer.text
    assert "From May." in answer.text
    assert "No room." in answer.text
    assert 'name="seen" value="1"' in answer.text
    kept = draft_of(comment)
    assert kept is not None
    assert kept.reason == "From May."
    assert browser.post(address, data={**mine, "seen": "1"}).status_code == 302
    now_there = draft_of(comment)
    assert now_there is not None
    assert (now_there.reason, now_there.version) == ("No room.", 2)


def test_publishing_over_a_draft_nobody_saw_is_refused_too(document: Document, sign_in_as: SignIn) -> None:
    comment, ada, ben = make_comment(document), *(make_officer(document.consultation) for _ in "ab")
    draft(comment, ben)
    sent = {"fate": "noted", "reason": "", "seen": "0", "publish": "yes"}
    assert sign_in_as(ada).post(f"/contributions/{comment.reference}/fate", data=sent).status_code == 409
    assert published(comment) == []


def test_the_list_keeps_what_was_typed_when_somebody_was_quicker(document: Document, sign_in_as: SignIn) -> None:
    comment, ada, ben = make_comment(document), *(make_officer(document.consultation) for _ in "ab")
    draft(comment, ben, Fate.ANSWERED, "From May.")
    ref, address = comment.reference, f"/documents/{document.slug}/answers"
    sent = {f"fate-{ref}": "not taken", f"reason-{ref}": "No room.", f"seen-{ref}": "0"}
    answer = sign_in_as(ada).post(address, data=sent)
    assert answer.status_code == 409
    assert "No room." in answer.text
    assert "From May." in answer.text
    assert f'name="seen-{ref}" value="1"' in answer.text
    assert sign_in_as(ada).post(address, data={**sent, f"seen-{ref}": "1"}).status_code == 302


def test_a_draft_that_changed_is_not_forgotten_unawares(document: Document, sign_in_as: SignIn) -> None:
    comment, ada, ben = make_comment(document), *(make_officer(document.consultation) for _ in "ab")
    draft(comment, ada)
    draft(comment, ben)
    drop = f"/contributions/{comment.reference}/fate/drop"
    assert sign_in_as(ada).post(drop, data={"seen": "1"}).status_code == 409
    assert draft_of(comment) is not None
    assert sign_in_as(ada).post(drop, data={"seen": "2"}).status_code == 302
    assert draft_of(comment) is None
    assert [one.ended for one in list_past(comment)] == ["replaced", "dropped"]
    assert draft(comment, ada).version == 3
    db.session.commit()
