"""Let one side's rewording follow a passage the other side moved.

Of a piece that one side took as it was to another place, and the other reworded where it stood, both deeds can be
had: the new words at the new place. Only pieces that name themselves are followed: once in the base, once where they
went, gone on the side that reworded them, and alike enough to be a rewording. Of two neighbours that changed places
either may count as the one that moved. Nothing is followed where a conflict stands far from all that moved: that one
stays, and the text would not be clean.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence

from consult.core.merging.edits import is_reworded
from consult.core.merging.units import Unit
from consult.core.merging.weaving import LEAST_WORDS, NEARBY, Region, Side, side_of


def followed(
    root: Sequence[Unit], ours: Side, theirs: Side, conflicts: Sequence[Region]
) -> tuple[Sequence[Unit], Side, Side] | None:
    """Return base and sides as if what one side moved had always had the other's words; None if that is no use.

    It is none where nothing moved, or where some of the conflicts stand elsewhere.
    """
    after_theirs, after_ours = _reworded(root, ours, theirs), _reworded(root, theirs, ours)
    if not after_theirs and not after_ours:
        return None
    if not _all_near(conflicts, sorted({*_reach(root, ours, after_theirs), *_reach(root, theirs, after_ours)})):
        return None
    base = _with(root, after_theirs | after_ours)
    mine, other = _with(ours.units, after_theirs), _with(theirs.units, after_ours)
    return base, side_of(base, mine, ours.tail), side_of(base, other, theirs.tail)


def _reworded(root: Sequence[Unit], mover: Side, editor: Side) -> dict[str, str]:
    """Return the new words, by the old ones, of pieces the mover took elsewhere and the editor reworded."""
    before, moved = _counts(root), _counts(mover.units)
    there = _counts(editor.units)
    found: dict[str, str] = {}

    def went(at: int) -> bool:
        return at not in mover.whither and moved[root[at].name] == before[root[at].name] == 1

    for edit in editor.edits:
        near = range(max(0, edit.low - 1), min(len(root), edit.low + 2))
        if edit.high - edit.low != 1 or edit.end - edit.start != 1 or not any(map(went, near)):
            continue
        old, new = root[edit.low], editor.units[edit.start]
        once = before[old.name] == moved[old.name] == there[new.name] == 1 and not there[old.name]
        unknown = not before[new.name] and not moved[new.name]
        if once and unknown and len(old.name.split()) >= LEAST_WORDS and is_reworded(old.name, new.name):
            found[old.name] = new.text
    return found


def _reach(root: Sequence[Unit], mover: Side, names: Container[str]) -> Iterator[tuple[int, int]]:
    """Return, in code points of the base, from where to where the new words of pieces may change what is settled.

    That is what the mover left of the passages they stood in and came to, and the pieces nearby.
    """
    kept = [-1, *mover.whither, len(root)]
    starts = [edit.start for edit in mover.edits]
    from_there = ((at, at + 1) for at, unit in enumerate(root) if unit.name in names)
    edits = (mover.edits[bisect_right(starts, at) - 1] for at, unit in enumerate(mover.units) if unit.name in names)
    for low, high in {*from_there, *((edit.low, edit.high) for edit in edits)}:
        first = kept[bisect_left(kept, low) - 1] + 1 - NEARBY
        last = kept[bisect_left(kept, high)] - 1 + NEARBY
        yield root[max(0, first)].start, root[min(last, len(root) - 1)].end


def _all_near(conflicts: Sequence[Region], places: Sequence[tuple[int, int]]) -> bool:
    """Say whether each conflict is at one of the places; both are in order."""
    at = 0
    for conflict in conflicts:
        while at < len(places) and places[at][1] < conflict.start:
            at += 1
        if at == len(places) or conflict.end < places[at][0]:
            return False
    return True


def _counts(pieces: Sequence[Unit]) -> Counter[str]:
    return Counter(unit.name for unit in pieces)


def _with(pieces: Sequence[Unit], words: Mapping[str, str]) -> list[Unit]:
    return [unit.reworded(words[unit.name]) if unit.name in words else unit for unit in pieces]
