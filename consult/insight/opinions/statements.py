"""What a group says that the others do not, and what all groups share."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from consult.insight.opinions.votes import AGREE, DISAGREE, Flags, Indices, Numbers, Votes

MOST = 5
"""Statements shown for each group, and for all."""
LIKELY = 1.2815515655446004
"""The one-sided 90 % point of the normal distribution: as Polis asks of both its tests."""
FEWEST = 5
"""A statement fewer people of a group voted on says nothing about the group, and would say something about them."""
SHARED = 0.6
"""What all share, at least this part of each group says, reckoned with Laplace's rule of succession."""


@dataclass(frozen=True, slots=True)
class Said:
    """How one group, or all people, voted on a statement. share: by Laplace's rule; strength: what it is ordered by."""

    statement: int
    value: int
    of: int
    votes: int
    share: float
    strength: float


@dataclass(frozen=True, slots=True)
class Tallies:
    """Votes by group (row) and statement (column)."""

    agree: Numbers
    disagree: Numbers
    votes: Numbers


def tally(votes: Votes, groups: Indices) -> Tallies:
    """Count votes by group and statement; `groups` names the group of each person, -1 for none."""
    shape = (int(groups.max()) + 1, len(votes.statements))
    of = groups[votes.row]
    cell = of * shape[1] + votes.column

    def count(wanted: Flags) -> Numbers:
        chosen = cell[(of >= 0) & wanted]
        counted: Numbers = np.bincount(chosen, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
        return counted

    return Tallies(count(votes.value == AGREE), count(votes.value == DISAGREE), count(of >= 0))


def one_proportion(count: float, of: float) -> float:
    """Say in standard deviations how far a part lies above a half; one is added to both (Small et al. 2021).

    >>> round(one_proportion(9, 9), 2)
    3.16
    """
    return 2 * sqrt(of + 1) * ((count + 1) / (of + 1) - 0.5)


def two_proportions(count: float, of: float, other_count: float, other_of: float) -> float:
    """Say in standard deviations how far a part lies above another; one is added to all (Small et al. 2021).

    >>> two_proportions(5, 10, 5, 10)
    0.0
    """
    ours, theirs = (count + 1) / (of + 1), (other_count + 1) / (other_of + 1)
    pooled = (count + other_count + 2) / (of + other_of + 2)
    if pooled >= 1:
        return 0.0
    return (ours - theirs) / sqrt(pooled * (1 - pooled) * (1 / (of + 1) + 1 / (other_of + 1)))


def representative(tallies: Tallies, group: int, statements: tuple[int, ...]) -> list[Said]:
    """List what a group says and the others do not, what tells it apart best first.

    A statement is listed on the side (agree, disagree) the group takes more strongly than the rest. Both tests must
    hold: that more than half of the group say so, and that more of it do than of the rest. The order is the product of
    ratio, both tests and share, as Polis reckons it. A group of which nothing passes has the one statement that tells
    it apart most.
    """
    passed, rest = [], []
    for column, statement in enumerate(statements):
        if tallies.votes[group, column] < FEWEST:
            continue
        found = [_one(tallies, group, column, statement, value) for value in (AGREE, DISAGREE)]
        said, test, apart = max(found, key=lambda one: one[2])
        if test > LIKELY and apart > LIKELY:
            passed.append(said)
        elif apart > 0 and said.share > 0.5:
            rest.append((apart, said))
    if passed:
        return sorted(passed, key=lambda one: (-one.strength, one.statement))[:MOST]
    return [said for _, said in sorted(rest, key=lambda one: (-one[0], one[1].statement))[:1]]


def _one(tallies: Tallies, group: int, column: int, statement: int, value: int) -> tuple[Said, float, float]:
    """Return how a group voted on a statement, and the two tests."""
    side = tallies.agree if value == AGREE else tallies.disagree
    count, of = float(side[group, column]), float(tallies.votes[group, column])
    other_count, other_of = float(side[:, column].sum()) - count, float(tallies.votes[:, column].sum()) - of
    share, elsewhere = (count + 1) / (of + 2), (other_count + 1) / (other_of + 2)
    test, apart = one_proportion(count, of), two_proportions(count, of, other_count, other_of)
    strength = share / elsewhere * apart * share * test
    return Said(statement, value, int(count), int(of), share, strength), test, apart


def shared(tallies: Tallies, statements: tuple[int, ...]) -> list[Said]:
    """List what all groups say alike: ordered by the product of the groups' shares, which no large group can carry
    alone ("group-informed consensus", Small et al. 2021). Each group must have voted, and say so by SHARED at least.
    """
    found = []
    for value, side in ((AGREE, tallies.agree), (DISAGREE, tallies.disagree)):
        shares = (side + 1) / (tallies.votes + 2)
        together = np.prod(shares, axis=0)
        for column, statement in enumerate(statements):
            if shares[:, column].min() >= SHARED and tallies.votes[:, column].min() >= FEWEST:
                count, of = int(side[:, column].sum()), int(tallies.votes[:, column].sum())
                found.append(Said(statement, value, count, of, (count + 1) / (of + 2), float(together[column])))
    return sorted(found, key=lambda one: (-one.strength, one.statement))[:MOST]
