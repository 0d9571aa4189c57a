"""API tokens: hashed, scoped, ended by their owner."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import ApiToken, Person
from consult.accounts.tokens import find_token, issue_token, list_tokens, note_use, revoke_token
from consult.core.errors import Missing, Refused
from consult.extensions import db

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def make_person(email: str = "ada@example.org") -> Person:
    person = Person(name="Ada", email=email, created_at=NOW)
    db.session.add(person)
    db.session.commit()
    return person


def test_a_token_is_found_by_its_plain_form_which_is_kept_nowhere(app: Flask) -> None:
    person = make_person()
    token, plain = issue_token(person, "Export", "read", NOW)
    found = find_token(plain)
    assert found is token
    assert found.person is person
    assert found.scope == "read"
    assert plain not in str(vars(token))
    assert find_token(plain[:-1]) is None
    assert find_token("") is None


def test_an_ended_token_opens_nothing_and_only_its_owner_can_end_it(app: Flask) -> None:
    owner, other = make_person(), make_person("bob@example.org")
    token, plain = issue_token(owner, "Export", "write", NOW)
    with pytest.raises(Missing):
        revoke_token(other, token.id, now=NOW)
    assert find_token(plain) is token
    revoke_token(owner, token.id, now=NOW)
    assert find_token(plain) is None
    assert list_tokens(owner) == []


def test_the_token_of_an_erased_person_opens_nothing(app: Flask) -> None:
    person = make_person()
    _, plain = issue_token(person, "Export", "read", NOW)
    person.erased_at = NOW
    db.session.flush()
    assert find_token(plain) is None


@pytest.mark.parametrize(("name", "scope"), [("", "read"), (" ", "read"), ("x", "admin"), ("x", "")])
def test_a_token_needs_a_purpose_and_a_scope(app: Flask, name: str, scope: str) -> None:
    with pytest.raises(Refused):
        issue_token(make_person(), name, scope, NOW)


def test_the_day_of_use_is_noted_once_a_day(app: Flask) -> None:
    token, _ = issue_token(make_person(), "Export", "read", NOW)
    note_use(token, NOW)
    first = token.last_used_on
    note_use(token, NOW + timedelta(hours=2))
    assert token.last_used_on == first
    note_use(token, NOW + timedelta(days=1))
    assert token.last_used_on != first


def test_a_token_is_made_in_the_browser_shown_once_and_ended_there(app: Flask, sign_in_as) -> None:  # type: ignore[no-untyped-def]
    browser: FlaskClient = sign_in_as(make_person())
    made = browser.post("/account/tokens", data={"name": "Spreadsheet <b>", "scope": "write"})
    assert made.status_code == 201
    found = re.search(r"fd_[\w-]{40,}", made.text)
    assert found
    assert "Spreadsheet &lt;b&gt;" in made.text
    token = find_token(found[0])
    assert token is not None
    assert token.scope == "write"
    assert found[0] not in browser.get("/account").text
    browser.post(f"/account/tokens/{token.id}/end")
    assert find_token(found[0]) is None
    assert browser.post(f"/account/tokens/{token.id}/end").status_code == 404


def test_a_token_without_a_purpose_comes_back_with_a_message(app: Flask, sign_in_as) -> None:  # type: ignore[no-untyped-def]
    page = sign_in_as(make_person()).post("/account/tokens", data={"name": "", "scope": "write"})
    assert page.status_code == 422
    assert "Say what the token is for" in page.text
    assert not db.session.scalars(select(ApiToken)).all()
