"""Say where in the base of a merge the passages are that somebody changed.

Lines are not counted: a place is told in code points, so that what nobody changed costs nothing.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from consult.core.merging.lines import Hunk, Lines
from consult.core.merging.units import BEGINS_BLOCK, FENCES, FRONT_MATTER, fence_after

CONTEXT = 40
"""So many unchanged items of a list are looked at around a passage to which both added, and one block at least."""

Made = tuple[Sequence[Hunk], Sequence[Hunk]]


def places_of(texts: tuple[str, str, str], made: Made) -> list[Lines]:
    r"""Return the passages of the base that changed, in order; `made` is what each side did.

    >>> from consult.core.merging.lines import hunks
    >>> base, side = "a\n\nb\nc\n\nd\n", "a\n\nB\nc\n\nd\n"
    >>> places_of((base, side, base), (hunks(base, side), []))
    [Lines(start=3, end=7)]
    """
    base, mine, others = texts
    olds = sorted((hunk.old.start, hunk.old.end) for done in made for hunk in done)
    growing = _Growing(base, [*_unbroken(base), *olds])
    found = growing.apart(olds)
    ends = [place.end for place in found]
    added_to = (
        {bisect_left(ends, hunk.old.end) for hunk in done if _adds(base, side, hunk)}
        for done, side in zip(made, (mine, others), strict=True)
    )
    both = set.intersection(*added_to)
    if not both:
        return found
    wide = (growing.widened(found, at) if at in both else place for at, place in enumerate(found))
    return growing.apart([(place.start, place.end) for place in wide])


def _adds(base: str, side: str, hunk: Hunk) -> bool:
    return side.count("\n", hunk.new.start, hunk.new.end) > base.count("\n", hunk.old.start, hunk.old.end)


def _unbroken(text: str) -> Iterator[tuple[int, int]]:
    """Return where code fences and the front matter are: a blank line among them ends nothing."""
    if front := FRONT_MATTER.match(text):
        yield 0, front.end()
    opened, fence = 0, ""
    for start, end in sorted([line for sign in FENCES for line in _lines_with(text, sign)]):
        was, fence = fence, fence_after(fence, text[start : end - 1])
        if fence and not was:
            opened = start
        elif was and not fence:
            yield opened, end
    if fence:
        yield opened, len(text)


def _lines_with(text: str, sign: str) -> Iterator[tuple[int, int]]:
    """Return lines that may be a fence: the first such letter in it begins the sign; one letter is found fastest."""
    there = text.find(sign[0])
    while there >= 0:
        end = text.find("\n", there) + 1
        if text.startswith(sign, there):
            yield text.rfind("\n", 0, there) + 1, end
        there = text.find(sign[0], end)


class _Growing:
    """Grows lines to whole passages; in the lines that are `whole` no passage begins or ends."""

    def __init__(self, text: str, whole: Iterable[tuple[int, int]]) -> None:
        self._text = text
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(whole):
            if not self._ends or start > self._ends[-1]:
                self._starts.append(start)
                self._ends.append(end)
            else:
                self._ends[-1] = max(end, self._ends[-1])

    def apart(self, olds: Iterable[tuple[int, int]]) -> list[Lines]:
        """Grow to whole passages, and join those between which there is no block."""
        found: list[Lines] = []
        for old_start, old_end in olds:
            end = found[-1].end if found else 0
            low, high = self._back(old_start, end), self._on(max(old_end, end), len(self._text))
            if found and not self._text[end:low].strip():
                low = found.pop().start
            found.append(Lines(low, high))
        return found

    def widened(self, places: Sequence[Lines], at: int) -> Lines:
        """Take in the blocks before and after, and those of a list as far as it goes."""
        least = places[at - 1].end if at else 0
        most = places[at + 1].start if at + 1 < len(places) else len(self._text)
        low, high = places[at].start, places[at].end
        for _ in range(CONTEXT):
            low = self._block_before(low, least)
            if low == least or not BEGINS_BLOCK.match(self._text, low):
                break
        for _ in range(CONTEXT):
            first, high = self._block_after(high, most)
            if high == most or not BEGINS_BLOCK.match(self._text, first):
                break
        return Lines(low, high)

    def _block_before(self, at: int, least: int) -> int:
        while at > least and self._text[(start := self._line_before(at)) : at].isspace():
            at = start
        return self._back(at, least)

    def _block_after(self, at: int, most: int) -> tuple[int, int]:
        while at < most and self._text[at : (end := self._line_end(at))].isspace():
            at = end
        return at, self._on(at, most)

    def _back(self, at: int, least: int) -> int:
        """Go back to behind the nearest line that parts passages."""
        while at > least and not self._parts(start := self._line_before(at), at):
            at = start
        return at

    def _on(self, at: int, most: int) -> int:
        """Go on to the next line that parts passages."""
        while at < most and not self._parts(at, end := self._line_end(at)):
            at = end
        return at

    def _line_before(self, at: int) -> int:
        return self._text.rfind("\n", 0, at - 1) + 1

    def _line_end(self, at: int) -> int:
        return self._text.find("\n", at) + 1

    def _parts(self, start: int, end: int) -> bool:
        """Say whether a line parts two passages: it is blank, stands in nothing longer, and nobody touched it."""
        if not self._text[start:end].isspace():
            return False
        near = bisect_right(self._starts, start) - 1
        return near < 0 or start >= self._ends[near]
