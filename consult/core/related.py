"""Say whether passages of a merge have to do with each other, as where words moved from one to another.

Rows of words are compared first, for that is quick; only passages that share one are cut into pieces.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from consult.core.passages import Passage
from consult.core.units import units

SHARED = 4
"""So many words in a row make passages worth a closer look: what merges by its name has as many."""


def share_pieces(found: Sequence[Passage]) -> bool:
    """Say whether a piece that one side put in or took out in one passage is one the other did in another.

    >>> one, other = ["we pay ten pounds"], ["parks open at eight"]
    >>> share_pieces([Passage(one, [], one), Passage(other, other, one)])
    True
    """
    mine: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for number, passage in enumerate(found):
        if passage.ours is not passage.base:
            for run in _runs(passage.base) ^ _runs(passage.ours):
                mine[run].add(number)
    pairs = {
        (one, other)
        for other, passage in enumerate(found)
        if passage.theirs is not passage.base
        for run in (_runs(passage.base) ^ _runs(passage.theirs)) & mine.keys()
        for one in mine[run]
        if one != other
    }
    return any(
        not _changed(found[one].base, found[one].ours).isdisjoint(_changed(found[other].base, found[other].theirs))
        for one, other in pairs
    )


def goes_elsewhere(passage: Passage, among: Sequence[Passage]) -> bool:
    """Say whether a side took words out of a passage that it put into another.

    >>> one, other = Passage(["we pay ten pounds"], [], []), Passage([], ["we pay ten pounds"], [])
    >>> goes_elsewhere(one, [one, other])
    True
    """
    ways = [(one.base, one.ours) for one in among], [(one.base, one.theirs) for one in among]
    here = (passage.base, passage.ours), (passage.base, passage.theirs)
    return any(_went(base, side, way) for (base, side), way in zip(here, ways, strict=True))


def _went(base: Sequence[str], side: Sequence[str], places: Iterable[tuple[Sequence[str], Sequence[str]]]) -> bool:
    lost = _runs(base) - _runs(side)
    likely = [(old, new) for old, new in places if new is not old and not lost.isdisjoint(_runs(new))]
    gone = (_names(base) - _names(side)).keys() if likely else set()
    return any(not gone.isdisjoint(_names(new) - _names(old)) for old, new in likely)


def _changed(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return the pieces that stand there more or less often than before."""
    was, now = _names(before), _names(after)
    return {name for name in was | now if was[name] != now[name]}


def _names(lines: Sequence[str]) -> Counter[str]:
    return Counter(unit.name for unit in units("\n".join(lines)))


def _runs(lines: Sequence[str]) -> set[tuple[str, ...]]:
    words = " ".join(lines).split()
    return set(zip(*(words[at:] for at in range(SHARED)), strict=False))
