"""Stages: where a consultation stands, who may do what there, and how dates move it.

Two tables hold the rules: `MOVES` (which stage may follow which) and `ALLOWED` (what a stage allows to whom).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """Where a consultation stands."""

    DRAFTING = "drafting"
    OPEN = "open"
    CONSIDERING = "considering"
    DECIDED = "decided"
    REVIEWED = "reviewed"
    CANCELLED = "cancelled"


class Circle(StrEnum):
    """Whom a stage lets do something; officers of the owner are in every circle but `nobody`."""

    NOBODY = "nobody"
    OFFICERS = "officers"
    DRAFTERS = "drafters"
    AUDIENCE = "audience"


class Act(StrEnum):
    """What stages allow or forbid."""

    READ = "read"
    CONTRIBUTE = "contribute"
    ENTER_FOR_OTHERS = "enter for others"
    ANSWER = "answer"
    DISSENT = "dissent"
    """Propose and sign minority notes."""
    CHALLENGE = "challenge"
    """Say that a change is called the wrong thing: a slip put right, or a change of meaning."""
    SUMMARISE = "summarise"
    """Write the summary of what people said, sign it and show it."""
    REPLY = "reply"
    """Say once what one thinks of the answer one got."""
    WITHDRAW = "withdraw"
    SAVE = "save"
    PUBLISH = "publish"
    PROMISE = "promise"
    """Make promises, and say in public what became of them: they outlive the consultation."""


S, A, C = Stage, Act, Circle

ALLOWED: dict[Stage, dict[Act, Circle]] = {
    S.DRAFTING: {
        A.READ: C.DRAFTERS,
        A.CONTRIBUTE: C.DRAFTERS,
        A.ENTER_FOR_OTHERS: C.NOBODY,
        A.ANSWER: C.OFFICERS,
        A.DISSENT: C.DRAFTERS,
        A.CHALLENGE: C.NOBODY,
        A.SUMMARISE: C.NOBODY,
        A.REPLY: C.AUDIENCE,
        A.WITHDRAW: C.AUDIENCE,
        A.SAVE: C.DRAFTERS,
        A.PUBLISH: C.OFFICERS,
        A.PROMISE: C.OFFICERS,
    },
    S.OPEN: {
        A.READ: C.AUDIENCE,
        A.CONTRIBUTE: C.AUDIENCE,
        A.ENTER_FOR_OTHERS: C.OFFICERS,
        A.ANSWER: C.OFFICERS,
        A.DISSENT: C.AUDIENCE,
        A.CHALLENGE: C.AUDIENCE,
        A.SUMMARISE: C.OFFICERS,
        A.REPLY: C.AUDIENCE,
        A.WITHDRAW: C.AUDIENCE,
        A.SAVE: C.DRAFTERS,
        A.PUBLISH: C.OFFICERS,
        A.PROMISE: C.OFFICERS,
    },
    S.CONSIDERING: {
        A.READ: C.AUDIENCE,
        A.CONTRIBUTE: C.NOBODY,
        A.ENTER_FOR_OTHERS: C.OFFICERS,
        A.ANSWER: C.OFFICERS,
        A.DISSENT: C.AUDIENCE,
        A.CHALLENGE: C.AUDIENCE,
        A.SUMMARISE: C.OFFICERS,
        A.REPLY: C.AUDIENCE,
        A.WITHDRAW: C.AUDIENCE,
        A.SAVE: C.DRAFTERS,
        A.PUBLISH: C.OFFICERS,
        A.PROMISE: C.OFFICERS,
    },
    S.DECIDED: {
        A.READ: C.AUDIENCE,
        A.CONTRIBUTE: C.NOBODY,
        A.ENTER_FOR_OTHERS: C.NOBODY,
        A.ANSWER: C.OFFICERS,
        A.DISSENT: C.AUDIENCE,
        A.CHALLENGE: C.AUDIENCE,
        A.SUMMARISE: C.OFFICERS,
        A.REPLY: C.AUDIENCE,
        A.WITHDRAW: C.AUDIENCE,
        A.SAVE: C.DRAFTERS,
        A.PUBLISH: C.OFFICERS,
        A.PROMISE: C.OFFICERS,
    },
    S.REVIEWED: {
        A.READ: C.AUDIENCE,
        A.CONTRIBUTE: C.NOBODY,
        A.ENTER_FOR_OTHERS: C.NOBODY,
        A.ANSWER: C.NOBODY,
        A.DISSENT: C.NOBODY,
        A.CHALLENGE: C.NOBODY,
        A.SUMMARISE: C.NOBODY,
        A.REPLY: C.NOBODY,
        A.WITHDRAW: C.AUDIENCE,
        A.SAVE: C.NOBODY,
        A.PUBLISH: C.NOBODY,
        A.PROMISE: C.OFFICERS,
    },
}
ALLOWED[S.CANCELLED] = ALLOWED[S.REVIEWED]

EDITORIAL_ONLY = frozenset({S.DECIDED})
"""Stages in which a save or a revision may change no meaning."""

UNGATED = frozenset({S.DRAFTING})
"""Stages in which a revision needs no answers first."""

MOVES: dict[Stage, frozenset[Stage]] = {
    S.DRAFTING: frozenset({S.OPEN, S.CANCELLED}),
    S.OPEN: frozenset({S.CONSIDERING, S.CANCELLED}),
    S.CONSIDERING: frozenset({S.OPEN, S.DECIDED, S.CANCELLED}),
    S.DECIDED: frozenset({S.REVIEWED}),
    S.REVIEWED: frozenset(),
    S.CANCELLED: frozenset(),
}


def circle(stage: Stage, act: Act) -> Circle:
    """Return whom `stage` lets do `act`.

    >>> circle(Stage.CONSIDERING, Act.CONTRIBUTE)
    <Circle.NOBODY: 'nobody'>
    """
    return ALLOWED[stage][act]


def may_move(old: Stage, new: Stage) -> bool:
    """Say whether an officer may move a consultation from `old` to `new`.

    >>> may_move(Stage.CONSIDERING, Stage.OPEN), may_move(Stage.DECIDED, Stage.OPEN)
    (True, False)
    """
    return new in MOVES[old]


@dataclass(frozen=True, slots=True)
class Change:
    """A stage reached at a moment, by a person's act or by a date."""

    stage: Stage
    at: datetime


