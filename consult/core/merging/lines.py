"""Say which lines of a text changed, fast enough for long texts of which little changed.

Both texts are read side by side; where they part, the nearest place is looked for from which they go on alike. Only
where there is none near, the rest is aligned as `consult.core.matching` does it. What stayed is never cut into lines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from consult.core.matching import align
from consult.core.same_lines import lines_alike

NEAR = 60
"""How many lines, of both texts together, may have changed in one place to be found by reading on."""

ALIKE_LINES, ALIKE_LETTERS = 3, 16
"""So many lines, or all to the end, with so many letters must be alike for both texts to go on alike."""

AT_HAND = 6
"""So many lines are looked at first, for most changes are that small."""

LINE = 100
"""Code points a line may have, by a first guess."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Whole lines: the code points from `start` to before `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines of the base that became lines of a side."""

    old: Lines
    new: Lines


def hunks(base: str, side: str) -> list[Hunk]:
    r"""Return the lines a side changed, in order; each line of both texts has its end.

    >>> hunks("a\nb\nc\n", "a\nx\nc\nd\n")  # doctest: +NORMALIZE_WHITESPACE
    [Hunk(old=Lines(start=2, end=4), new=Lines(start=2, end=4)),
     Hunk(old=Lines(start=6, end=6), new=Lines(start=6, end=8))]
    """
    found: list[Hunk] = []
    at = to = 0
    while True:
        run = lines_alike(base, at, side, to)
        at, to = at + run, to + run
        if at == len(base) and to == len(side):
            return found
        step = _next_alike(base, at, side, to)
        if step is None:
            return [*found, *_aligned(base, at, side, to)]
        old, new = step
        found.append(Hunk(Lines(at, old), Lines(to, new)))
        at, to = old, new


def _next_alike(base: str, at: int, side: str, to: int) -> tuple[int, int] | None:
    """Return the nearest place from which the texts go on alike."""
    for near in (AT_HAND, NEAR):
        olds, news = _next_lines(base, at, near), _next_lines(side, to, near)
        for far in range(1, near):
            for old in range(max(0, far - len(news)), min(far, len(olds)) + 1):
                new = far - old
                if olds[old : old + 1] != news[new : new + 1]:
                    continue
                lines = olds[old : old + ALIKE_LINES]
                if lines == news[new : new + ALIKE_LINES] and sum(map(len, lines)) >= ALIKE_LETTERS:
                    return at + len("".join(olds[:old])) + old, to + len("".join(news[:new])) + new
    return None


def _next_lines(text: str, at: int, near: int) -> list[str]:
    """Return as many lines, without their ends, as are looked at to find a place that near."""
    most = near + ALIKE_LINES
    size = most * LINE
    while True:
        lines = text[at : at + size].split("\n", most)
        if len(lines) > most or at + size >= len(text):
            return lines[:-1]  # the last is what follows
        size *= 4


def _aligned(base: str, at: int, side: str, to: int) -> Iterator[Hunk]:
    ours, theirs = base[at:].split("\n")[:-1], side[to:].split("\n")[:-1]
    olds, news = _starts(ours, at), _starts(theirs, to)
    low = start = 0
    for old, new, size in [*align(ours, theirs, patient=True), (len(ours), len(theirs), 0)]:
        if low < old or start < new:
            yield Hunk(Lines(olds[low], olds[old]), Lines(news[start], news[new]))
        low, start = old + size, new + size


def _starts(lines: Sequence[str], at: int) -> list[int]:
    return list(accumulate((len(line) + 1 for line in lines), initial=at))
