"""Nobody's words change behind the back of those who signed them, or of who is about to answer them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Person
from consult.answers.dissent import service as dissent
from consult.answers.dissent.models import MinorityNote
from consult.answers.given import GivenFate
from consult.answers.service import draft_fate
from consult.contributions.service import edit
from consult.core.fates import Fate
from consult.documents.models import Document
from consult.documents.queries import read_revision, read_save
from consult.drafting import service as drafting
from consult.extensions import db
from consult.jobs.models import Mail
from consult.jobs.sending import handle_events
from consult.notifications.service import HANDLERS
from tests.make import make_comment, make_document, make_officer, make_person, now

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def document(app: Flask) -> Document:
    return make_document()


def mails() -> dict[str, Mail]:
    """Let the worker do what is due, and return the mails by address."""
    db.session.commit()
    handle_events(HANDLERS, now())
    return {one.to: one for one in db.session.scalars(select(Mail))}


def note_of(document: Document, *people: Person) -> MinorityNote:
    assert document.newest_revision is not None
    key = read_revision(document.newest_revision).clauses[-1].key
    first, *others = people
    note = dissent.propose(document, key, "Nobody should pay.", organisation=None, by=first, now=now())
    for one in others:
        dissent.sign(note, None, by=one, now=now())
    db.session.commit()
    return note


def test_those_who_signed_a_note_are_asked_to_sign_its_new_words(document: Document) -> None:
    ada, ben, cem = make_person(), make_person(), make_person()
    note = note_of(document, ada, ben, cem)
    dissent.reword(note, "Nobody under ten should pay.", by=ada, now=now())
    dissent.sign(note, None, by=cem, now=now())
    found = mails()
    assert list(found) == [ben.email]
    mail = found[ben.email or ""]
    assert "has new words" in mail.subject
    assert f"/documents/{document.slug}/clauses/{note.clause.key}/dissent" in mail.body


def test_those_who_signed_a_note_are_told_why_it_is_sent_back(document: Document) -> None:
    ada, ben = make_person(), make_person()
    note = note_of(document, ada, ben)
    dissent.send_back(note, "It names a person.", by=make_officer(document.consultation), now=now())
    found = mails()
    assert set(found) == {ada.email, ben.email}
    assert all("It names a person." in one.body for one in found.values())


def test_a_note_taken_back_meanwhile_sends_nothing(document: Document) -> None:
    ada = make_person()
    note = note_of(document, ada)
    dissent.send_back(note, "It names a person.", by=make_officer(document.consultation), now=now())
    dissent.take_name_back(note, by=ada, now=now())
    assert mails() == {}


def test_an_officer_sees_what_was_edited_since_its_answer_was_drafted(document: Document, sign_in_as: SignIn) -> None:
    said, officer = make_comment(document, "Is it free?", by=make_person()), make_officer(document.consultation)
    assert document.head is not None
    new = f"{read_save(document.head).markdown}\nIt is free.\n"
    drafting.save_text(document, new, expected_save=document.head.public_id, by=officer, now=now())
    given = GivenFate(reference=said.reference, fate=Fate.ANSWERED, reason="Yes.")
    draft_fate(document, given, by=officer, now=now())
    db.session.commit()
    browser = sign_in_as(officer)
    pages = (f"/documents/{document.slug}/answers", f"/contributions/{said.reference}/fate")
    assert not any("dited since this answer was drafted" in browser.get(page).text for page in pages)
    later = now() + timedelta(seconds=5)
    edit(said, "Is it free for dogs?", by=said.author, now=later)
    db.session.commit()
    assert all("dited since this answer was drafted" in browser.get(page).text for page in pages)
    assert "was edited since its answer was drafted" in browser.get(f"/documents/{document.slug}/publish").text
    draft_fate(document, given, by=officer, now=later + timedelta(seconds=5))
    db.session.commit()
    assert not any("dited since this answer was drafted" in browser.get(page).text for page in pages)
