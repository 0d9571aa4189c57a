"""Say which lines of a text changed, fast enough for long texts of which little changed.

Lines that stand once on both sides are themselves (the patience difference of Bram Cohen). Between two of them that
kept their distance lines are compared one to one; elsewhere all is changed but what is alike at both ends. A coarser
answer than `consult.core.runs` gives, never a wrong one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, count
from operator import ne

from consult.core.matching import longest_increasing


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines from `start` to before `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines of the base that became lines of a side."""

    old: Lines
    new: Lines


class Named:
    """The lines of a text and which of them stand in it once."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        counts = Counter(self.lines)
        self.once = {line: at for at, line in enumerate(self.lines) if counts[line] == 1}


def hunks(base: Named, side: Named) -> list[Hunk]:
    r"""Return the lines a side changed, in order.

    >>> hunks(Named("a\nb\nc"), Named("a\nx\nc\nd"))  # doctest: +NORMALIZE_WHITESPACE
    [Hunk(old=Lines(start=1, end=2), new=Lines(start=1, end=2)),
     Hunk(old=Lines(start=3, end=3), new=Lines(start=3, end=4))]
    """
    pairs = [(at, side.once[line]) for line, at in base.once.items() if line in side.once]
    news = [new for _, new in pairs]
    if news != sorted(news):
        pairs = longest_increasing(pairs)
    pairs = [(-1, -1), *pairs, (len(base.lines), len(side.lines))]
    shifts = [new - old for old, new in pairs]
    found: list[Hunk] = []
    first = 0
    for last in [*compress(count(), map(ne, shifts, shifts[1:])), len(pairs) - 1]:
        if first < last:
            old = Lines(pairs[first][0] + 1, pairs[last][0])
            found.extend(_replaced(base.lines, side.lines, old, shifts[first]))
        if last + 1 < len(pairs):
            found.extend(_between(base.lines, side.lines, pairs[last], pairs[last + 1]))
        first = last + 1
    return found


def _replaced(base: Sequence[str], side: Sequence[str], old: Lines, shift: int) -> Iterable[Hunk]:
    here, there = base[old.start : old.end], side[old.start + shift : old.end + shift]
    for at in compress(count(old.start), map(ne, here, there)):
        yield Hunk(Lines(at, at + 1), Lines(at + shift, at + shift + 1))


def _between(
    base: Sequence[str], side: Sequence[str], before: tuple[int, int], after: tuple[int, int]
) -> Iterable[Hunk]:
    low, start = before[0] + 1, before[1] + 1
    high, end = after
    while low < high and start < end and base[low] == side[start]:
        low, start = low + 1, start + 1
    while low < high and start < end and base[high - 1] == side[end - 1]:
        high, end = high - 1, end - 1
    if low < high or start < end:
        yield Hunk(Lines(low, high), Lines(start, end))
