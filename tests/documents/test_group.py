"""Officers say who drafts a document with them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.core.stages import Stage
from consult.documents.group import list_members
from consult.extensions import db
from tests.make import make_consultation, make_document, make_officer, make_person


def test_an_officer_adds_someone_by_mail_and_takes_them_out_again(
    app: Flask, sign_in_as: Callable[[Person], FlaskClient]
) -> None:
    document = make_document(make_consultation(Stage.DRAFTING))
    officer, guest = make_officer(document.consultation), make_person("Ada Quill")
    db.session.commit()
    browser, draft = sign_in_as(officer), f"/documents/{document.slug}/draft"
    assert sign_in_as(guest).get(draft).status_code == 404
    page = f"/documents/{document.slug}/group"
    assert browser.post(page, data={"email": guest.email, "name": ""}).status_code == 302
    assert "Ada Quill" in browser.get(page).text
    assert sign_in_as(guest).get(draft).status_code == 200
    browser.post(f"{page}/{guest.public_id}/remove")
    assert list_members(document) == []
    assert sign_in_as(guest).get(draft).status_code == 404


def test_an_address_that_is_none_is_said_plainly_and_kept(
    app: Flask, sign_in_as: Callable[[Person], FlaskClient]
) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    db.session.commit()
    answer = sign_in_as(officer).post(f"/documents/{document.slug}/group", data={"email": "nobody at all"})
    assert answer.status_code == 422
    assert "nobody at all" in answer.text
