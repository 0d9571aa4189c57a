"""The library of reasons: kept in versions, picked without JavaScript, counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.answers.reasons import service as library
from consult.core.errors import Conflict, Missing, Refused
from consult.documents.models import Document
from consult.extensions import db
from tests.answers.desk_hands import draft_of, published
from tests.make import make_comment, make_consultation, make_document, make_officer, now

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def document(app: Flask) -> Document:
    return make_document()


def test_a_reason_is_offered_here_or_in_all_consultations_of_its_owner(document: Document) -> None:
    here = document.consultation
    officer, beside = make_officer(here), make_consultation(owner=here.owner)
    elsewhere = make_consultation()
    library.add(here, "Vans", "No room in the vans.", everywhere=False, by=officer, now=now())
    wide = library.add(here, "Budget", "Outside this budget.", everywhere=True, by=officer, now=now())
    assert [one.name for one in library.list_picks(here)] == ["Budget", "Vans"]
    assert [one.name for one in library.list_picks(beside)] == ["Budget"]
    assert library.list_picks(elsewhere) == []
    with pytest.raises(Missing):
        library.get_reason(elsewhere, wide.public_id)


def test_new_words_are_a_new_version_and_two_officers_do_not_overwrite_each_other(document: Document) -> None:
    here, officer = document.consultation, make_officer(document.consultation)
    reason = library.add(here, "Vans", "No room.", everywhere=False, by=officer, now=now())
    library.reword(here, reason, "Vans", "No room in the vans.", seen=1, by=officer, now=now())
    assert [one.text for one in reason.texts] == ["No room.", "No room in the vans."]
    with pytest.raises(Conflict):
        library.reword(here, reason, "Vans", "Something else.", seen=1, by=officer, now=now())
    with pytest.raises(Conflict):
        library.add(here, "vans", "Twice.", everywhere=False, by=officer, now=now())
    with pytest.raises(Refused):
        library.add(here, "Empty", "  ", everywhere=False, by=officer, now=now())
    library.retire(here, reason, True, by=officer, now=now())
    assert library.list_picks(here) == []


def test_a_button_puts_its_words_in_and_they_may_be_changed(document: Document, sign_in_as: SignIn) -> None:
    here, officer, comment = document.consultation, make_officer(document.consultation), make_comment(document)
    reason = library.add(here, "Vans", "No room in the vans.", everywhere=False, by=officer, now=now())
    browser, address = sign_in_as(officer), f"/contributions/{comment.reference}/fate"
    placed = browser.post(
        address, data={"fate": "not taken", "reason": "Sorry.", "pick": reason.public_id, "place": "y"}
    )
    assert placed.status_code == 200
    assert "Sorry.\n\nNo room in the vans." in placed.text.replace("\r\n", "\n")
    assert draft_of(comment) is None
    text = str(library.newest_of(reason).id)
    assert f'name="placed" value="{text}"' in placed.text
    sent = {"fate": "not taken", "reason": "Sorry, no room in the vans yet.", "placed": text, "seen": "0"}
    assert browser.post(address, data=sent).status_code == 302
    assert library.count_uses([reason]) == {reason.id: 1}
    listed = f"/documents/{document.slug}/answers"
    assert browser.post(listed, data={"publish": "yes"}).status_code == 302
    assert [one.reason for one in published(comment)] == ["Sorry, no room in the vans yet."]
    assert library.count_uses([reason]) == {reason.id: 1}
    assert "1 time" in browser.get(f"/consultations/{here.slug}/desk/answers/reasons").text


def test_a_text_of_somebody_elses_library_is_not_taken(document: Document, sign_in_as: SignIn) -> None:
    other = make_consultation()
    theirs = library.add(other, "Theirs", "Words.", everywhere=True, by=make_officer(other), now=now())
    comment, browser = make_comment(document), sign_in_as(make_officer(document.consultation))
    text = str(library.newest_of(theirs).id)
    sent = {"fate": "not taken", "reason": "Ours.", "placed": text}
    assert browser.post(f"/contributions/{comment.reference}/fate", data=sent).status_code == 302
    entry = draft_of(comment)
    assert entry is not None
    assert entry.library_text_id is None


def test_the_pages_of_the_library(document: Document, sign_in_as: SignIn) -> None:
    browser = sign_in_as(make_officer(document.consultation))
    home = f"/consultations/{document.consultation.slug}/desk/answers/reasons"
    assert "There are no reasons yet" in browser.get(home).text
    empty = browser.post(home, data={"name": "", "text": "Kept words.", "where": "here"})
    assert empty.status_code == 422
    assert "Kept words." in empty.text
    assert (
        browser.post(home, data={"name": "Vans", "text": "<b>No</b> room.", "where": "everywhere"}).status_code == 302
    )
    assert browser.post(home, data={"name": "Vans", "text": "Again.", "where": "here"}).status_code == 409
    (pick,) = library.list_picks(document.consultation)
    page = f"{home}/{pick.public_id}"
    assert "&lt;b&gt;No&lt;/b&gt; room." in browser.get(page).text
    assert browser.post(page, data={"name": "Vans", "text": "New.", "seen": "1", "where": "here"}).status_code == 302
    stale = browser.post(page, data={"name": "Vans", "text": "Mine.", "seen": "1", "where": "here"})
    assert stale.status_code == 409
    assert "Mine." in stale.text
    assert browser.post(page, data={"retire": "yes"}).status_code == 302
    db.session.expire_all()
    assert library.list_picks(document.consultation) == []
    assert browser.get(f"{home}/nosuch").status_code == 404
