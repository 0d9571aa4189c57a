"""What may come in together with a comment and is kept by a feature above this one: a vote on the clause's words.

The feature gives its verb here when it is loaded; this one knows only its shape.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from consult.accounts.models import Person
from consult.documents.models import Document


class CastVote(Protocol):
    """Vote on the wording of a clause as it stands in a revision."""

    def __call__(
        self, document: Document, key: str, revision: int | None, value: str, *, person: Person, now: datetime
    ) -> object:
        """Raises ConsultError where the vote cannot be taken."""


_given: list[CastVote] = []


def give_vote(cast: CastVote) -> None:
    """Say what casts a vote."""
    _given[:] = [cast]


def cast_vote(document: Document, key: str, revision: int | None, value: str, *, person: Person, now: datetime) -> None:
    """Cast a vote that came with a comment. Raises ConsultError."""
    for cast in _given:
        cast(document, key, revision, value, person=person, now=now)
