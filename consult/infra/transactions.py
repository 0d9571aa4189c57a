"""When a request takes the lock for writing: at once, unless it only reads or its view says that it takes it later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, request

from consult import database
from consult.extensions import db

V = TypeVar("V", bound=Callable[..., Any])


def locks_late(view: V) -> V:
    """Say that a view only reads until its service verb takes the lock, with `database.start_writing`.

    For what many do at once: others write while this request finds out who asks for what.
    """
    view.locks_late = True  # type: ignore[attr-defined]  # read below
    return view


def register(app: Flask) -> None:
    """Let each request begin its transaction as its view needs it."""

    @app.before_request
    def begin() -> None:
        reads = request.method in ("GET", "HEAD", "OPTIONS")
        view = app.view_functions.get(request.endpoint or "")
        database.reading_only.set(reads or getattr(view, "locks_late", False))
        db.session().expire_on_commit = False  # what is read after the commit is what was committed, and costs no query

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        database.reading_only.set(False)
