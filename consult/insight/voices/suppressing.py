"""Hide small numbers, so that nobody learns from a table what one of a few people said or where they live.

A number under SMALL is hidden; nought is shown, because it tells of nobody. Where the hidden ones could be reckoned
from the rest, because people know the total, more are hidden, the smallest first. What is left stands against somebody
who knows the total and these rules: for each hidden number there is another table, shown exactly alike, in which it is
different (the tests go through all tables of some sizes). (Hundepool et al., "Statistical disclosure control", 2012,
chapter 4.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SMALL = 5
"""Numbers under this are not shown."""
FEWEST_VOTES = 2 * SMALL
"""With fewer votes, both those for and those against could be few."""


def shown(counts: Sequence[int]) -> tuple[int | None, ...] | None:
    """Return the counts of one table as they may be shown, None for a hidden one; None where the table may not be.

    >>> shown([40, 12, 3])
    (40, None, None)
    >>> shown([40, 12, 3, 2, 0])
    (40, 12, None, None, 0)
    >>> shown([3]) is None
    True
    """
    hidden = [at for at, count in enumerate(counts) if 0 < count < SMALL]
    if not hidden:
        return tuple(counts)
    rest = sorted((at for at, count in enumerate(counts) if count >= SMALL), key=lambda at: (counts[at], at))
    while not _safe([counts[at] for at in hidden], [counts[at] for at in rest]):
        if not rest:
            return None
        hidden.append(rest.pop(0))
    return tuple(None if at in hidden else count for at, count in enumerate(counts))


def _safe(hidden: Sequence[int], rest: Sequence[int]) -> bool:
    """Say whether no hidden number follows from the sum of them and from how they were chosen.

    The small ones lie between 1 and SMALL - 1; the others that were hidden between SMALL and the smallest that is not.
    Their sum is known. It must leave room for the small ones to add up to more or to less than they do.
    """
    small = [count for count in hidden if count < SMALL]
    large = [count for count in hidden if count >= SMALL]
    least, most = len(small), (SMALL - 1) * len(small)
    if len(hidden) < 2:
        return False
    if not large:
        return least < sum(small) < most
    down = len(large) * min(rest) - sum(large) if rest else sum(small)
    up = sum(large) - SMALL * len(large)
    return max(least, sum(small) - down) < min(most, sum(small) + up)


def shown_alone(count: int) -> int | None:
    """Return a count that is part of no sum as it may be shown."""
    return None if 0 < count < SMALL else count


@dataclass(frozen=True, slots=True)
class Support:
    """How many in 100 of all who might have voted stand behind words, by those who did: `low` to `high`.

    Both are whole numbers. of: how many voted.
    """

    low: int
    high: int
    of: int


def support(agree: int, votes: int) -> Support | None:
    """Return the support for words with its uncertainty, or None where too few voted to say anything.

    The range is Wilson's 95 % interval (Wilson 1927; Brown, Cai, DasGupta 2001). Where fewer than SMALL agree, or
    fewer than SMALL do not, it covers every number under SMALL, so that nobody can reckon how many it was.

    >>> support(37, 60)
    Support(low=49, high=73, of=60)
    >>> support(0, 20) == support(4, 20)
    True
    >>> support(4, 8) is None
    True
    """
    if votes < FEWEST_VOTES:
        return None
    few, against = agree < SMALL, votes - agree < SMALL
    least, most = (0, SMALL - 1) if few else (votes - SMALL + 1, votes) if against else (agree, agree)
    return Support(round(100 * wilson(least, votes)[0]), round(100 * wilson(most, votes)[1]), votes)


Z = 1.959963984540054


def wilson(count: int, of: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a proportion.

    >>> [round(end, 3) for end in wilson(8, 10)]
    [0.49, 0.943]
    """
    part, square = count / of, Z * Z
    middle = (part + square / (2 * of)) / (1 + square / of)
    half = Z / (1 + square / of) * (part * (1 - part) / of + square / (4 * of * of)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)
