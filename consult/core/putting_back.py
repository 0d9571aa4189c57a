"""Which sentences two wordings of a clause differ in, so that one of them can be put back and the others stay changed.

A sentence of the older words is a change of its own unless the words that changed run over its border and no border
of the newer ones answers to it; sentences that were joined so are put back together. What this does not do: show the
change to a reader (`consult.core.diff` does).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from consult.core.diff import diff
from consult.core.sentences import sentences


@dataclass(frozen=True, slots=True)
class PutBack:
    """The range of the newer words, half-open and in code points, and the older words that would stand there again."""

    start: int
    end: int
    words: str


def put_back(new: str, chosen: Sequence[PutBack]) -> str:
    """Return the newer words with the chosen sentences, in order, as they were.

    >>> put_back("Pay ten. Stay.", changed_sentences("Pay five. Come.", "Pay ten. Stay.")[:1])
    'Pay five. Stay.'
    """
    for one in reversed(chosen):
        new = new[: one.start] + one.words + new[one.end :]
    return new


def changed_sentences(old: str, new: str) -> tuple[PutBack, ...]:
    """Return what differs, sentence by sentence, in order. All of them put back give the older words.

    >>> changed_sentences("Pay five. Come. Go.", "Pay ten. Come. Run.")
    (PutBack(start=0, end=9, words='Pay five. '), PutBack(start=15, end=19, words='Go.'))
    >>> changed_sentences("Pay five. Go.", "Pay five. Smile. Go.")
    (PutBack(start=10, end=17, words=''),)
    """
    borders = [(0, 0), *_borders(old, new), (len(old), len(new))]
    return tuple(
        PutBack(start, end, old[was:until])
        for (was, start), (until, end) in pairwise(borders)
        if old[was:until] != new[start:end]
    )


def _borders(old: str, new: str) -> list[tuple[int, int]]:
    """Return where sentences begin in the older words, with the place of each in the newer ones.

    Words put in between two sentences lie between two borders of the same place in the older words. Where one run of
    changed words holds as many borders on both sides, they are the same borders.
    """
    cuts, new_cuts = ([span.start for span in sentences(text)][1:] for text in (old, new))
    found: list[tuple[int, int]] = []
    o = n = 0
    for change in diff(old, new):
        o_end, n_end = o + len(change.old), n + len(change.new)
        if change.op == "replace":
            inside, new_inside = _between(cuts, o + 1, o_end), _between(new_cuts, n + 1, n_end)
            if len(inside) == len(new_inside):
                found.extend(zip(inside, new_inside, strict=True))
        else:
            found.extend((cut, min(n + cut - o, n_end)) for cut in _between(cuts, o, o_end + 1))
        o, n = o_end, n_end
    return found


def _between(cuts: Sequence[int], start: int, end: int) -> Sequence[int]:
    return cuts[bisect_left(cuts, start) : bisect_left(cuts, end)]
