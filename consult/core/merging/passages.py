"""Divide a merge into the passages somebody changed and all that nobody did.

Changed lines are grown to whole passages: from blank line to blank line, never out of a code fence or the front matter.
Between two passages at least one block is as it was, so that edits in one do not touch those in the other. Texts are
left whole where that is not all there is to it: where a code fence opens in one and does not end there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consult.core.merging.lines import Hunk, Lines, hunks
from consult.core.merging.places import places_of
from consult.core.merging.units import fence_after


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of the base, each with its end, and what each side made of them."""

    base: str
    ours: str
    """The base itself, as `theirs`, where that side changed nothing."""
    theirs: str

    @property
    def changed(self) -> bool:
        """Say whether a side changed it."""
        return self.ours is not self.base or self.theirs is not self.base


def passages(base: str, ours: str, theirs: str) -> list[Passage] | None:
    r"""Return all of the texts in order, passages changed and lines nobody changed in turn; None to leave them whole.

    The last line gets an end, as the others have one.

    >>> [one.base for one in passages("a\n\nb\n\nc", "A\n\nb\n\nc", "a\n\nb\n\nC")]
    ['', 'a\n', '\nb\n\n', 'c\n', '']
    """
    texts = base + "\n", ours + "\n", theirs + "\n"
    made = hunks(texts[0], texts[1]), hunks(texts[0], texts[2])
    places = places_of(texts, made)
    found = list(_passages(places, texts, made))
    return None if any(_leaves_open(side) for one in found if one.changed for side in (one.ours, one.theirs)) else found


def _passages(
    places: Sequence[Lines], texts: tuple[str, str, str], made: tuple[Sequence[Hunk], Sequence[Hunk]]
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


def _leaves_open(text: str) -> bool:
    """Say whether a code fence that begins here does not end here."""
    fence = ""
    for line in text.split("\n") if "```" in text or "~~~" in text else ():
        fence = fence_after(fence, line)
    return fence != ""
