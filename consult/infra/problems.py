"""Problems: one handler turns broken rules into a page or, for the machines' door, a JSON problem (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from consult.core.errors import NOT_HERE, ConsultError, Missing, Unknown
from consult.database import reading_only
from consult.extensions import db

TITLES = {
    400: "That did not work",
    401: "Sign in first",
    403: "This is not for you",
    404: "Page not found",
    405: "That did not work",
    409: "Something changed meanwhile",
    413: "That is too large",
    422: "That did not work",
    429: "Too many tries",
    500: "Something is wrong on our side",
    503: "Busy just now",
}
ADVICE = {
    404: "Check the address, or start from the list of consultations.",
    405: "This address does not take that kind of request. Go back and try from the page.",
    413: "Send less at once, or a smaller file.",
    415: "Send it as JSON, with the header Content-Type: application/json.",
    429: "You have tried many times in a short while. Wait a few minutes, then try again.",
    500: "We have noted it. Try again in a moment; if it goes on, use another of the ways to take part.",
}
UNSHOWN = {"csrf_token", "code", "token", "kept"}
"""Fields never given back on a problem page."""


def is_api() -> bool:
    """Say whether the request came to the machines' door."""
    return request.path.startswith("/api/")


def json_problem(status: int, detail: str, *, field: str | None = None, **extra: object) -> Response:
    """Answer with application/problem+json."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **extra,
    }
    if field is not None:
        body.setdefault("errors", [{"field": field, "message": detail}])
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def typed() -> list[tuple[str, str]]:
    """List what a person typed into the form that failed, so that the problem page gives it back."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in UNSHOWN and ("\n" in value or " " in value.strip())
    ]


def page(status: int, message: str, title: str | None = None) -> tuple[str, int]:
    """Render the problem page, with what the person typed."""
    given_back = typed() if request.method == "POST" and status != 413 else []
    return (
        render_template(
            "problem.html",
            status=status,
            title=title or TITLES.get(status, TITLES[400]),
            message=message,
            typed=given_back,
        ),
        status,
    )


NUL = "Something you sent holds a NUL, a sign that cannot be kept. Take it out and send it again."


def _sent_nul() -> bool:
    """Say whether what was sent holds a NUL, which PostgreSQL refuses the whole query for where SQLite does not."""
    if any("\0" in value for name in request.values for value in (name, *request.values.getlist(name))):
        return True
    return is_api() and (b"\0" in request.get_data() or b"\\u0000" in request.get_data())


def _unkept(error: DataError) -> ResponseReturnValue:
    """Answer for what the database refuses because a NUL was sent."""
    db.session.rollback()
    if not _sent_nul():
        raise error
    status, message = (404, NOT_HERE) if request.method in ("GET", "HEAD") else (422, NUL)
    return json_problem(status, message) if is_api() else page(status, message)


def register(app: Flask) -> None:
    """Give `app` its handlers."""

    @app.before_request
    def refuse_nul() -> None:
        # PostgreSQL refuses the whole query where SQLite finds nothing; what is sent beside the path: `_unkept`.
        if "\0" in request.path:
            raise Missing(NOT_HERE)

    @app.errorhandler(ConsultError)
    def broken_rule(error: ConsultError) -> ResponseReturnValue:
        db.session.rollback()
        if is_api():
            return json_problem(error.http, error.message, field=error.field, **error.extra)
        if isinstance(error, Unknown) and request.method in ("GET", "HEAD"):
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
        title = "This is closed" if "stage" in error.extra else None
        return page(error.http, error.message, title)

    @app.errorhandler(CSRFError)
    def expired(error: CSRFError) -> ResponseReturnValue:
        db.session.rollback()
        message = "This page was open too long, or in another window. Nothing was sent. Go back, and send it again."
        return page(400, message, "Not sent yet")

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        db.session.rollback()
        status = error.code or 500
        if status < 400:
            return error.get_response()
        message = ADVICE.get(status) or "The request could not be understood. Go back and try again."
        if not is_api():
            return page(status, message)
        methods = getattr(error, "valid_methods", None) or ()
        problem = json_problem(status, f"Here you can: {', '.join(sorted(methods))}." if methods else message)
        problem.allow.update(methods)
        return problem

    app.register_error_handler(DataError, _unkept)

    @app.errorhandler(OperationalError)
    def busy(error: OperationalError) -> ResponseReturnValue:
        db.session.rollback()
        if "locked" not in str(error.orig) and "deadlock" not in str(error.orig):
            raise error
        reading_only.set(True)  # the page says who is signed in: asked for the lock again, it would fail like this one
        message = "Many people are writing just now. Nothing was lost or saved: send it again in a moment."
        return json_problem(503, message) if is_api() else page(503, message)
