"""What an officer gives a contribution, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.contributions.models import Contribution
from consult.core.fates import Fate, How


@dataclass(frozen=True, slots=True)
class Pointed:
    """Words of a text somebody points at: code points in the clause's `text`; empty where words were taken away."""

    clause: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFate:
    """A fate for one contribution; for `answered` the reason is the reply."""

    reference: str
    fate: Fate
    reason: str = ""
    words: Sequence[Pointed] = ()
    removed: Sequence[str] = ()
    """Keys of clauses that are gone because of it."""
    how: How = How.PROMPTED
    library_text: int | None = None
    """Id of the text in the library of reasons that was placed, where one was; its words may have been edited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a program read of a contribution before it answered; None where it does not say."""

    answers: int | None = None
    """How many published answers."""
    draft: int | None = None
    """Which version of the draft; 0 for none."""


def name_some(references: Sequence[str]) -> str:
    """Name the first ten, and say how many more there are.

    >>> name_some(["C-1", "C-2"]), name_some([f"C-{n}" for n in range(12)])[-14:]
    ('C-1, C-2', 'C-9 and 2 more')
    """
    more = f" and {len(references) - 10:,} more" if len(references) > 10 else ""
    return ", ".join(references[:10]) + more


@dataclass(frozen=True, slots=True, kw_only=True)
class Caused:
    """Words of a new text that a contribution brought about, checked against the text."""

    key: str
    start: int
    end: int
    how: How
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A fate that holds all it needs, ready to be published."""

    contribution: Contribution
    fate: Fate
    reason: str = ""
    caused: Sequence[Caused] = ()
    by_itself: bool = False
    """Carried forward by an editorial revision, by nobody in particular."""
    library_text: int | None = None
