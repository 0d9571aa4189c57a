"""What is left of a quote in a new text: pieces of it, in the order of the old one."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from consult.core.runs import Run

FAR = 2
"""A piece at an edge is given up where more than so many times its letters come between it and the rest."""


def clipped(runs: Sequence[Run], starts: Sequence[int], start: int, end: int) -> list[Run]:
    """Return what of old[start:end] is in the runs; `starts` are where those begin in the old text.

    >>> clipped([Run(0, 5, 10)], [0], 2, 4)
    [Run(old=2, new=7, size=2)]
    """
    pieces: list[Run] = []
    at = max(0, bisect_right(starts, start) - 1)
    while at < len(runs) and runs[at].old < end:
        run = runs[at]
        low, high = max(run.old, start), min(run.old + run.size, end)
        if low < high:
            pieces.append(Run(low, low + run.shift, high - low))
        at += 1
    return pieces


def together(pieces: Sequence[Run], new: str) -> Sequence[Run]:
    """Give up pieces at an edge that far more letters part from the rest than they have themselves.

    >>> together([Run(0, 0, 2), Run(3, 12, 9)], "we are not to pay pounds")
    [Run(old=3, new=12, size=9)]
    """
    sizes = [letters(new, [(run.new, run.new + run.size)]) for run in pieces]
    apart = [letters(new, [(one.new + one.size, other.new)]) for one, other in pairwise(pieces)]
    first = _crumbs(sizes, apart)
    last = len(pieces) - _crumbs(sizes[::-1], apart[::-1])
    return pieces[first:last]


def _crumbs(sizes: Sequence[int], apart: Sequence[int]) -> int:
    """Count the pieces at the beginning, less than half of all, that are too far from the rest."""
    total, so_far, found = sum(sizes), 0, 0
    for at, gap in enumerate(apart, start=1):
        so_far += sizes[at - 1]
        if 2 * so_far >= total:
            break
        if gap > FAR * so_far:
            found = at
    return found


def nearest_together(pieces: Sequence[Run], size: int) -> list[Run]:
    """Keep the largest group of pieces that went to one place, in one order; `size` is how long the quote was.

    >>> nearest_together([Run(0, 90, 3), Run(4, 10, 8)], 12)
    [Run(old=4, new=10, size=8)]
    """
    best: list[Run] = []
    group: list[Run] = []
    for piece in pieces:
        if group and not 0 <= piece.new - (group[-1].new + group[-1].size) <= size // 2 + 20:
            group = []
        group.append(piece)
        if sum(one.size for one in group) > sum(one.size for one in best):
            best = list(group)
    return best


def letters(text: str, ranges: Iterable[tuple[int, int]]) -> int:
    """Count letters and digits in ranges of a text.

    >>> letters("Pay 5.", [(0, 6)])
    4
    """
    return sum(1 for start, end in ranges for letter in text[start:end] if letter.isalnum())


def share_of(text: str, pieces: Iterable[Run], total: int) -> float:
    """Return what part of the `total` letters of a quote in the old text the pieces hold.

    >>> share_of("Pay five", [Run(4, 0, 4)], 8)
    0.5
    """
    ranges = [(piece.old, piece.old + piece.size) for piece in pieces]
    if not total:  # only signs were quoted
        return float(any(text[start:end].strip() for start, end in ranges))
    return letters(text, ranges) / total
