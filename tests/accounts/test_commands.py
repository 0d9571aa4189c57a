"""The commands that make the first administrator and print tokens."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.commands import admin
from consult.accounts.models import MemberRole, Person
from consult.accounts.queries import find_person_by_email
from consult.accounts.tokens import find_token
from consult.api.commands import token
from consult.documents.queries import is_drafter
from consult.extensions import db
from tests.make import make_document


def run(app: Flask, command: object, *words: str) -> tuple[int, str]:
    db.session.commit()
    result = app.test_cli_runner().invoke(command, words)  # type: ignore[call-overload]  # flask's own is narrow
    return result.exit_code, result.output


def found(email: str) -> Person:
    person = find_person_by_email(email)
    assert person is not None
    return person


def test_the_first_administrator_signs_in_with_the_printed_link_once(app: Flask, client: FlaskClient) -> None:
    code, output = run(app, admin, "Root@Example.org")
    assert code == 0
    link = re.search(r"http://localhost(/sign-in/link/\S+)", output)
    assert link
    assert client.get(link[1]).status_code == 200
    assert client.post(link[1]).status_code == 302
    assert client.get("/people").status_code == 200
    assert found("root@example.org").is_administrator
    assert app.test_client().post(link[1]).status_code == 410


def test_a_token_is_the_last_word_printed(app: Flask) -> None:
    code, output = run(app, token, "ada@example.org")
    assert code == 0
    issued = find_token(output.split()[-1])
    assert issued is not None
    assert issued.scope == "write"
    assert issued.person.email == "ada@example.org"
    assert issued.person.memberships == []


def test_a_token_for_an_officer_makes_one_of_the_default_organisation(app: Flask) -> None:
    run(app, token, "olu@example.org", "--role", "officer")
    run(app, token, "una@example.org", "--role", "officer")
    (first,), (second,) = found("olu@example.org").memberships, found("una@example.org").memberships
    assert first.role is second.role is MemberRole.OFFICER
    assert first.organisation_id == second.organisation_id


def test_a_token_for_a_drafter_needs_a_document_and_opens_that_one(app: Flask) -> None:
    document = make_document()
    assert run(app, token, "dee@example.org", "--role", "drafter")[0] == 2
    assert find_person_by_email("dee@example.org") is None
    assert run(app, token, "dee@example.org", "--role", "drafter", "--document", "no-such")[0] == 2
    assert run(app, token, "dee@example.org", "--role", "drafter", "--document", document.slug)[0] == 0
    assert is_drafter(document, found("dee@example.org").id)


@pytest.mark.parametrize("role", ["resident", "partner", "administrator"])
def test_every_role_gets_a_token(app: Flask, role: str) -> None:
    code, output = run(app, token, "ada@example.org", "--role", role)
    assert code == 0
    assert find_token(output.split()[-1]) is not None
    assert found("ada@example.org").is_administrator is (role == "administrator")


@pytest.mark.parametrize("command", [admin, token])
def test_what_is_no_address_is_refused(app: Flask, command: object) -> None:
    code, output = run(app, command, "not an address")
    assert code == 2
    assert "e-mail address" in output
