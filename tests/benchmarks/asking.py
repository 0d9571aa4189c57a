"""Requests as browsers send them, signed in or not, and how many queries each takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask, session
from flask_login import login_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import event

from consult.accounts.models import Person
from consult.extensions import db

AGENT = "bench"
PLAIN = {"User-Agent": AGENT, "Accept": "text/html", "Host": "localhost"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request."""

    path: str
    headers: Mapping[str, str] = field(default_factory=lambda: PLAIN)
    form: Mapping[str, str] | None = None

    def encode(self) -> bytes:
        """Return it as it goes over the line."""
        body = b"" if self.form is None else urlencode(self.form).encode()
        headers = dict(self.headers)
        if self.form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        method = "GET" if self.form is None else "POST"
        return f"{method} {self.path} HTTP/1.1\r\n{lines}\r\n".encode() + body


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of request to measure: the request of each number, and what it may be answered with."""

    make: Callable[[int], Request]
    statuses: tuple[int, ...] = (200,)

    def encoder(self) -> Callable[[int], bytes]:
        """Return what makes the bytes of a request by its number; what is always the same is made once."""
        first, second = self.make(0), self.make(1)
        if first == second:
            encoded = first.encode()
            return lambda _number: encoded
        return lambda number: self.make(number).encode()


def always(path: str, headers: Mapping[str, str] = PLAIN) -> Work:
    """Ask for the same page every time."""
    request = Request(path, headers)
    return Work(lambda _number: request)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody signed in: the headers of their browser, the token of their forms."""

    headers: Mapping[str, str]
    token: str


def sign_in(app: Flask, people: Sequence[Person]) -> list[Reader]:
    """Sign people in, as the sign-in page would."""
    return [_sign_in(app, one) for one in people]


def _sign_in(app: Flask, person: Person) -> Reader:
    context = app.test_request_context(headers={"User-Agent": AGENT}, environ_base={"REMOTE_ADDR": "127.0.0.1"})
    with app.app_context(), context:  # the token is kept in `g`, so each person needs one of their own
        login_user(person)
        token = generate_csrf()
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(dict(session))}"
    return Reader({**PLAIN, "Cookie": cookie}, token)


def count_queries(app: Flask, work: Work, first: int) -> int:
    """Return how many queries a request takes once its page has been asked for before."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    for number in (first, first + 1):
        request = work.make(number)
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", note)
            statements.clear()
            headers = dict(request.headers)
            browser = app.test_client(use_cookies=False)
            method = "GET" if request.form is None else "POST"
            answer = browser.open(request.path, method=method, headers=headers, data=request.form)
            event.remove(db.engine, "before_cursor_execute", note)
        if answer.status_code not in work.statuses:
            raise RuntimeError(f"{answer.status_code} for {request.path}: {answer.text[:2000]}")
    return len(statements)
