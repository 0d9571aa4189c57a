"""What the calls give when they cannot do what was asked (RFC 9457)."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from consult.core.stages import Stage


class Fault(TypedDict):
    """One thing to put right, and where it stands."""

    field: str
    message: str


class Problem(TypedDict):
    """What went wrong and what to do about it (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: NotRequired[list[Fault]]


class ClosedProblem(Problem):
    """The stage does not allow this now."""

    stage: Stage


class Collision(Problem):
    """Somebody changed the same sentences meanwhile; `save` is the newest."""

    save: str
    regions: list[Region]


class Region(TypedDict):
    """A clause both changed: before, in the draft now, as sent; null where it is gone."""

    clause: str | None
    base: str | None
    ours: str | None
    theirs: str | None


class Stale(Problem):
    """The draft moved on, or is published already."""

    revision: int | None
    save: str


class GateHolds(Problem):
    """These have no answer yet."""

    unanswered: list[str]


class Unapproved(Problem):
    """These need a second officer, who has not approved them just as they stand."""

    unapproved: list[str]


class Unread(Problem):
    """These were answered, or drafted by somebody else, since they were read; nothing was published."""

    answered: list[str]
    redrafted: list[str]


class Nearest(TypedDict):
    """The passage most like a quote that was not found."""

    clause: str
    start: int
    end: int
    passage: str


class QuoteNotFound(Problem):
    """The quote does not stand in the revision read."""

    nearest: Nearest | None


class Revised(Problem):
    """Its author has given the suggestion new words; `version` is the newest."""

    version: int


class WordsChanged(Problem):
    """The words are others now; `text` is null where the clause has gone."""

    revision: int
    clause: str
    text: str | None
