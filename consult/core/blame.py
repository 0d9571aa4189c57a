"""Say which text of a series first had each run of words of the last one.

Each step carries origins along the difference to the text before. Words that moved keep their origin, and
so do words that come back: what was taken out is remembered, and a run of words that stands in it again
(four in a row anywhere, fewer between the same neighbours), or a whole text that returns, has the origin it
had. `Origins` takes one text at a time, so that one more save costs what changed in it, not the whole
history. What this does not do: tell who is right where two people wrote the same four words independently,
years apart.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from consult.core.moves import SEED, moved_runs
from consult.core.runs import Gap, Run, gaps, same_runs

Context = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of code points and the index of the text that introduced it."""

    start: int
    end: int
    index: int


def blame(texts: Sequence[str]) -> list[Span]:
    """Return spans that tile the last text.

    >>> blame(["Pay five pounds.", "Pay ten pounds.", "Pay ten pounds now."])
    ... # doctest: +NORMALIZE_WHITESPACE
    [Span(start=0, end=4, index=0), Span(start=4, end=7, index=1), Span(start=7, end=8, index=0),
     Span(start=8, end=19, index=2)]
    >>> [span.index for span in blame(["Pay five.", "Pay ten.", "Pay five."])]
    [0]
    """
    origins = Origins()
    for index, text in enumerate(texts):
        origins.advance(text, index)
    return origins.spans


class Origins:
    """The origins of the words of a text that grows save by save."""

    def __init__(self) -> None:
        self.text = ""
        self.spans: list[Span] = []
        self._seen: dict[str, list[Span]] = {}
        self._gone: list[tuple[str, list[Span]]] = []
        self._seeds: dict[tuple[str, ...], int] = {}
        self._short: dict[Context, list[Span]] = {}

    def advance(self, text: str, index: int) -> None:
        """Go on to the next text, which is number `index`."""
        if text not in self._seen:
            self._seen[text] = self._next(text, index)
        else:
            self._bury(list(gaps(same_runs(self.text, text), len(self.text), len(text))))
        self.text, self.spans = text, self._seen[text]

    def _next(self, text: str, index: int) -> list[Span]:
        runs = same_runs(self.text, text)
        holes = list(gaps(runs, len(self.text), len(text)))
        carried = list(_carried(self.spans, runs))
        carried.extend(_carried(self.spans, moved_runs(self.text, text, runs)))
        for hole in holes:
            if hole.new < hole.new_end:
                carried.extend(self._returned(text, hole))
        self._bury(holes)
        return _tiled(text, carried, index)

    def _bury(self, holes: Sequence[Gap]) -> None:
        """Remember what was taken out, by its runs of four words and by its neighbours."""
        for hole in holes:
            words = self.text[hole.old : hole.old_end].split()
            if not words:
                continue
            spans = list(_carried(self.spans, [Run(hole.old, 0, hole.old_end - hole.old)]))
            self._short[_context(self.text, hole.old, hole.old_end)] = spans
            if len(words) >= SEED:
                self._gone.append((self.text[hole.old : hole.old_end], spans))
                for at in range(len(words) - SEED + 1):
                    self._seeds[tuple(words[at : at + SEED])] = len(self._gone) - 1

    def _returned(self, text: str, hole: Gap) -> Iterator[Span]:
        """Yield the origins of words in the hole that stood in an earlier text."""
        short = self._short.get(_context(text, hole.new, hole.new_end))
        come = text[hole.new : hole.new_end]
        if short and short[-1].end == len(come):
            yield from (Span(hole.new + one.start, hole.new + one.end, one.index) for one in short)
            return
        words = come.split()
        votes = Counter(
            self._seeds[seed]
            for at in range(len(words) - SEED + 1)
            if (seed := tuple(words[at : at + SEED])) in self._seeds
        )
        for number, _ in votes.most_common(3):
            gone, spans = self._gone[number]
            runs = [run for run in same_runs(gone, come) if len(come[run.new : run.new + run.size].split()) >= SEED]
            for one in _carried(spans, runs):
                yield Span(hole.new + one.start, hole.new + one.end, one.index)


def _context(text: str, start: int, end: int) -> Context:
    """Return the words before, inside and after a range: what an undo brings back exactly."""
    before = text[max(0, start - 200) : start].split()[-2:]
    after = text[end : end + 200].split()[:2]
    return " ".join(before), " ".join(text[start:end].split()), " ".join(after)


def _carried(spans: Sequence[Span], runs: Iterable[Run]) -> Iterator[Span]:
    """Yield what the runs make of the spans, at their new places."""
    for run in runs:
        at = max(0, bisect_right(spans, run.old, key=lambda span: span.start) - 1)
        while at < len(spans) and spans[at].start < run.old + run.size:
            low, high = max(spans[at].start, run.old), min(spans[at].end, run.old + run.size)
            if low < high:
                yield Span(low + run.shift, high + run.shift, spans[at].index)
            at += 1


def _tiled(text: str, carried: Iterable[Span], index: int) -> list[Span]:
    """Fill what nothing was carried to with `index`; white space alone goes with what stands before it."""
    tiles: list[Span] = []
    place = 0
    for span in sorted(carried, key=lambda span: (span.start, -span.end)):
        start = max(span.start, place)
        if start >= span.end:
            continue
        if start > place:
            blank = text[place:start].isspace()
            _add(tiles, Span(place, start, (tiles[-1].index if tiles else span.index) if blank else index))
        _add(tiles, Span(start, span.end, span.index))
        place = span.end
    if place < len(text):
        blank = bool(tiles) and text[place:].isspace()
        _add(tiles, Span(place, len(text), tiles[-1].index if blank else index))
    return tiles


def _add(tiles: list[Span], span: Span) -> None:
    if tiles and tiles[-1].index == span.index:
        tiles[-1] = Span(tiles[-1].start, span.end, span.index)
    else:
        tiles.append(span)
