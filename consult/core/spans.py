"""Runs that two texts share, and the gaps between them.

There are as many as words changed, so what is handed on within a difference is plain: a named tuple takes four times
as long to make, a frozen dataclass eight times.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

Match = tuple[int, int, int]
"""`(old, new, size)`: so many items from `old` on are those from `new` on; code points, words or lines."""


class Run(NamedTuple):
    """`size` code points of the new text from `new` on are those of the old text from `old` on."""

    old: int
    new: int
    size: int

    @property
    def shift(self) -> int:
        """Say how far the run has travelled."""
        return self.new - self.old


class Gap(NamedTuple):
    """What lies between two runs: a stretch of the old text and what stands for it in the new."""

    old: int
    old_end: int
    new: int
    new_end: int
    before: Run | None = None


def gaps(runs: Sequence[Run], old_size: int, new_size: int) -> Iterator[Gap]:
    """Yield what lies before, between and after the runs, empty gaps included; each names the run before it.

    >>> [(gap.old, gap.old_end, gap.new, gap.new_end) for gap in gaps([Run(0, 0, 4)], 6, 4)]
    [(0, 0, 0, 0), (4, 6, 4, 4)]
    """
    o = n = 0
    before = None
    for run in runs:
        old, new, size = run
        yield Gap(o, old, n, new, before)
        o, n, before = old + size, new + size, run
    yield Gap(o, old_size, n, new_size, before)


def joined(runs: Sequence[Run]) -> list[Run]:
    """Make one run of runs that touch on both sides.

    >>> joined([Run(0, 2, 3), Run(3, 5, 1)])
    [Run(old=0, new=2, size=4)]
    """
    out: list[Run] = []
    o = n = -1
    for run in runs:
        old, new, size = run
        if out and old == o and new == n:
            last = out[-1]
            out[-1] = Run(last.old, last.new, last.size + size)
        elif size:
            out.append(run)
        else:
            continue
        o, n = old + size, new + size
    return out
