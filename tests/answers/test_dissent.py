"""Minority notes: proposed, signed, agreed to, and printed with their clause from then on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from consult.accounts.models import Person
from consult.answers.dissent import service as dissent
from consult.answers.dissent.models import MinorityNote
from consult.core.errors import Conflict, Refused
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.drafting import service as drafting
from consult.drafting.service import Publication
from consult.exchange.exporting import give
from consult.extensions import db
from tests.make import (
    make_consultation,
    make_document,
    make_member,
    make_officer,
    make_organisation,
    make_person,
    now,
)

SignIn = Callable[[Person], FlaskClient]
TEXT = "# Fares\n\nA trip costs five pounds.\n\nChildren pay half.\n"
SAYS = "We hold that nobody on a pension should pay."


@pytest.fixture
def document(app: Flask) -> Document:
    return make_document(markdown=TEXT)


def key_of(document: Document, words: str = "five pounds") -> str:
    assert document.newest_revision is not None
    return next(one.key for one in read_revision(document.newest_revision).clauses if words in one.text)


def propose(document: Document, by: Person, text: str = SAYS) -> MinorityNote:
    made = dissent.propose(document, key_of(document), text, organisation=None, by=by, now=now())
    db.session.commit()
    return made


def agree(note: MinorityNote, document: Document) -> None:
    dissent.agree(note, by=make_officer(document.consultation), now=now())
    db.session.commit()


def test_a_note_is_printed_with_its_clause_once_an_officer_agrees(
    document: Document, client: FlaskClient, sign_in_as: SignIn
) -> None:
    charity = make_organisation("Ashmere Elders")
    partner, officer = make_member(charity), make_officer(document.consultation)
    db.session.commit()
    clause = f"/documents/{document.slug}/clauses/{key_of(document)}"
    sent = {"text": SAYS, "organisation": charity.slug}
    assert sign_in_as(partner).post(f"{clause}/dissent", data=sent).status_code == 302
    assert SAYS not in client.get(clause).text
    note = db.session.query(MinorityNote).one()
    assert sign_in_as(partner).post(f"/dissent/{note.public_id}/agree").status_code == 403
    assert sign_in_as(officer).post(f"/dissent/{note.public_id}/agree").status_code == 302
    for address in (clause, f"/documents/{document.slug}"):
        shown = client.get(address).text
        assert SAYS in shown
        assert "Signed by Ashmere Elders" in shown


def test_a_note_stays_with_its_clause_through_rewording_moving_and_removal(
    document: Document, client: FlaskClient
) -> None:
    agree(propose(document, make_person()), document)
    key = key_of(document)
    texts = (
        "# Fares\n\nChildren pay half.\n\nA trip costs six pounds, all told.\n",
        "# Fares\n\nChildren pay half.\n",
    )
    for number, text in enumerate(texts, start=2):
        assert document.head is not None
        drafting.save_text(document, text, expected_save=document.head.public_id, by=None, now=now())
        published = Publication(summary="Changed.", expected_save=document.head.public_id)
        drafting.publish(document, published, by=None, now=now())
        db.session.commit()
        assert SAYS in client.get(f"/documents/{document.slug}/clauses/{key}").text, number
    assert SAYS not in client.get(f"/documents/{document.slug}").text  # the clause has gone from the text


def test_exports_carry_the_notes(document: Document) -> None:
    agree(propose(document, make_person("Ada Quill")), document)
    for form in ("md", "html", "json"):
        written = give(form, document).decode()
        assert SAYS in written
        assert "Ada Quill" in written


def test_people_sign_once_each_and_a_note_without_a_name_is_gone(document: Document) -> None:
    ada, ben = make_person("Ada"), make_person("Ben")
    note = propose(document, ada)
    for _ in range(2):
        dissent.sign(note, None, by=ben, now=now())
    agree(note, document)
    (printed,) = next(iter(dissent.printed_notes(document).values()))
    assert printed.signed == ("Ada", "Ben")
    for person in (ada, ben):
        dissent.take_name_back(note, by=person, now=now())
    db.session.commit()
    assert dissent.printed_notes(document) == {}
    with pytest.raises(Conflict):
        dissent.sign(note, None, by=ada, now=now())


def test_a_note_is_reworded_until_it_is_printed_and_then_stands(document: Document) -> None:
    ada, ben, officer = make_person(), make_person(), make_officer(document.consultation)
    note = propose(document, ada)
    dissent.sign(note, None, by=ben, now=now())
    dissent.send_back(note, "Name no names.", by=officer, now=now())
    dissent.reword(note, "Pensioners should not pay.", by=ada, now=now())
    assert (note.sent_back, [one.person_id for one in note.signatures]) == (None, [ada.id])
    agree(note, document)
    with pytest.raises(Conflict):
        dissent.reword(note, "Other words.", by=ada, now=now())
    with pytest.raises(Conflict):
        dissent.send_back(note, "Too late.", by=officer, now=now())


@pytest.mark.parametrize("text", ["", "  \n ", "w" * 601])
def test_a_note_that_says_nothing_or_too_much_is_refused_with_its_words_kept(
    document: Document, sign_in_as: SignIn, text: str
) -> None:
    person = make_person()
    db.session.commit()
    page = f"/documents/{document.slug}/clauses/{key_of(document)}/dissent"
    answer = sign_in_as(person).post(page, data={"text": text})
    assert answer.status_code == 422
    assert text.strip() in answer.text
    with pytest.raises(Refused):
        propose(document, person, text)


@pytest.mark.parametrize(("stage", "status"), [(Stage.CONSIDERING, 302), (Stage.DECIDED, 302), (Stage.REVIEWED, 409)])
def test_notes_are_taken_until_all_is_over(app: Flask, sign_in_as: SignIn, stage: Stage, status: int) -> None:
    document = make_document(make_consultation(stage), TEXT)
    person = make_person()
    db.session.commit()
    page = f"/documents/{document.slug}/clauses/{key_of(document)}/dissent"
    assert sign_in_as(person).post(page, data={"text": SAYS}).status_code == status


def test_an_officer_and_those_who_sign_stand_by_the_words_they_read(document: Document, sign_in_as: SignIn) -> None:
    ada, ben, officer = make_person("Ada"), make_person("Ben"), make_officer(document.consultation)
    note = propose(document, ada)
    dissent.reword(note, "The officers are fools.", by=ada, now=now())
    db.session.commit()
    for person, what in ((officer, "agree"), (ben, "sign")):
        answer = sign_in_as(person).post(f"/dissent/{note.public_id}/{what}", data={"words": SAYS})
        assert answer.status_code == 409
        assert "new words since you read it" in answer.text
        assert "The officers are fools." in answer.text
    assert dissent.printed_notes(document) == {}
    answer = sign_in_as(officer).post(f"/dissent/{note.public_id}/agree", data={"words": "The officers are fools."})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("what", "field", "typed"),
    [("reword", "text", "w" * 601), ("send-back", "reason", "w" * 601), ("reword", "text", "A lone \x00 sign.")],
)
def test_what_is_typed_about_a_note_and_refused_is_given_back(
    document: Document, sign_in_as: SignIn, what: str, field: str, typed: str
) -> None:
    officer = make_officer(document.consultation)
    note = propose(document, officer)
    answer = sign_in_as(officer).post(f"/dissent/{note.public_id}/{what}", data={field: typed})
    assert answer.status_code == 422
    assert typed.replace("\x00", "") in answer.text.replace("\x00", "").replace("\ufffd", "")
    assert "Not sent yet" in answer.text


def test_a_note_reworded_by_somebody_who_left_it_does_not_stand_without_a_name(document: Document) -> None:
    ada, ben = make_person(), make_person()
    note = propose(document, ada)
    dissent.sign(note, None, by=ben, now=now())
    dissent.take_name_back(note, by=ada, now=now())
    db.session.commit()
    with pytest.raises(Conflict):
        dissent.reword(note, "Other words.", by=ada, now=now())
    assert [one.person_id for one in note.signatures] == [ben.id]


def test_a_note_is_read_anew_once_the_document_is_locked(document: Document) -> None:
    ada = make_person()
    note = propose(document, ada)
    assert note.agreed_at is None  # as a page read it, before an officer agreed elsewhere
    db.session.connection().execute(update(MinorityNote).values(agreed_at=now()))
    with pytest.raises(Conflict):
        dissent.reword(note, "Words nobody agreed to.", by=ada, now=now())
