"""Let the requests of one process take turns, for as long as each of them is short.

Python runs one thread at a time, yet hands over to another at every call of the database: two requests side by side
change places some forty times each, which costs more than half of what they do. One after the other they cost nothing.
A request that takes longer than PATIENCE keeps nobody waiting: the next begins beside it, as threads do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

PATIENCE = 0.05
"""Seconds a request waits for its turn before it begins all the same."""


class Turns:
    """A WSGI application that asks another one request at a time."""

    def __init__(self, application: Application, patience: float = PATIENCE) -> None:
        """`patience`: seconds a request waits before it begins beside another."""
        self.application = application
        self.patience = patience
        self._turn = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer when the turn comes, or when `patience` ends. The body is sent after the turn."""
        mine = self._turn.acquire(timeout=self.patience)
        try:
            return self.application(environ, start_response)
        finally:
            if mine:
                self._turn.release()