def due(last: Change, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> tuple[Change, ...]:
    """List the dated changes that have come due since `last`, oldest first.

    `last` is the newest change written down; an act beats every date that lies before it. Opening is due in
    `drafting` from `opens_at`, closing in `open` from `closes_at`.

    >>> from datetime import UTC, datetime as dt
    >>> d = lambda day: dt(2026, 6, day, tzinfo=UTC)
    >>> [c.stage.value for c in due(Change(Stage.DRAFTING, d(1)), d(2), d(9), d(10))]
    ['open', 'considering']
    >>> due(Change(Stage.OPEN, d(9)), d(2), d(8), d(10))
    ()
    """
    changes: list[Change] = []
    stage, since = last.stage, last.at
    if stage is Stage.DRAFTING and opens_at is not None and since <= opens_at <= now:
        stage, since = Stage.OPEN, opens_at
        changes.append(Change(stage, since))
    if stage is Stage.OPEN and closes_at is not None and since <= closes_at <= now:
        changes.append(Change(Stage.CONSIDERING, closes_at))
    return tuple(changes)


def current(last: Change, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> Stage:
    """Return the stage that holds at `now`, dates included.

    >>> from datetime import UTC, datetime as dt
    >>> d = lambda day: dt(2026, 6, day, tzinfo=UTC)
    >>> current(Change(Stage.DRAFTING, d(1)), d(2), None, d(3)).value
    'open'
    """
    changes = due(last, opens_at, closes_at, now)
    return changes[-1].stage if changes else last.stage


def was_open(at: datetime, changes: Iterable[Change]) -> bool:
    """Say whether the consultation was open at the moment `at`, by its changes in order of time.

    >>> from datetime import UTC, datetime as dt
    >>> d = lambda day: dt(2026, 6, day, tzinfo=UTC)
    >>> was_open(d(3), [Change(Stage.OPEN, d(2)), Change(Stage.CONSIDERING, d(4))])
    True
    """
    stage = Stage.DRAFTING
    for change in changes:
        if change.at > at:
            break
        stage = change.stage
    return stage is Stage.OPEN
