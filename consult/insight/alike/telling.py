"""How much a word tells: one that hardly any contribution has tells much, one that most have tells nothing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

WordSet = frozenset[str]
Weights = Mapping[str, float]

FLOOR = 0.33
"""No two contributions are alike that share less of their words than this."""
BASE, SLOPE = 0.60, 0.175
FEWEST = 1.0
"""The weight of the words two contributions must share at least; a word nobody else has weighs 1."""
ELSEWHERE = 200
"""Contributions of other people that are thought of beside those at hand, none with any of their words: where few have
spoken, or nearly all sent the same, what they share still tells something."""


def weigh(groups: Sequence[Iterable[WordSet]]) -> dict[str, float]:
    """Return what each word weighs, 0 to 1; contributions of one group count once, or a campaign would hide itself."""
    seen: Counter[str] = Counter()
    for group in groups:
        seen.update(frozenset().union(*group))
    whole = math.log(len(groups) + ELSEWHERE)
    return {word: 1 - math.log(times) / whole for word, times in seen.items()}


def weight_of(words: Iterable[str], weights: Weights) -> float:
    """Add up what words weigh, exactly, so that their order does not matter."""
    return math.fsum(map(weights.__getitem__, words))


def needed(shared: float) -> float:
    """Return which share of their words two contributions must have in common, given the weight of those in common.

    The fewer telling words they share, the more of all their words must be the same. Fitted on real comments
    (`make bench-insight`): 0.60 where the weight is 1, 0.42 where it is 3, no less than 0.33.
    """
    return max(FLOOR, BASE - SLOPE * math.log(shared))
