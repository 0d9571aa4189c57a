"""Which text each code point of a text came from, kept as runs, so that a change costs what changed."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from consult.core.spans import Run


@dataclass(frozen=True, slots=True)
class Span:
    """A run of code points and the index of the text that introduced it."""

    start: int
    end: int
    index: int


class Tape:
    """Runs of origins, by their sizes: what lies behind a change need not be touched when it shifts."""

    __slots__ = ("_ends", "_indexes", "_sizes")

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._indexes: list[int] = []
        self._ends: list[int] = []

    def add(self, size: int, index: int) -> None:
        """Put so many code points from one text at the end."""
        if size <= 0:
            return
        if self._indexes and self._indexes[-1] == index:
            self._sizes[-1] += size
        else:
            self._sizes.append(size)
            self._indexes.append(index)

    def copy(self, other: "Tape", start: int, end: int) -> None:
        """Put a stretch of another tape, which is finished, at the end.

        >>> one, two = Tape(), Tape()
        >>> one.add(5, 0), one.add(5, 1), two.copy(one, 3, 7)
        (None, None, None)
        >>> list(two.spans())
        [Span(start=0, end=2, index=0), Span(start=2, end=4, index=1)]
        """
        if start >= end:
            return
        ends = other.ends
        first, last = bisect_right(ends, start), bisect_left(ends, end)
        if first == last:
            self.add(end - start, other._indexes[first])
            return
        self.add(ends[first] - start, other._indexes[first])
        if last - first > 1:
            self.add(other._sizes[first + 1], other._indexes[first + 1])
            self._sizes += other._sizes[first + 2 : last]
            self._indexes += other._indexes[first + 2 : last]
        self.add(end - ends[last - 1], other._indexes[last])

    @property
    def ends(self) -> list[int]:
        """Return where the runs end; reckoned once the tape is finished."""
        if len(self._ends) != len(self._sizes):
            self._ends = list(accumulate(self._sizes))
        return self._ends

    @property
    def last(self) -> int | None:
        """Return the origin at the end, if there is one."""
        return self._indexes[-1] if self._indexes else None

    def index_at(self, place: int, otherwise: int) -> int:
        """Return the origin of a code point, or `otherwise` at the end."""
        at = bisect_right(self.ends, place)
        return self._indexes[at] if at < len(self._indexes) else otherwise

    def spans(self) -> Iterator[Span]:
        """Yield the runs with their places."""
        return map(Span, [0, *self.ends], self.ends, self._indexes)

    def carried(self, runs: Iterable[Run]) -> Iterator[Span]:
        """Yield what the runs make of the origins, at their new places.

        >>> one = Tape()
        >>> one.add(4, 7)
        >>> list(one.carried([Run(2, 10, 2)]))
        [Span(start=10, end=12, index=7)]
        """
        for run in runs:
            at, place = bisect_right(self.ends, run.old), run.old
            while place < run.old + run.size:
                end = min(self.ends[at], run.old + run.size)
                yield Span(place + run.shift, end + run.shift, self._indexes[at])
                at, place = at + 1, end
