"""Say what one side of a merge did to the base.

Where a passage was reworded, the pieces that are alike are told apart from those put in or taken out beside them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from consult.core.merging.units import Unit
from consult.core.spans import Match

ALIKE = 60.0
"""How alike (0 to 100) two pieces must be to count as one that was reworded."""

WIDE = 900
"""The largest product of two numbers of pieces whose rewordings are told apart."""

LONG = 1 << 31
"""The largest product of the code points of two passages whose pieces are compared letter by letter: some 50 ms."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Pieces base[low:high] became side[start:end]."""

    low: int
    high: int
    start: int
    end: int


def edits_of(root: Sequence[Unit], mine: Sequence[Unit], matches: Sequence[Match]) -> list[Edit]:
    """Return what a side changed, in order; `matches` are the pieces it left alone.

    >>> from consult.core.merging.units import units
    >>> edits_of(units("Pay five."), units("Pay five. Come early."), [(0, 0, 1)])
    [Edit(low=1, high=1, start=1, end=2)]
    """
    edits: list[Edit] = []
    low = start = 0
    for old, new, size in [*matches, (len(root), len(mine), 0)]:
        edits.extend(_parted(root, mine, Edit(low, old, start, new)))
        low, start = old + size, new + size
    return edits


def _parted(root: Sequence[Unit], mine: Sequence[Unit], edit: Edit) -> Iterator[Edit]:
    """Tell pieces that were only reworded from those put in or taken out beside them."""
    olds, news = range(edit.low, edit.high), range(edit.start, edit.end)
    low, start = edit.low, edit.start
    apart = 0 < len(olds) * len(news) <= WIDE and len(olds) + len(news) > 2
    if apart and _letters(root, olds) * _letters(mine, news) <= LONG:
        scores = ((ratio(root[i].name, mine[j].name), -i, -j) for i in olds for j in news)
        pairs: list[tuple[int, int]] = []
        for score, i, j in sorted(scores, reverse=True):
            if score < ALIKE:
                break
            if all((a < -i) == (b < -j) and a != -i and b != -j for a, b in pairs):
                pairs.append((-i, -j))
        for i, j in sorted(pairs):
            if (low, start) != (i, j):
                yield Edit(low, i, start, j)
            yield Edit(i, i + 1, j, j + 1)
            low, start = i + 1, j + 1
    if low < edit.high or start < edit.end:
        yield Edit(low, edit.high, start, edit.end)


def _letters(pieces: Sequence[Unit], numbers: Sequence[int]) -> int:
    return sum(len(pieces[number].name) for number in numbers)


def is_reworded(old: str, new: str) -> bool:
    """Say whether one piece is another reworded; of those too long to be compared it is not said.

    >>> is_reworded("Pay five pounds now.", "Pay ten pounds now."), is_reworded("Pay now.", "Parks open.")
    (True, False)
    """
    return len(old) * len(new) <= LONG and ratio(old, new) >= ALIKE
