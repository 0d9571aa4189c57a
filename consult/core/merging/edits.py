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
    if 0 < len(olds) * len(news) <= WIDE and len(olds) + len(news) > 2:
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
