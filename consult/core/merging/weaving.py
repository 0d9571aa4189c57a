"""Weave both sides' edits into one text, or tell where they collide.

Beyond edits that touch, one outcome is never taken as settled: a passage that would stand more or less often than
what the sides did adds up to, as where both moved it to different places, where each took out another copy and none
is left, or where one moved what the other took out.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from consult.core.matching import align
from consult.core.merging.collisions import Group, collisions, without_echoes
from consult.core.merging.edits import Edit, edits_of
from consult.core.merging.filing import filed
from consult.core.merging.units import Unit, begins_line

LEAST_WORDS = 4
"""Pieces with fewer words may recur by right, like the rows of forms."""

PASSAGE = 20_000
"""The longest passage, in code points, of which one side's changes are looked for among the other's."""

NEARBY = 40
"""How many pieces on either side are looked at to order what both put in at one place."""


@dataclass(frozen=True, slots=True)
class Region:
    """A place to decide: `base` is base[start:end]; the others are what each side has there."""

    start: int
    end: int
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Side:
    """One side's pieces and what it did."""

    units: Sequence[Unit]
    edits: Sequence[Edit]
    whither: dict[int, int]
    """Where each unchanged piece of the base is on this side."""
    tail: str
    """What follows the last piece: white space."""

    def taken(self, edit: Edit) -> list[Unit]:
        """Return the pieces an edit put in."""
        return list(self.units[edit.start : edit.end])

    def lead_after(self, edit: Edit) -> str:
        """Return the white space that follows what an edit put in."""
        if edit.end < len(self.units):
            return self.units[edit.end].lead
        return "\n\n"


def side_of(root: Sequence[Unit], mine: Sequence[Unit], tail: str) -> Side:
    """Return what a side, cut into `mine` with white space after, did to the base."""
    matches = align([unit.name for unit in root], [unit.name for unit in mine], patient=True)
    whither = {old + k: new + k for old, new, size in matches for k in range(size)}
    return Side(mine, edits_of(root, mine, matches), whither, tail)


class Weaving:
    """One merge in the making; `root` are the pieces of the base as both sides are compared with them."""

    def __init__(self, base: str, root: Sequence[Unit], ours: Side, theirs: Side) -> None:
        self.base, self.root, self.ours, self.theirs = base, root, ours, theirs
        self.out: list[Unit] = []
        self.regions: list[Region] = []
        self.astray: set[str] = set()
        """Pieces that would stand too often or not often enough, where no edits collide by themselves."""

    def result(self) -> str | tuple[Region, ...]:
        """Return the text, or the places to decide in order."""
        groups = collisions(self.ours.edits, self.theirs.edits)
        groups = without_echoes(groups, self.root, (self.ours.units, self.theirs.units))
        self._weave(groups)
        if not self.regions and (astray := self._too_many_or_few()):
            self.astray = astray
            self.out.clear()
            self._weave(groups)
        if self.regions:
            return tuple(self.regions)
        return self._text()

    def _weave(self, groups: Sequence[Group]) -> None:
        at = 0
        for group in groups:
            self._keep(at, group[0])
            self._settle(group)
            at = group[1]
        self._keep(at, len(self.root))

    def _keep(self, low: int, high: int) -> None:
        """Take pieces neither side reworded, with whatever either did to their wrapping."""
        for at in range(low, high):
            unit = self.root[at]
            mine = self.ours.units[self.ours.whither[at]]
            other = self.theirs.units[self.theirs.whither[at]]
            lead, text = _either(unit.lead, mine.lead, other.lead), _either(unit.text, mine.text, other.text)
            as_it_was = lead == unit.lead and text == unit.text
            self.out.append(unit if as_it_was else unit._replace(lead=lead, text=text))

    def _settle(self, group: Group) -> None:
        low, high, mine, others = group
        ours, theirs = self._become(self.ours, low, high, mine), self._become(self.theirs, low, high, others)
        if _names(ours) == _names(theirs):
            self.out.extend(
                x._replace(lead=max(x.lead, y.lead), text=max(x.text, y.text))
                for x, y in zip(ours, theirs, strict=True)
            )
        elif self.astray and not self.astray.isdisjoint(_names([*self.root[low:high], *ours, *theirs])):
            self.regions.append(self._region(low, high, ours, theirs))
        elif not others:
            self._take(self.ours, mine, self.theirs)
        elif not mine:
            self._take(self.theirs, others, self.ours)
        elif low == high:
            self._both_insert(low, mine[0], others[0])
        elif (fuller := self._fuller(self.root[low:high], ours, theirs)) is not None:
            self.out.extend(fuller)
        else:
            self.regions.append(self._region(low, high, ours, theirs))

    def _take(self, side: Side, edits: Sequence[Edit], other: Side) -> None:
        """Take what one side's edits put in, divided from what is before or joined to it as the other side did that."""
        for edit in edits:
            pieces = side.taken(edit)
            follows = side.whither.get(edit.low - 1, -1) == edit.start - 1  # nothing of its own is put in before
            if pieces and edit.low < edit.high and follows:
                kept, first = other.units[other.whither[edit.low]], pieces[0]
                lead = _either(self.root[edit.low].lead, first.lead, kept.lead)
                if lead != first.lead and ("\n" in lead or not begins_line(first.text)):
                    pieces[0] = first._replace(lead=lead, opens=kept.opens)
            self.out.extend(pieces)

    def _fuller(self, base: Sequence[Unit], ours: list[Unit], theirs: list[Unit]) -> list[Unit] | None:
        """Return the side that did all the other did; where both did the same words apart, whichever reads later."""
        fuller = [side for side, other in ((ours, theirs), (theirs, ours)) if includes(base, side, other)]
        return max(fuller, key=_plain) if fuller else None

    def _become(self, side: Side, low: int, high: int, edits: Sequence[Edit]) -> list[Unit]:
        """Return what base[low:high] is on a side."""
        out: list[Unit] = []
        at = low
        for edit in edits:
            out.extend(side.units[side.whither[k]] for k in range(at, edit.low))
            out.extend(side.taken(edit))
            at = edit.high
        out.extend(side.units[side.whither[k]] for k in range(at, high))
        return out

    def _both_insert(self, at: int, mine: Edit, other: Edit) -> None:
        ours, theirs = self.ours.taken(mine), self.theirs.taken(other)
        between_blocks = self._is_blocks(at, self.ours, mine) and self._is_blocks(at, self.theirs, other)
        in_order = filed(ours, theirs, self.root[max(0, at - NEARBY) : at], self.root[at : at + NEARBY])
        if not between_blocks or in_order is None or set(_names(ours)) & set(_names(theirs)):
            self.regions.append(self._region(at, at, ours, theirs))
            return
        first, second = in_order
        between = self.ours.lead_after(mine) if first is ours else self.theirs.lead_after(other)
        if not first[0].lead or not second[0].lead or not self.out:
            second = [second[0]._replace(lead=between), *second[1:]]
        self.out.extend((*first, *second))

    def _is_blocks(self, at: int, side: Side, edit: Edit) -> bool:
        """Say whether an insertion stands between blocks and not inside a paragraph."""
        follows = at >= len(self.root) or self.root[at].opens
        return follows and side.units[edit.start].opens

    def _too_many_or_few(self) -> set[str]:
        """Return pieces that stand more or less often in the result than what the sides did to them adds up to."""
        sides = self.root, self.ours.units, self.theirs.units, self.out
        base, ours, theirs, here = (Counter(_names(pieces)) for pieces in sides)
        gone = {name for name in ours if not here[name] and theirs[name]}
        return gone | {
            name
            for name in base | ours | theirs
            if (
                (len(name.split()) >= LEAST_WORDS or base[name] == 1 >= max(ours[name], theirs[name]))
                and not _adds_up(base[name], ours[name], theirs[name], here[name])
            )
            or base[name] == ours[name] == theirs[name] != here[name]  # short or long, nobody wanted more or less of it
        }

    def _region(self, low: int, high: int, ours: Sequence[Unit], theirs: Sequence[Unit]) -> Region:
        if low < high:
            start, end = self.root[low].start, self.root[high - 1].end
        else:
            start = end = self.root[low - 1].end if low else 0
        return Region(start, end, self.base[start:end], _plain(ours), _plain(theirs))

    def _text(self) -> str:
        parts: list[str] = []
        for number, unit in enumerate(self.out):
            lead = unit.lead
            if not number:
                lead = self._first_lead(unit.lead)
            elif not lead:
                lead = "\n\n" if unit.opens else " "
            parts.append(lead + unit.text)
        base_tail = self.base[self.root[-1].end :] if self.root else self.base
        return "".join(parts) + _either(base_tail, self.ours.tail, self.theirs.tail)

    def _first_lead(self, own: str) -> str:
        """Return the white space before the first piece, which may have stood elsewhere."""
        firsts = [pieces[0].lead for pieces in (self.root, self.ours.units, self.theirs.units) if pieces]
        return _either(*firsts) if len(firsts) == 3 else own if own in firsts else ""


