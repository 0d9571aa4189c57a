"""The votes opinion groups are found from: who said what about which statement, without the empty cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy import bool_, float64, int64
from numpy.typing import NDArray

Numbers = NDArray[float64]
Indices = NDArray[int64]
Flags = NDArray[bool_]

AGREE, UNSURE, DISAGREE = 1, 0, -1
ENOUGH_VOTES = 7
"""Who voted on fewer statements is not placed: too little is known of them (Small et al. 2021)."""

Ballot = tuple[int, int, int]
"""A person, a statement, and 1, 0 or -1."""


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes as three columns of one length; `people[row]` is the person's id, `statements[column]` the statement's.

    What somebody did not vote on is nowhere: with 20,000 voters the full table would not fit in a small machine.
    """

    people: tuple[int, ...]
    statements: tuple[int, ...]
    row: Indices
    column: Indices
    value: Numbers

    @property
    def counts(self) -> Indices:
        """How many statements each person voted on."""
        return np.bincount(self.row, minlength=len(self.people))


def gather(ballots: Iterable[Ballot]) -> Votes:
    """Put votes in order, by id; of several votes of one person on one statement the last counts.

    >>> gather([(7, 3, 1), (2, 3, -1), (7, 3, 0)]).people
    (2, 7)
    """
    flat = np.fromiter(chain.from_iterable(ballots), dtype=np.int64).reshape(-1, 3)
    people, row = np.unique(flat[:, 0], return_inverse=True)
    statements, column = np.unique(flat[:, 1], return_inverse=True)
    cell = row * len(statements) + column
    _, from_the_end = np.unique(cell[::-1], return_index=True)
    newest = len(cell) - 1 - from_the_end  # in the order of their cells
    return Votes(
        people=tuple(people.tolist()),
        statements=tuple(statements.tolist()),
        row=row[newest],
        column=column[newest],
        value=flat[newest, 2].astype(np.float64),
    )


def only(votes: Votes, people: Flags) -> Votes:
    """Keep the votes of some people; statements stay, also those nobody of them voted on."""
    kept, renumbered = people[votes.row], np.cumsum(people) - 1
    return Votes(
        people=tuple(person for person, keep in zip(votes.people, people, strict=True) if keep),
        statements=votes.statements,
        row=renumbered[votes.row[kept]],
        column=votes.column[kept],
        value=votes.value[kept],
    )


def with_enough(votes: Votes, enough: int = ENOUGH_VOTES) -> Votes:
    """Keep the people who voted on `enough` statements, or on all where there are fewer."""
    return only(votes, votes.counts >= min(enough, max(1, len(votes.statements))))
