"""A NUL in what is sent is never a fault of ours, on either database."""

from __future__ import annotations

from flask import Flask

from consult.accounts.models import Person
from consult.extensions import db
from tests.make import make_alike, make_document, make_officer


def browser_of(app: Flask, person: Person):  # type: ignore[no-untyped-def]  # Flask's own test client
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"], session["_fresh"] = person.get_id(), True
    return browser


def test_a_nul_is_refused_with_what_was_typed_kept_on_both_databases(either_app: Flask) -> None:
    with either_app.app_context():
        document = make_document()
        alike = make_alike(document)
        officer = make_officer(document.consultation)
        home = f"/consultations/{document.consultation.slug}/desk"
        name = f"{home}/alike/{alike.public_id}/name"
        browser = browser_of(either_app, officer)
        label = alike.label
        db.session.commit()
    for address in ("q=%00", "done=%00", "theme=%00&document=%00"):
        assert browser.get(f"{home}/contributions?{address}").status_code in (200, 404)
    answer = browser.post(f"{home}/contributions", data={"verb": "read", "chosen": "\0", "why": "Two words."})
    assert answer.status_code == 422
    answer = browser.post(name, data={"label": "No\0 vans at all"})
    assert answer.status_code == 422
    assert "is a NUL" in answer.text
    assert label in browser.get(f"{home}/alike").text
