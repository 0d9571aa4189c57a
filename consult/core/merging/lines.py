"""Say which lines of a text changed, fast enough for long texts of which little changed.

Both texts are read side by side; where they part, the nearest place is looked for from which they go on alike. Only
where there is none near, the rest is aligned as `consult.core.matching` does it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consult.core.matching import Match, align

NEAR = 60
"""How many lines, of both texts together, may have changed in one place to be found by reading on."""

ALIKE_LINES, ALIKE_LETTERS = 3, 16
"""So many lines, or all to the end, with so many letters must be alike for both texts to go on alike."""


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


def hunks(base: Sequence[str], side: Sequence[str]) -> list[Hunk]:
    """Return the lines a side changed, in order.

    >>> hunks(["a", "b", "c"], ["a", "x", "c", "d"])  # doctest: +NORMALIZE_WHITESPACE
    [Hunk(old=Lines(start=1, end=2), new=Lines(start=1, end=2)),
     Hunk(old=Lines(start=3, end=3), new=Lines(start=3, end=4))]
    """
    found: list[Hunk] = []
    at = to = 0
    while True:
        run = alike(base, at, side, to)
        at, to = at + run, to + run
        if at == len(base) and to == len(side):
            return found
        step = _next_alike(base, at, side, to)
        if step is None:
            return [*found, *_aligned(base, at, side, to)]
        found.append(Hunk(Lines(at, step.old), Lines(to, step.new)))
        at, to = step.old, step.new


def alike(one: Sequence[str], at: int, other: Sequence[str], to: int) -> int:
    """Count the items that are the same from one[at] and other[to] on.

    >>> alike(["a", "b", "c"], 0, ["x", "a", "b"], 1)
    2
    """
    found, size = 0, 16
    most = min(len(one) - at, len(other) - to)
    while found < most and one[at + found : at + found + size] == other[to + found : to + found + size]:
        found, size = found + size, 2 * size
    low, high = min(found, most), min(found + size, most)
    while low < high:
        middle = (low + high + 1) // 2
        if one[at + low : at + middle] == other[to + low : to + middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _next_alike(base: Sequence[str], at: int, side: Sequence[str], to: int) -> Match | None:
    for far in range(1, NEAR):
        for more in range(far + 1):
            old, new = at + more, to + far - more
            if old > len(base) or new > len(side):
                continue
            lines = base[old : old + ALIKE_LINES]
            if lines == side[new : new + ALIKE_LINES] and sum(map(len, lines)) >= ALIKE_LETTERS:
                return Match(old, new, len(lines))
    return None


def _aligned(base: Sequence[str], at: int, side: Sequence[str], to: int) -> Iterator[Hunk]:
    low, start = at, to
    matches = align(base[at:], side[to:], patient=True)
    for match in [*matches, Match(len(base) - at, len(side) - to, 0)]:
        if low < match.old + at or start < match.new + to:
            yield Hunk(Lines(low, match.old + at), Lines(start, match.new + to))
        low, start = match.old + match.size + at, match.new + match.size + to
