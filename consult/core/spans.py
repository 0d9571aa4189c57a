"""Runs that two texts share, and the gaps between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """`size` code points of the new text from `new` on are those of the old text from `old` on."""

    old: int
    new: int
    size: int

    @property
    def shift(self) -> int:
        """Say how far the run has travelled."""
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class Gap:
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
        yield Gap(o, run.old, n, run.new, before)
        o, n, before = run.old + run.size, run.new + run.size, run
    yield Gap(o, old_size, n, new_size, before)


def joined(runs: Sequence[Run]) -> list[Run]:
    """Make one run of runs that touch on both sides.

    >>> joined([Run(0, 2, 3), Run(3, 5, 1)])
    [Run(old=0, new=2, size=4)]
    """
    out: list[Run] = []
    for run in runs:
        last = out[-1] if out else None
        if last and last.shift == run.shift and last.old + last.size == run.old:
            out[-1] = Run(last.old, last.new, last.size + run.size)
        elif run.size:
            out.append(run)
    return out
