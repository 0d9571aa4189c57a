"""Carry the place a contribution points to from one text to the next, and find quotes that come without a
place.

A placement is computed from the difference of the two texts, which we have, so that it lands on words that
correspond and not on words that merely look alike. Words taken out here and put in there are followed
(`consult.core.moves`). Only a quote without a known source (a letter, a room, the API) is searched for, in
the way Hypothesis anchors quotes: the exact words first, told apart by what stands around them, then the
nearest. What this does not do: guess. Where too few of the words are left, the answer is `removed`, with
the place.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from consult.core.locating import Anchor, Placement, Status, is_recognised, locate
from consult.core.matching import align
from consult.core.moves import moved_runs
from consult.core.phrases import Phrases
from consult.core.remnants import clipped, letters, nearest_together, share_of, together
from consult.core.runs import FINE, Run, gaps, same_runs

__all__ = ["Anchor", "Placement", "Status", "Track", "locate", "place", "place_all"]

ENOUGH = 0.45
"""The share of the quoted letters that must be left for a quote to count as reworded and not as removed."""

MOST = 0.75
"""The share from which on a reworded quote need not be recognised as a whole: the words are there."""

NEAR = 60
"""How far before a phrase the nearest word of its sentence is looked for, in code points."""

LEAST = 3
"""Words and signs a quote must have to be known again wherever it stands."""

_WORD_BEFORE = re.compile(r"(\w+)[^\w.!?\n]*\Z")
_WORD_AFTER = re.compile(r"[^\w.!?\n]*(\w+|[.!?])")
"""The nearest word of the same sentence on either side of a phrase; after it, the stop will do."""

STOP = re.compile(r"[.!?](?=\s|$)")

MARKERS = re.compile(r"^[ \t]*(?:[-*+•–>#]+|\|[-:| ]+\||\d+[.)]|\([a-z0-9]{1,4}\))[ \t]+", re.MULTILINE)
"""What begins a block and is no word of it."""


def place(anchor: Anchor, old: str, new: str) -> Placement:
    """Return where the anchor made in `old` lies in `new`.

    >>> place(Anchor(4, 15, "five pounds"), "Pay five pounds.", "You pay five pounds.")
    Placement(status='same', start=8, end=19, score=1.0)
    >>> place(Anchor(4, 15, "five pounds"), "Pay five pounds now.", "Pay nothing.").status
    'removed'
    """
    return place_all([anchor], old, new)[0]


def place_all(anchors: Sequence[Anchor], old: str, new: str) -> list[Placement]:
    """Return where each anchor lies, from one difference for all of them.

    >>> [placement.start for placement in place_all([Anchor(0, 1, "a"), Anchor(2, 3, "b")], "a b", "x a b")]
    [2, 4]
    """
    track = Track(old, new)
    return [track.place(anchor) for anchor in anchors]


class Track:
    """The way from one text to the next, prepared once for any number of anchors."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self.runs = same_runs(old, new, pattern=FINE)
        self.starts = [run.old for run in self.runs]
        self.gaps = list(gaps(self.runs, len(old), len(new)))
        self.moved = sorted(moved_runs(old, new, self.runs), key=lambda run: run.old)
        self.moved_starts = [run.old for run in self.moved]

    def place(self, anchor: Anchor) -> Placement:
        """Return where one anchor lies."""
        start, end = self._range_in_old(anchor)
        placed = self._followed(start, end)
        quote = anchor.exact.strip() or self.old[start:end]
        if placed.status != "removed" and _spoken(self.old[start:end]) != _spoken(quote):
            placed = _against(quote, placed, self.new)
        if placed.status != "reworded" or placed.score >= MOST or self._framed(start, end, placed):
            return placed
        if is_recognised(quote, self.new, placed.start, placed.end):
            return placed
        return Placement("removed", placed.start, placed.start, 0.0)

    def _framed(self, start: int, end: int, placed: Placement) -> bool:
        """Say whether the sentence round a phrase stayed on both sides of it: then the phrase changed in its place."""
        before = _WORD_BEFORE.search(self.old[max(0, start - NEAR) : start])
        after = _WORD_AFTER.match(self.old, end)
        if before is None or after is None:
            return False
        shift = max(0, start - NEAR)
        left = self._kept(shift + before.start(1), shift + before.end(1))
        right = self._kept(after.start(1), after.end(1))
        if left is None or right is None:
            return False
        room = self.new[left.new + left.size : placed.start] + self.new[placed.end : right.new]
        return left.new < placed.start and placed.end <= right.new and not any(one.isalnum() for one in room)

    def _kept(self, start: int, end: int) -> Run | None:
        """Return where one word went that stayed whole, or None."""
        pieces = clipped(self.runs, self.starts, start, end)
        return pieces[0] if len(pieces) == 1 and pieces[0].size == end - start else None

    def _followed(self, start: int, end: int) -> Placement:
        if start == end:
            return self._point(start)
        stayed = clipped(self.runs, self.starts, start, end)
        total = letters(self.old, [(start, end)])
        share = share_of(self.old, stayed, total)
        if share < 1:
            again = self._elsewhere(start, end)
            if again is not None:
                return again
            went = nearest_together(clipped(self.moved, self.moved_starts, start, end), end - start)
            went_share = share_of(self.old, went, total)
            if went_share > share and went_share >= ENOUGH:
                return self._judged(start, end, went, went_share, moved=True)
        if share < ENOUGH:
            at = self._point(start).start
            return Placement("removed", at, at, 0.0)
        left = together(stayed, self.new) if share < 1 else stayed
        return self._judged(start, end, left, share_of(self.old, left, total), moved=False, given_up=left != stayed)

    def _elsewhere(self, start: int, end: int) -> Placement | None:
        """Return where the quoted words stand as they were, if old and new text have them just once."""
        quote = self.old[start:end]
        if len(FINE.findall(quote)) < LEAST:
            return None
        there = self.new_phrases.once(quote)
        if there is None or self.old_phrases.once(quote) is None:
            return None
        return Placement("moved", there.start, there.end, 1.0)

    @cached_property
    def old_phrases(self) -> Phrases:
        """The old text, ready for looking up quotes."""
        return Phrases(self.old)

    @cached_property
    def new_phrases(self) -> Phrases:
        """The new text, ready for looking up quotes."""
        return Phrases(self.new)

    def _range_in_old(self, anchor: Anchor) -> tuple[int, int]:
        """Return the anchor's range without outer white space.

        Where its words are not there they may have been reworded on the way; else they are looked for.
        """
        start, end = max(0, anchor.start), min(len(self.old), anchor.end)
        if anchor.exact and self.old[start:end] != anchor.exact:
            found = locate(anchor, self.old)
            if found.status == "same" or _left_of(anchor.exact, self.old[start:end]) < ENOUGH:
                start, end = found.start, found.end
        return _tight(self.old, start, max(start, end))

    def _point(self, place: int) -> Placement:
        at = bisect_right(self.starts, place) - 1
        if at >= 0 and place <= self.runs[at].old + self.runs[at].size:
            there = place + self.runs[at].shift
            return Placement("same", there, there, 1.0)
        gap = self.gaps[at + 1]
        if gap.old == gap.old_end:
            return Placement("same", gap.new, gap.new, 1.0)
        return Placement("removed", gap.new, gap.new, 0.0)

    def _judged(
        self, start: int, end: int, pieces: Sequence[Run], share: float, *, moved: bool, given_up: bool = False
    ) -> Placement:
        first, last = pieces[0].new, pieces[-1].new + pieces[-1].size
        if given_up:  # what stands beside belongs to what was given up
            return Placement("reworded", *_tight(self.new, first, last), round(share, 4))
        if not moved:
            first, last = self._edges(start, end, pieces)
        if _spoken(self.old[start:end]) == _spoken(self.new[first:last]):
            apart = "\n\n" in self.new[first:last].strip() and "\n\n" not in self.old[start:end]
            return Placement("moved" if moved or apart else "same", first, last, 1.0)
        return Placement("reworded", first, last, round(share, 4))

    def _edges(self, start: int, end: int, pieces: Sequence[Run]) -> tuple[int, int]:
        """Take in what replaced the outermost words: as many sentences as there were, none that is too long."""
        worded = [piece for piece in pieces if letters(self.old, [(piece.old, piece.old + piece.size)])]
        pieces = worded or pieces  # a stop at the end may be the stop of a later sentence
        first, last = pieces[0].new, pieces[-1].new + pieces[-1].size
        before = self.gaps[bisect_right(self.starts, pieces[0].old) - 1]
        if pieces[0].old > start and before.old >= start:
            room = self.new[before.new : first]
            first = before.new + len(room) - _reach(self.old[start : pieces[0].old][::-1], room[::-1])
        after = self.gaps[bisect_right(self.starts, pieces[-1].old)]
        rest = pieces[-1].old + pieces[-1].size
        if self.new.startswith(self.old[rest:end], last):
            last += end - rest
        elif rest < end and after.old_end <= end:
            last += _reach(self.old[rest:end], self.new[last : after.new_end])
        return _tight(self.new, first, last)


