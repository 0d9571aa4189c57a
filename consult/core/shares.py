"""Comparing how often two groups got what they asked for, without making chance look like a finding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

FEWEST = 20
"""Below so many in either group nothing is said: a share of a handful means nothing."""
SURE = 1.96
"""Standard errors: a difference smaller than that arises by chance in one case of twenty or more."""


class Than(StrEnum):
    """How one share stands to another."""

    MORE = "more often than"
    LESS = "less often than"
    ALIKE = "about as often as"


@dataclass(frozen=True, slots=True)
class Compared:
    """Two shares, each in a hundred, and how the first stands to the second."""

    than: Than
    first: int
    second: int


def compare_shares(first: tuple[int, int], second: tuple[int, int], *, fewest: int = FEWEST) -> Compared | None:
    """Compare two groups, each as (how many got it, how many there are); None where either is too small to say.

    "More" and "less" are said only of a difference that chance would hardly make: the two-sided test of two shares
    with their pooled share, at one in twenty. Source: any textbook of statistics, "two-proportion z-test".

    >>> compare_shares((30, 50), (20, 100))
    Compared(than=<Than.MORE: 'more often than'>, first=60, second=20)
    >>> compare_shares((18, 51), (27, 92)).than.value
    'about as often as'
    >>> compare_shares((9, 10), (27, 92)) is None
    True
    """
    (got, of), (got_too, of_too) = first, second
    if min(of, of_too) < fewest:
        return None
    pooled = (got + got_too) / (of + of_too)
    error = sqrt(pooled * (1 - pooled) * (1 / of + 1 / of_too))
    apart = got / of - got_too / of_too
    than = Than.ALIKE if abs(apart) <= SURE * error else Than.MORE if apart > 0 else Than.LESS
    return Compared(than, round(100 * got / of), round(100 * got_too / of_too))
