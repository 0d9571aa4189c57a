"""Say which text of a series first had each run of words of the last one.

Each step carries origins along the difference to the text before. Words that moved keep their origin, and
so do words that come back: what was taken out is remembered, and a run of words that stands in it again
(four in a row anywhere, fewer between the same neighbours), or a whole text that returns, has the origin it
had. `Origins` takes one text at a time, so that one more save costs what changed in it, not the whole
history. What this does not do: tell who is right where two people wrote the same four words independently,
years apart.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from consult.core.moves import SEED, moved_runs
from consult.core.runs import Gap, Run, gaps, same_runs
from consult.core.tape import Span, Tape

__all__ = ["Origins", "Span", "blame"]

Context = tuple[str, str, str]


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
        self._tape = Tape()
        self._seen: dict[str, Tape] = {}
        self._gone: list[tuple[str, Tape]] = []
        self._seeds: dict[tuple[str, ...], int] = {}
        self._short: dict[Context, Tape] = {}
        self._remember: Callable[[], None] = partial(self._bury, "", Tape(), ())

    @property
    def spans(self) -> list[Span]:
        """Return spans that tile the text."""
        return list(self._tape.spans())

    def advance(self, text: str, index: int) -> None:
        """Go on to the next text, which is number `index`."""
        self._remember()
        runs = same_runs(self.text, text)
        holes = list(gaps(runs, len(self.text), len(text)))
        tape = self._seen.get(text)
        if tape is None:
            tape = self._seen[text] = self._next(text, index, runs, holes)
        self._remember = partial(self._bury, self.text, self._tape, holes)  # nobody asks before the next text
        self.text, self._tape = text, tape

    def _next(self, text: str, index: int, runs: Sequence[Run], holes: Sequence[Gap]) -> Tape:
        moved = moved_runs(self.text, text, runs)
        tape = Tape()
        for hole in holes:
            if hole.before:
                tape.copy(self._tape, hole.before.old, hole.before.old + hole.before.size)
            if hole.new < hole.new_end:
                first = bisect_left(moved, hole.new, key=lambda run: run.new)
                last = bisect_left(moved, hole.new_end, key=lambda run: run.new)
                known = [*self._tape.carried(moved[first:last]), *self._returned(text, hole)]
                end = Span(hole.new_end, hole.new_end, self._tape.index_at(hole.old_end, index))
                _tile(tape, text, hole.new, [*known, end], index)
        return tape

    def _bury(self, text: str, tape: Tape, holes: Sequence[Gap]) -> None:
        """Remember what was taken out, by its runs of four words and by its neighbours."""
        for hole in holes:
            words = text[hole.old : hole.old_end].split()
            if not words:
                continue
            origins = Tape()
            origins.copy(tape, hole.old, hole.old_end)
            self._short[_context(text, hole.old, hole.old_end)] = origins
            if len(words) >= SEED:
                self._gone.append((text[hole.old : hole.old_end], origins))
                for at in range(len(words) - SEED + 1):
                    self._seeds[tuple(words[at : at + SEED])] = len(self._gone) - 1

    def _returned(self, text: str, hole: Gap) -> Iterator[Span]:
        """Yield the origins of words in the hole that stood in an earlier text."""
        if not self._short:
            return
        short = self._short.get(_context(text, hole.new, hole.new_end))
        come = text[hole.new : hole.new_end]
        if short and short.ends[-1] == len(come):
            yield from short.carried([Run(0, hole.new, len(come))])
            return
        words = come.split()
        votes = Counter(
            self._seeds[seed]
            for at in range(len(words) - SEED + 1)
            if (seed := tuple(words[at : at + SEED])) in self._seeds
        )
        for number, _ in votes.most_common(3):
            gone, origins = self._gone[number]
            for run in same_runs(gone, come):
                if len(come[run.new : run.new + run.size].split()) >= SEED:
                    yield from origins.carried([Run(run.old, hole.new + run.new, run.size)])


def _context(text: str, start: int, end: int) -> Context:
    """Return the words before, inside and after a range: what an undo brings back exactly."""
    before = text[max(0, start - 200) : start].split()[-2:]
    after = text[end : end + 200].split()[:2]
    return " ".join(before), " ".join(text[start:end].split()), " ".join(after)


def _tile(tape: Tape, text: str, start: int, known: Sequence[Span], index: int) -> None:
    """Add what is known from `start` on, and `index` between; white space alone goes with what stands before it."""
    place = start
    for span in sorted(known, key=lambda span: (span.start, -span.end)):
        if span.start > place:
            before = span.index if tape.last is None else tape.last
            tape.add(span.start - place, before if text[place : span.start].isspace() else index)
            place = span.start
        tape.add(span.end - place, span.index)
        place = max(place, span.end)