def _tight(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _left_of(first: str, now: str) -> float:
    """Return the share of the letters first quoted that stand, in whole words and in order, in what is there now."""
    was, there = _spoken(first), _spoken(now)
    total = sum(len(word) for word in was if word[0].isalnum())
    kept = (word for start, _, size in align(was, there) for word in was[start : start + size])
    return sum(len(word) for word in kept if word[0].isalnum()) / total if total else 1.0


def _against(first: str, placed: Placement, new: str) -> Placement:
    """Judge a placement by the words first quoted: reworded again and again, some of them must still be there."""
    now = new[placed.start : placed.end]
    if _spoken(now) == _spoken(first):
        return placed
    share = _left_of(first, now)
    if share < ENOUGH:
        return Placement("removed", placed.start, placed.start, 0.0)
    return Placement("reworded", placed.start, placed.end, round(share, 4))


def _reach(gone: str, come: str) -> int:
    """Return how much of what stands in the place of the gone words belongs to them."""
    stops = len(STOP.findall(gone))
    ends = [match.start() + 1 for match in STOP.finditer(come)]
    if stops and len(ends) >= stops:
        come = come[: ends[stops - 1]]
    return len(come) if len(come) <= 2 * len(gone) + 20 else 0


def _spoken(text: str) -> list[str]:
    return FINE.findall(MARKERS.sub("", text))