def _adds_up(base: int, ours: int, theirs: int, here: int) -> bool:
    """Say whether a piece recurs as often as on the side that changed that; where both did, as on one of them.

    New words need not be there at all: the other side may have made them longer.
    """
    added_up = ours + theirs - base
    if base and base in (ours, theirs):
        return here == added_up
    took_out_copies = max(ours, theirs) < base and here == added_up > 0
    return took_out_copies or min(ours, theirs) <= here <= max(ours, theirs)


def _names(pieces: Sequence[Unit]) -> list[str]:
    return [unit.name for unit in pieces]


def _either(base: str, ours: str, theirs: str) -> str:
    """Take the side that changed; where both did, and only white space can differ, the longer, then the later."""
    if ours == base:
        return theirs
    if theirs == base:
        return ours
    return max(ours, theirs, key=lambda text: (len(text), text))


def _plain(pieces: Sequence[Unit]) -> str:
    return "".join(unit.lead + unit.text for unit in pieces).strip()


def includes(base: Sequence[Unit], more: Sequence[Unit], less: Sequence[Unit]) -> bool:
    """Say whether every change of words in `less`, and every new beginning, is one of the changes in `more`."""
    if max(sum(len(unit.text) for unit in pieces) for pieces in (base, more, less)) > PASSAGE:
        return False
    root = _words(base)
    return _word_edits(root, less) <= _word_edits(root, more)


def _word_edits(root: Sequence[str], pieces: Sequence[Unit]) -> set[tuple[int, int, tuple[str, ...]]]:
    words = _words(pieces)
    edits: set[tuple[int, int, tuple[str, ...]]] = set()
    low = start = 0
    for old, new, size in align(root, words):
        if old > low or new > start:
            edits.add((low, old, tuple(words[start:new])))
        low, start = old + size, new + size
    if low < len(root) or start < len(words):
        edits.add((low, len(root), tuple(words[start:])))
    return edits


def _words(pieces: Sequence[Unit]) -> list[str]:
    """Return the words of pieces, and a sign where a paragraph or an item begins among them."""
    words: list[str] = []
    for number, unit in enumerate(pieces):
        if number and unit.opens:
            words.append("\n")
        words.extend(unit.text.split())
    return words
