"""Who calls is settled by the token alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import ApiToken, Person
from consult.accounts.service import issue_token, revoke_token
from consult.extensions import db
from tests.api.conftest import Caller
from tests.make import make_consultation, make_document, make_officer, make_person, now

COMMENT = {"body": "Hello."}


def test_without_a_token_what_is_public_can_be_read_and_nothing_written(app: Flask, anyone: Caller) -> None:
    document = make_document()
    assert anyone("GET", f"/documents/{document.slug}").status_code == 200
    refused = anyone("POST", f"/documents/{document.slug}/comments", COMMENT)
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Authorization: Bearer" in (refused.json or {})["detail"]


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer fd_wrong", "Basic dXNlcjpwYXNz", "fd_x", "Bearer " + "x" * 9_000, "Bearer é"],
)
def test_a_token_that_does_not_work_is_refused_also_for_what_is_public(app: Flask, anyone: Caller, header: str) -> None:
    document = make_document()
    for path in (f"/documents/{document.slug}", "/openapi.json", "/consultations"):
        refused = anyone("GET", path, headers={"Authorization": header.encode().decode("latin-1")})
        assert refused.status_code == 401
        assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]


def test_a_token_works_until_it_is_ended(app: Flask) -> None:
    document, person = make_document(), make_person()
    token, plain = issue_token(person, "mine", "write", now())
    caller = Caller(app, plain)
    caller.post(f"/documents/{document.slug}/comments", COMMENT)
    revoke_token(person, token.id, now=now())
    assert caller("POST", f"/documents/{document.slug}/comments", COMMENT).status_code == 401
    assert caller("GET", f"/documents/{document.slug}").status_code == 401


def test_a_token_of_somebody_who_was_erased_works_no_more(app: Flask, call_as: Callable[..., Caller]) -> None:
    document, person = make_document(), make_person()
    caller = call_as(person)
    person.erased_at = now()
    assert caller("GET", f"/documents/{document.slug}").status_code == 401


def test_the_word_bearer_may_be_written_in_any_capitals(app: Flask) -> None:
    document, person = make_document(), make_person()
    _, plain = issue_token(person, "mine", "write", now())
    caller = Caller(app, None)
    made = caller(
        "POST", f"/documents/{document.slug}/comments", COMMENT, headers={"Authorization": f"bearer   {plain}"}
    )
    assert made.status_code == 201


def test_a_token_that_may_read_writes_nothing(app: Flask, call_as: Callable[..., Caller]) -> None:
    consultation = make_consultation()
    document = make_document(consultation)
    reader = call_as(make_officer(consultation), "read")
    assert reader("GET", f"/documents/{document.slug}/draft").status_code == 200
    for method, path, body in (
        ("POST", f"/documents/{document.slug}/comments", COMMENT),
        ("POST", f"/documents/{document.slug}/draft", {}),
        ("PUT", "/votes", {}),
        ("PATCH", f"/consultations/{consultation.slug}", {}),
        ("POST", "/consultations", {}),
    ):
        refused = reader(method, path, body)
        assert refused.status_code == 403
        assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]


def test_a_session_counts_for_nothing(app: Flask, sign_in_as: Callable[[Person], FlaskClient]) -> None:
    consultation = make_consultation()
    document = make_document(consultation)
    browser = sign_in_as(make_officer(consultation))
    assert browser.get(f"/api/v1/documents/{document.slug}/draft").status_code == 401
    assert browser.post(f"/api/v1/documents/{document.slug}/comments", json=COMMENT).status_code == 401


def test_the_token_speaks_and_not_the_session_beside_it(
    app: Flask, sign_in_as: Callable[[Person], FlaskClient]
) -> None:
    document = make_document()
    browser, speaker = sign_in_as(make_person("Session")), make_person("Token")
    _, plain = issue_token(speaker, "mine", "write", now())
    made = browser.post(
        f"/api/v1/documents/{document.slug}/comments", json=COMMENT, headers={"Authorization": f"Bearer {plain}"}
    )
    assert made.status_code == 201
    assert (made.json or {})["author"] == "Token"


def test_the_day_a_token_was_used_to_write_is_noted(app: Flask, call_as: Callable[..., Caller]) -> None:
    document, person = make_document(), make_person()
    call_as(person).post(f"/documents/{document.slug}/comments", COMMENT)
    token = db.session.scalars(select(ApiToken).where(ApiToken.person_id == person.id)).one()
    assert token.last_used_on is not None


def test_only_drafters_read_the_working_draft(app: Flask, anyone: Caller, call_as: Callable[..., Caller]) -> None:
    document = make_document()
    assert anyone("GET", f"/documents/{document.slug}/draft").status_code == 401
    assert call_as(make_person())("GET", f"/documents/{document.slug}/draft").status_code == 403
