"""Signing in through the pages, as a browser without JavaScript does it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from consult.accounts.models import Person, SignInCode
from consult.extensions import db
from consult.infra import clock
from consult.infra.mail import mailbox_of
from tests.jobs.mail_server import Kept, free_port, mail_server


def make_person(email: str, name: str = "Ada") -> Person:
    person = Person(name=name, email=email, created_at=clock.now())
    db.session.add(person)
    db.session.commit()
    return person


def ask(client: FlaskClient, email: str = "ada@example.org", next_path: str = "") -> TestResponse:
    return client.post("/sign-in", data={"email": email, "next": next_path})


def handle_in(response: TestResponse) -> str:
    return parse_qs(urlsplit(response.location).query)["handle"][0]


def newest_mail(app: Flask) -> str:
    message = next(iter(mailbox_of(app.config).read(1)))
    return str(message.get_content())


def code_in(body: str) -> str:
    found = re.search(r"\b\d{6}\b", body)
    assert found
    return found[0]


def link_in(body: str) -> str:
    found = re.search(r"http://localhost(/sign-in/link/\S+)", body)
    assert found
    return found[1]


def who(client: FlaskClient) -> str | None:
    page = client.get("/account")
    found = re.search(r"<dd class=\"govuk-summary-list__value breaks\">([^<]+)</dd>", page.text)
    return found[1] if found else None


def test_a_stranger_signs_in_with_the_code_and_says_their_name(app: Flask, client: FlaskClient) -> None:
    asked = ask(client, next_path="/account")
    page = client.get(asked.location)
    assert "ada@example.org" in page.text
    code = code_in(newest_mail(app))
    data = {"handle": handle_in(asked), "code": code, "next": "/account"}
    first = client.post("/sign-in/code", data=data)
    assert urlsplit(first.location).path == "/account/name"
    named = client.post("/account/name", data={"name": "  Ada   Byron ", "next": "/account"})
    assert named.location == "/account"
    assert who(client) == "ada@example.org"
    assert "Ada Byron" in client.get("/account").text


def test_the_mailed_link_asks_before_it_signs_in(app: Flask, client: FlaskClient) -> None:
    make_person("ada@example.org")
    ask(client, next_path="/account?from=mail")
    link = link_in(newest_mail(app))
    scanner = app.test_client()
    assert scanner.get(link).status_code == 200
    assert who(scanner) is None
    page = client.get(link)
    found = re.search(r'name="next" value="([^"]+)"', page.text)
    assert found
    done = client.post(link, data={"next": found[1]})
    assert done.location == "/account?from=mail"
    assert who(client) == "ada@example.org"
    assert app.test_client().get(link).status_code == 410
    assert app.test_client().post(link).status_code == 410


def test_the_answer_is_the_same_for_a_known_and_an_unknown_address(
    app: Flask, client: FlaskClient, count_queries: Any
) -> None:
    make_person("known0@example.org")
    pages, statements = [], []
    for email in ("known0@example.org", "nobody@example.org"):
        browser = app.test_client()
        db.session.remove()
        with count_queries() as queries:
            asked = ask(browser, email)
        page = browser.get(asked.location)
        handle = handle_in(asked)
        wrong = browser.post("/sign-in/code", data={"handle": handle, "code": "x"})
        seen = [asked.location, page.text, wrong.text]
        seen = [re.sub(r'(name="csrf_token" value=)"[^"]+"', r"\1", text) for text in seen]
        pages.append([text.replace(handle, "HANDLE").replace(email, "ADDRESS") for text in seen])
        statements.append(list(queries))
        assert [asked.status_code, page.status_code, wrong.status_code] == [302, 200, 422]
    assert pages[0] == pages[1]
    assert statements[0] == statements[1]
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_wrong_code_is_counted_and_says_how_many_tries_are_left(app: Flask, client: FlaskClient) -> None:
    handle = handle_in(ask(client))
    code = code_in(newest_mail(app))
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for left in ("4 more tries", "3 more tries", "2 more tries", "one more try"):
        page = client.post("/sign-in/code", data={"handle": handle, "code": wrong})
        assert page.status_code == 422
        assert left in page.text
        assert page.text.index("govuk-error-summary") < page.text.index("<h1")
    assert "Ask for a new one" in client.post("/sign-in/code", data={"handle": handle, "code": wrong}).text
    assert client.post("/sign-in/code", data={"handle": handle, "code": code}).status_code == 422
    assert who(client) is None
    assert db.session.scalars(select(SignInCode.tries)).one() == 5


def test_the_limit_is_said_before_another_mail_goes_out(app: Flask, client: FlaskClient) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    answers = [ask(client).status_code for _ in range(7)]
    assert answers == [302] * 6 + [429]
    assert len(list(mailbox_of(app.config).read(50))) == 6
    assert "wait an hour" in ask(client).text


@pytest.mark.parametrize("email", ["", "ada", "ada@@example.org", "a@example.org\r\nBcc: b@example.org", "a" * 300])
def test_what_is_no_address_comes_back_with_a_message(client: FlaskClient, app: Flask, email: str) -> None:
    page = ask(client, email)
    assert page.status_code == 422
    assert "govuk-error-summary" in page.text
    assert not list(mailbox_of(app.config).read(1))


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "\\\\evil",
        "/" * 2000,
    ],
)
def test_signing_in_leads_to_no_other_site(app: Flask, client: FlaskClient, elsewhere: str) -> None:
    make_person("ada@example.org")
    asked = ask(client, next_path=elsewhere)
    assert parse_qs(urlsplit(asked.location).query)["next"] == ["/"]
    data = {"handle": handle_in(asked), "code": code_in(newest_mail(app)), "next": elsewhere}
    assert client.post("/sign-in/code", data=data).location == "/"
    ask(client)
    assert client.post(link_in(newest_mail(app)), data={"next": elsewhere}).location == "/"
    page = client.get("/sign-in", query_string={"next": elsewhere})
    assert page.location == "/"


def test_a_session_prepared_by_somebody_else_is_worth_nothing(app: Flask, client: FlaskClient) -> None:
    make_person("ada@example.org")
    with client.session_transaction() as session:
        session["planted"] = "before"
    handle = handle_in(ask(client))
    client.post("/sign-in/code", data={"handle": handle, "code": code_in(newest_mail(app))})
    with client.session_transaction() as session:
        assert "planted" not in session
        assert "_user_id" in session


def sign_in(app: Flask, client: FlaskClient, email: str = "ada@example.org") -> None:
    handle = handle_in(ask(client, email))
    client.post("/sign-in/code", data={"handle": handle, "code": code_in(newest_mail(app))})


def test_signing_out_takes_a_post_and_ends_the_session(app: Flask, client: FlaskClient) -> None:
    make_person("ada@example.org")
    sign_in(app, client)
    assert client.get("/sign-out").status_code == 405
    assert who(client) == "ada@example.org"
    client.post("/sign-out")
    assert who(client) is None


def test_a_closed_browser_is_remembered_and_signing_out_everywhere_ends_it(app: Flask, client: FlaskClient) -> None:
    make_person("ada@example.org")
    other = app.test_client()
    sign_in(app, client)
    sign_in(app, other)
    other.delete_cookie("session")
    assert who(other) == "ada@example.org"
    client.post("/account/sign-out-everywhere")
    assert who(client) == "ada@example.org"
    assert who(other) is None
    other.delete_cookie("session")
    assert who(other) is None


def test_who_is_signed_in_need_not_sign_in_again(app: Flask, client: FlaskClient) -> None:
    make_person("ada@example.org")
    sign_in(app, client)
    assert client.get("/sign-in?next=/account").location == "/account"


def test_what_needs_somebody_leads_to_signing_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/account")
    assert urlsplit(answer.location).path == "/sign-in"
    assert parse_qs(urlsplit(answer.location).query)["next"] == ["/account"]
    assert client.post("/account/tokens", data={"name": "x"}).status_code == 401


def test_pages_that_post_carry_a_token_and_refuse_without_it(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get("/sign-in")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    assert ask(client).status_code == 400
    assert client.post("/sign-in", data={"email": "ada@example.org", "csrf_token": token[1]}).status_code == 302


@pytest.fixture
def kept(app: Flask) -> Iterator[Kept]:
    """Give a real mail server, which the application is set to use."""
    kept = Kept()
    with mail_server(kept) as port:
        app.config.update(SMTP_HOST="127.0.0.1", SMTP_PORT=port, MAILBOX=False)
        yield kept


def test_with_a_mail_server_the_code_goes_there_at_once(app: Flask, client: FlaskClient, kept: Kept) -> None:
    asked = ask(client)
    code = code_in(kept.messages[0].get_content())
    assert client.post("/sign-in/code", data={"handle": handle_in(asked), "code": code}).status_code == 302
    assert not list(Path(app.config["INSTANCE_PATH"]).glob("mailbox/*"))
    assert client.get("/mailbox").status_code == 404


def test_when_the_mail_server_is_away_the_page_says_so_and_offers_to_try_again(app: Flask, client: FlaskClient) -> None:
    app.config.update(SMTP_HOST="127.0.0.1", SMTP_PORT=free_port(), MAILBOX=False)
    page = ask(client, next_path="/account")
    assert page.status_code == 503
    assert "We could not send the mail" in page.text
    assert 'name="email" value="ada@example.org"' in page.text
    assert 'name="next" value="/account"' in page.text
    assert "/ways-to-take-part" in page.text


@pytest.mark.parametrize("handle", ["%00", "nothing", "%F0%9F%92%A9", "x" * 5000])
def test_a_code_page_nobody_asked_for_says_how_to_get_one(client: FlaskClient, handle: str) -> None:
    page = client.get(f"/sign-in/code?handle={handle}")
    assert page.status_code == 200
    assert "/sign-in?next=" in page.text
    answer = client.post("/sign-in/code", data={"handle": unquote(handle), "code": "123456"})
    assert answer.status_code == 422


def test_a_token_number_that_cannot_be_is_not_found(app: Flask, client: FlaskClient) -> None:
    make_person("ada@example.org")
    sign_in(app, client)
    assert client.post("/account/tokens/99999999999999999999/end").status_code == 404
