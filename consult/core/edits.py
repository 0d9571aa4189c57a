"""Say what one side of a merge did to the base, and which deeds of the two sides bear on each other.

Where a passage was reworded, the pieces that are alike are told apart from those put in or taken out beside them.
Two edits bear on each other when they touch the same pieces, when both put something in at one place, when one
rewrote a whole passage next to the other, or when one lost what it stood between.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from consult.core.matching import Match
from consult.core.units import Unit

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


Group = tuple[int, int, list[Edit], list[Edit]]
"""Where in the base a group of edits bears, and each side's edits."""


def edits_of(root: Sequence[Unit], mine: Sequence[Unit], matches: Sequence[Match]) -> list[Edit]:
    """Return what a side changed, in order; `matches` are the pieces it left alone.

    >>> from consult.core.units import units
    >>> edits_of(units("Pay five."), units("Pay five. Come early."), [Match(0, 0, 1)])
    [Edit(low=1, high=1, start=1, end=2)]
    """
    edits: list[Edit] = []
    low = start = 0
    for match in [*matches, Match(len(root), len(mine), 0)]:
        edits.extend(_parted(root, mine, Edit(low, match.old, start, match.new)))
        low, start = match.old + match.size, match.new + match.size
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


def collisions(ours: Sequence[Edit], theirs: Sequence[Edit]) -> list[Group]:
    """Return groups of edits that bear on the same pieces of the base, in order; lone edits are groups too.

    >>> five, six = Edit(0, 1, 0, 1), Edit(1, 2, 1, 2)
    >>> [group[:2] for group in collisions([five], [six])]
    [(0, 1), (1, 2)]
    """
    lows, highs = [edit.low for edit in theirs], [edit.high for edit in theirs]
    groups: list[tuple[list[Edit], list[Edit]]] = []
    owner: dict[int, int] = {}
    for edit in ours:
        near = range(bisect_left(highs, edit.low), bisect_right(lows, edit.high))
        others = [k for k in near if _collide(edit, theirs[k], ours, theirs)]
        first = min((owner[k] for k in others if k in owner), default=len(groups))
        joined = (
            [one for group in groups[first:] for one in group[0]] + [edit],
            [one for group in groups[first:] for one in group[1]] + [theirs[k] for k in others if k not in owner],
        )
        groups[first:] = [joined]
        owner = {k: min(place, first) for k, place in owner.items()} | dict.fromkeys(others, first)
    groups.extend(([], [edit]) for k, edit in enumerate(theirs) if k not in owner)
    ranged = [(min(e.low for e in a + b), max(e.high for e in a + b), a, b) for a, b in groups]
    return _disjoint(sorted(ranged, key=lambda group: group[:2]))


def _disjoint(groups: Sequence[Group]) -> list[Group]:
    """Join groups that lie inside one another, as where one joined edits on both sides of the other."""
    out: list[Group] = []
    for low, high, ours, theirs in groups:
        if out and low < out[-1][1]:
            before = out.pop()
            merged = (sorted(before[2] + ours, key=_place), sorted(before[3] + theirs, key=_place))
            out.append((before[0], max(high, before[1]), *merged))
        else:
            out.append((low, high, ours, theirs))
    return out


def _place(edit: Edit) -> tuple[int, int]:
    return edit.low, edit.high


def _collide(edit: Edit, other: Edit, edits: Sequence[Edit], others: Sequence[Edit]) -> bool:
    if edit.low < other.high and other.low < edit.high:
        return True
    if edit.low == edit.high and other.low == other.high:
        return edit.low == other.low
    return _is_coarse(edit) or _is_coarse(other) or _is_crowded(edit, others) or _is_crowded(other, edits)


def _is_coarse(edit: Edit) -> bool:
    """Say whether an edit rewrites a passage whose pieces cannot be told apart: its borders are a guess."""
    return edit.high - edit.low > 1 and edit.end > edit.start


def _is_crowded(edit: Edit, others: Sequence[Edit]) -> bool:
    """Say whether an edit lost what it stands between: the other side changed what is before and what follows."""
    before = any(other.high == edit.low for other in others)
    return before and any(other.low == edit.high and other.low < other.high for other in others)
