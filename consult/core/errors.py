"""Broken rules, as errors that know how to be answered."""

from __future__ import annotations

from typing import Any

NOT_HERE = "There is nothing at this address. It may be mistyped, or it is not public."
"""Said alike of what does not exist and of what is not for this person, so that nobody learns which it was."""


class ConsultError(Exception):
    """Say which rule was broken and what to do about it.

    `message` is shown to people as it stands. `http` is the status a web door answers with; `field` names the
    form field or JSON member at fault; `extra` carries what a caller needs to go on (a newer save, references).

    >>> Refused("Write something first.", field="body").http
    422
    """

    http = 400

    def __init__(self, message: str, *, field: str | None = None, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.extra = extra


class Missing(ConsultError):
    """What was asked for does not exist, or not for this person."""

    http = 404


class Denied(ConsultError):
    """This person may not do this."""

    http = 403


class Unknown(ConsultError):
    """Nobody has said who they are, and this needs somebody."""

    http = 401


class Closed(ConsultError):
    """The stage does not allow this now; what was typed is offered back."""

    http = 409


class Conflict(ConsultError):
    """Something newer stands in the way; `extra` says what."""

    http = 409


class Refused(ConsultError):
    """The input cannot be taken as it is."""

    http = 422


class TooMuch(ConsultError):
    """Too many tries or too large a body."""

    http = 429
