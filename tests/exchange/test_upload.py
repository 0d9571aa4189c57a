"""Officers bring texts in by the browser: a new document, and a newer file as the next draft."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Person
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.documents.queries import get_document, read_save
from consult.extensions import db
from tests.make import TEXT, make_consultation, make_document, make_officer

SignIn = Callable[[Person], FlaskClient]


def test_an_uploaded_text_becomes_a_document_whose_clauses_can_be_read(app: Flask, sign_in_as: SignIn) -> None:
    consultation = make_consultation(Stage.OPEN)
    officer = make_officer(consultation)
    db.session.commit()
    form = {"title": "Rooms", "kind": "agenda", "file": (BytesIO(TEXT.encode()), "rooms.md")}
    browser = sign_in_as(officer)
    answer = browser.post(f"/consultations/{consultation.slug}/documents/new", data=form, follow_redirects=True)
    assert "Here it is, with 8 clauses." in answer.text
    assert db.session.scalars(select(Document.slug)).all() == ["rooms"]


def test_a_file_that_cannot_be_read_is_refused_by_name_and_the_title_kept(app: Flask, sign_in_as: SignIn) -> None:
    consultation = make_consultation(Stage.OPEN)
    officer = make_officer(consultation)
    db.session.commit()
    form = {"title": "My long title", "kind": "agenda", "file": (BytesIO(b"\x00\x01"), "broken.docx")}
    answer = sign_in_as(officer).post(f"/consultations/{consultation.slug}/documents/new", data=form)
    assert answer.status_code == 422
    assert "broken.docx" in answer.text
    assert "My long title" in answer.text
    assert db.session.scalars(select(Document.slug)).all() == []


def test_a_newer_file_is_shown_before_it_is_saved_and_keeps_the_keys(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document()
    slug, officer = document.slug, make_officer(document.consultation)
    db.session.commit()
    assert document.head is not None
    keys = [clause.key for clause in read_save(document.head).clauses]
    newer = TEXT.replace("four working days", "two working days") + "\nNobody has to book online.\n"
    browser, address = sign_in_as(officer), f"/documents/{slug}/draft/upload"
    fields = hidden(browser.get(address).text)
    shown = browser.post(address, data=fields | {"file": (BytesIO(newer.encode()), "newer.md")})
    assert shown.status_code == 200
    assert "Nothing is saved yet." in shown.text
    assert get_document(slug).head_save_id == document.head_save_id
    saved = browser.post(address, data=hidden(shown.text), follow_redirects=True)
    assert "The newer text is now the working draft." in saved.text
    head = get_document(slug).head
    assert head is not None
    assert [clause.key for clause in read_save(head).clauses][:-1] == keys


def hidden(page: str) -> dict[str, str]:
    """Read the hidden fields of the form as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}
