"""Divide a merge into the passages somebody changed and all that nobody did.

Changed lines are grown to whole passages: from blank line to blank line, never out of a code fence or the front matter.
Between two passages at least one block is as it was, so that edits in one do not touch those in the other. Texts are
left whole where that is not all there is to it: where a code fence opens in one and does not end there.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consult.core.merging.lines import Hunk, Lines, hunks
from consult.core.merging.units import BEGINS_BLOCK, FRONT_MATTER, fence_after

CONTEXT = 40
"""So many unchanged items of a list are looked at around a passage to which both added, and one block at least."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of the base and what each side made of them."""

    base: Sequence[str]
    ours: Sequence[str]
    """The base itself, as `theirs`, where that side changed nothing."""
    theirs: Sequence[str]

    @property
    def changed(self) -> bool:
        """Say whether a side changed it."""
        return self.ours is not self.base or self.theirs is not self.base


def passages(base: str, ours: str, theirs: str) -> list[Passage] | None:
    r"""Return all of the texts in order, passages changed and lines nobody changed in turn; None to leave them whole.

    >>> [one.base for one in passages("a\n\nb\n\nc", "A\n\nb\n\nc", "a\n\nb\n\nC")]
    [[], ['a'], ['', 'b', ''], ['c'], []]
    """
    root, mine, others = base.split("\n"), ours.split("\n"), theirs.split("\n")
    made = hunks(root, mine), hunks(root, others)
    places = _Places(root, _unbroken(base, root), made)
    found = list(_passages(places.found, (root, mine, others), made))
    return None if any(_leaves_open(side) for one in found if one.changed for side in (one.ours, one.theirs)) else found


def _unbroken(text: str, lines: Sequence[str]) -> set[int]:
    """Return the lines of code fences and of the front matter: a blank one among them ends nothing."""
    found: set[int] = set()
    opened, fence = 0, ""
    for at in sorted({*_lines_with(text, "```"), *_lines_with(text, "~~~")}):
        was, fence = fence, fence_after(fence, lines[at])
        if fence and not was:
            opened = at
        elif was and not fence:
            found.update(range(opened, at + 1))
    if fence:
        found.update(range(opened, len(lines)))
    if front := FRONT_MATTER.match(text):
        found.update(range(text.count("\n", 0, front.end())))
    return found


def _lines_with(text: str, sign: str) -> Iterator[int]:
    number = at = 0
    while (there := text.find(sign, at)) >= 0:
        number += text.count("\n", at, there)
        yield number
        at = there + 1


class _Places:
    """Where in the base the passages are, as both sides' hunks have it."""

    def __init__(self, lines: Sequence[str], unbroken: set[int], made: tuple[list[Hunk], list[Hunk]]) -> None:
        self._lines, self._unbroken = lines, unbroken
        olds = sorted((hunk.old for done in made for hunk in done), key=lambda old: (old.start, old.end))
        self._touched = {at for old in olds for at in range(old.start, old.end)}
        self.found = self._apart(olds)
        ends = [place.end for place in self.found]
        mine, others = ({bisect_left(ends, hunk.old.end) for hunk in done if _adds(hunk)} for done in made)
        both = mine & others
        self.found = self._apart([self._widened(at) if at in both else p for at, p in enumerate(self.found)])

    def _apart(self, olds: Sequence[Lines]) -> list[Lines]:
        """Grow to whole passages, and join those between which there is no block."""
        found: list[Lines] = []
        for old in olds:
            end = found[-1].end if found else 0
            low, high = old.start, max(old.end, end)
            while low > end and not self._parts(low - 1):
                low -= 1
            while high < len(self._lines) and not self._parts(high):
                high += 1
            if found and all(not line.strip() for line in self._lines[end:low]):
                low = found.pop().start
            found.append(Lines(low, high))
        return found

    def _parts(self, at: int) -> bool:
        """Say whether a line parts two passages: it is blank, stands in nothing longer, and nobody touched it."""
        return not self._lines[at].strip() and at not in self._touched and at not in self._unbroken

    def _widened(self, at: int) -> Lines:
        """Take in the blocks before and after, and those of a list as far as it goes."""
        place = self.found[at]
        least = self.found[at - 1].end if at else 0
        most = self.found[at + 1].start if at + 1 < len(self.found) else len(self._lines)
        low, high = place.start, place.end
        for _ in range(CONTEXT):
            low = self._block_before(low, least)
            if low == least or not BEGINS_BLOCK.match(self._lines[low]):
                break
        for _ in range(CONTEXT):
            first, high = self._block_after(high, most)
            if high == most or not BEGINS_BLOCK.match(self._lines[first]):
                break
        return Lines(low, high)

    def _block_before(self, at: int, least: int) -> int:
        while at > least and not self._lines[at - 1].strip():
            at -= 1
        while at > least and not self._parts(at - 1):
            at -= 1
        return at

    def _block_after(self, at: int, most: int) -> tuple[int, int]:
        while at < most and not self._lines[at].strip():
            at += 1
        first = at
        while at < most and not self._parts(at):
            at += 1
        return first, at


def _adds(hunk: Hunk) -> bool:
    return hunk.new.end - hunk.new.start > hunk.old.end - hunk.old.start


def _passages(
    places: Sequence[Lines], texts: tuple[list[str], list[str], list[str]], made: tuple[list[Hunk], list[Hunk]]
) -> Iterator[Passage]:
    root, mine, others = texts
    at = 0
    for old, here, there in zip(places, _located(places, made[0]), _located(places, made[1]), strict=True):
        kept, base = root[at : old.start], root[old.start : old.end]
        yield Passage(kept, kept, kept)
        sides = (mine[here.start : here.end], others[there.start : there.end])
        yield Passage(base, *(base if side == base else side for side in sides))
        at = old.end
    kept = root[at:]
    yield Passage(kept, kept, kept)


def _located(places: Sequence[Lines], made: Sequence[Hunk]) -> Iterator[Lines]:
    """Return where the places lie on a side."""
    shift = at = 0
    for old in places:
        start = old.start + shift
        while at < len(made) and made[at].old.end <= old.end:
            shift = made[at].new.end - made[at].old.end
            at += 1
        yield Lines(start, old.end + shift)


def _leaves_open(lines: Sequence[str]) -> bool:
    """Say whether a code fence that begins here does not end here."""
    fence = ""
    for line in lines:
        if fence or "```" in line or "~~~" in line:
            fence = fence_after(fence, line)
    return fence != ""
