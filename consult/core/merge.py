"""Merge two people's edits of one text, sentence by sentence, or say where a person must decide.

The scheme is diff3 (Khanna, Kunal and Pierce 2007): what only one side changed is taken, what both changed alike is
taken once, what both changed differently is a conflict. The pieces are sentences, items, rows and lines
(`merging.units`), compared without regard to wrapping: finer pieces merge more and lie more, for two changes inside one
sentence make a sentence nobody wrote. Only where all of one side's words are among the other's changes is that side's
sentence taken. New blocks at one place stand in an order that does not ask who wrote them (`merging.filing`); new
sentences at one place of a paragraph are a conflict, and new items of a list whose order only its authors know. A
rewording follows its sentence, item or row to where the other side moved it (`merging.weaving_moves`). A conflict too
is what would say one thing twice: the same new words from both sides next to each other, or one passage moved by both
to two places. A long text is merged passage by passage (`merging.passages`), which takes less time.
What this does not do: look at meaning. Two clean edits can still contradict each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from consult.core.merging.passages import Passage, passages
from consult.core.merging.related import Relations
from consult.core.merging.settling import Marks, marks
from consult.core.merging.units import Cuts, Unit, units
from consult.core.merging.weaving import Region, Weaving, side_of
from consult.core.merging.weaving_moves import followed

__all__ = ["Conflicted", "Marks", "Merged", "Region", "marks", "merge"]


LONG = 20_000
"""Texts of more code points are merged passage by passage, where that can be done; shorter ones are quick anyway."""

MOST = 100_000
"""Where more code points, and more than half of them, stand in passages somebody changed, texts are merged whole."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Both sides' edits in one text."""

    text: str


@dataclass(frozen=True, slots=True)
class Conflicted:
    """Where the sides disagree, in order."""

    regions: tuple[Region, ...]


def merge(base: str, ours: str, theirs: str) -> Merged | Conflicted:
    """Return the text with both sides' edits, or the regions where they collide.

    >>> merge("Pay five. Come early.", "Pay ten. Come early.", "Pay five. Come late.")
    Merged(text='Pay ten. Come late.')
    >>> merge("Pay five now.", "Pay ten now.", "Pay five later.")  # doctest: +NORMALIZE_WHITESPACE
    Conflicted(regions=(Region(start=0, end=13, base='Pay five now.', ours='Pay ten now.',
      theirs='Pay five later.'),))
    """
    if ours in (theirs, base):
        return Merged(theirs)
    if theirs == base:
        return Merged(ours)
    divided = merged_by_passages(base, ours, theirs) if len(base) > LONG else None
    return merged_whole(base, ours, theirs) if divided is None else divided


def merged_by_passages(base: str, ours: str, theirs: str) -> Merged | Conflicted | None:
    """Merge passage by passage, which is quick where little of much changed; None where passages belong together.

    Pieces cut from their surroundings can be told apart in another way than in the whole, most often as a conflict;
    nothing is lost, doubled or made up by it.

    >>> merged_by_passages("a b\\n\\nc d\\n\\ne f", "A b\\n\\nc d\\n\\ne f", "a b\\n\\nc d\\n\\ne F")
    Merged(text='A b\\n\\nc d\\n\\ne F')
    """
    found = passages(base, ours, theirs)
    return None if found is None else _divided(found)


def _divided(found: Sequence[Passage]) -> Merged | Conflicted | None:
    sizes = [len(one.base) for one in found]
    changed = sum(size for size, one in zip(sizes, found, strict=True) if one.changed)
    if changed > MOST and changed * 2 > sum(sizes):
        return None
    cuts: Cuts = {}
    relations = Relations(found, cuts)
    if relations.share_pieces():
        return None
    out: list[str] = []
    regions: list[Region] = []
    starts = accumulate(sizes, initial=0)
    begun = False
    for number, (start, passage) in enumerate(zip(starts, found, strict=False)):
        if passage.ours is passage.base or passage.theirs is passage.base or passage.ours == passage.theirs:
            out.append(passage.theirs if passage.ours is passage.base else passage.ours)
            begun = begun or out[-1] != ""
            continue
        if relations.goes_elsewhere(number):
            return None
        before = "\n" if begun else ""  # what follows is not taken for the head of a text
        sides = ((before + text)[:-1] for text in (passage.base, passage.ours, passage.theirs))
        result = merged_whole(*sides, cuts=cuts)
        if isinstance(result, Merged):
            out.append(result.text[len(before) :] + "\n")
            begun = True
        else:
            shift = start - len(before)
            regions.extend(replace(r, start=r.start + shift, end=r.end + shift) for r in result.regions)
    return Conflicted(tuple(regions)) if regions else Merged("".join(out)[:-1])


def merged_whole(base: str, ours: str, theirs: str, *, cuts: Cuts | None = None) -> Merged | Conflicted:
    """Merge texts that are not divided into passages: slow where little of much changed.

    `cuts` are blocks cut before, for which that need not be done again.

    >>> merged_whole("Pay five. Come early.", "Pay ten. Come early.", "Pay five. Come late.")
    Merged(text='Pay ten. Come late.')
    """
    cut: Cuts = {} if cuts is None else cuts
    root = units(base, cut)
    one, two = units(ours, cut), units(theirs, cut)
    known = {unit.name for unit in (*one, *two)}
    mine, other = side_of(root, one, _tail(ours, one)), side_of(root, two, _tail(theirs, two))
    weaving = Weaving(base, root, mine, other)
    woven = weaving.result()
    touching = () if isinstance(woven, str) or weaving.astray else woven
    if not isinstance(woven, str) and (moved := followed(root, mine, other, touching)):
        again = Weaving(base, *moved).result()
        if isinstance(again, str) and _written(again, known, cut):
            return Merged(again)
    if isinstance(woven, str) and not _written(woven, known, cut):
        woven = (Region(0, len(base), base, ours, theirs),)
    return Merged(woven) if isinstance(woven, str) else Conflicted(woven)


def _tail(text: str, pieces: Sequence[Unit]) -> str:
    return text[pieces[-1].end :] if pieces else text


def _written(text: str, known: set[str], cut: Cuts) -> bool:
    """Say whether each piece of the text was written by a side."""
    return all(unit.name in known for unit in units(text, cut))
