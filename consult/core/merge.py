"""Merge two people's edits of one text, sentence by sentence, or say where a person must decide.

The scheme is diff3 (Khanna, Kunal and Pierce 2007): what only one side changed is taken, what both changed alike
is taken once, what both changed differently is a conflict. The pieces are sentences, items, rows and lines
(`consult.core.units`), compared without regard to wrapping: finer pieces merge more and lie more, for two changes
inside one sentence make a sentence nobody wrote. Only where all of one side's words are among the other's changes
is that side's sentence taken. New blocks at one place stand in the order of their words, whoever wrote them; new
sentences at one place of a paragraph are a conflict. A block one side moved carries the other side's edits along.
What this does not do: look at meaning. Two clean edits can still contradict each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from consult.core.edits import Edit, collisions, edits_of
from consult.core.filing import filing
from consult.core.matching import align
from consult.core.units import Unit, units


@dataclass(frozen=True, slots=True)
class Region:
    """A place to decide: `base` is base[start:end]; the others are what each side has there."""

    start: int
    end: int
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Both sides' edits in one text."""

    text: str


@dataclass(frozen=True, slots=True)
class Conflicted:
    """Where the sides disagree, in order."""

    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    text: str
    units: Sequence[Unit]
    edits: Sequence[Edit]
    whither: dict[int, int]
    """Where each unchanged piece of the base is on this side."""

    def taken(self, edit: Edit) -> list[Unit]:
        return list(self.units[edit.start : edit.end])

    def lead_after(self, edit: Edit) -> str:
        if edit.end < len(self.units):
            return self.units[edit.end].lead
        return "\n\n"


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
    root = units(base)
    one, two = _side(root, ours), _side(root, theirs)
    return _Weaving(base, root, one, two).result()


def _side(root: Sequence[Unit], text: str) -> _Side:
    mine = units(text)
    matches = align([unit.name for unit in root], [unit.name for unit in mine], patient=True)
    whither = {match.old + k: match.new + k for match in matches for k in range(match.size)}
    return _Side(text, mine, edits_of(root, mine, matches), whither)


class _Weaving:
    """One merge in the making."""

    def __init__(self, base: str, root: Sequence[Unit], ours: _Side, theirs: _Side) -> None:
        self.base, self.root, self.ours, self.theirs = base, root, ours, theirs
        self.out: list[Unit] = []
        self.regions: list[Region] = []

    def result(self) -> Merged | Conflicted:
        at = 0
        for low, high, mine, others in collisions(self.ours.edits, self.theirs.edits):
            self._keep(at, low)
            self._settle(low, high, mine, others)
            at = high
        self._keep(at, len(self.root))
        if self.regions:
            return Conflicted(tuple(self.regions))
        text = self._text()
        if not _written(text, self.ours.units, self.theirs.units):
            return Conflicted((self._whole(),))
        return Merged(text)

    def _keep(self, low: int, high: int) -> None:
        """Take pieces neither side reworded, with whatever either did to their wrapping."""
        for at in range(low, high):
            unit = self.root[at]
            mine = self.ours.units[self.ours.whither[at]]
            other = self.theirs.units[self.theirs.whither[at]]
            lead = _either(unit.lead, mine.lead, other.lead)
            self.out.append(replace(unit, lead=lead, text=_either(unit.text, mine.text, other.text)))

    def _settle(self, low: int, high: int, mine: Sequence[Edit], others: Sequence[Edit]) -> None:
        if not others:
            self.out.extend(unit for edit in mine for unit in self.ours.taken(edit))
            return
        if not mine:
            self.out.extend(unit for edit in others for unit in self.theirs.taken(edit))
            return
        ours, theirs = self._become(self.ours, low, high, mine), self._become(self.theirs, low, high, others)
        a, b = [unit.name for unit in ours], [unit.name for unit in theirs]
        if a == b:
            self.out.extend(
                replace(x, lead=max(x.lead, y.lead), text=max(x.text, y.text))
                for x, y in zip(ours, theirs, strict=True)
            )
        elif low == high:
            self._both_insert(low, mine[0], others[0])
        elif _includes(self.root[low:high], ours, theirs):
            self.out.extend(ours)
        elif _includes(self.root[low:high], theirs, ours):
            self.out.extend(theirs)
        else:
            self.regions.append(self._region(low, high, ours, theirs))

    def _become(self, side: _Side, low: int, high: int, edits: Sequence[Edit]) -> list[Unit]:
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
        if not (self._is_blocks(at, self.ours, mine) and self._is_blocks(at, self.theirs, other)):
            self.regions.append(self._region(at, at, ours, theirs))
            return
        known = {unit.name for unit in ours} & {unit.name for unit in theirs}
        if known:
            self.regions.append(self._region(at, at, ours, theirs))
            return
        first, second, between = ours, theirs, self.ours.lead_after(mine)
        if filing(theirs) < filing(ours):
            first, second, between = theirs, ours, self.theirs.lead_after(other)
        if not first[0].lead or not second[0].lead or not self.out:
            second = [replace(second[0], lead=between), *second[1:]]
        self.out.extend(first + second)

    def _is_blocks(self, at: int, side: _Side, edit: Edit) -> bool:
        """Say whether an insertion stands between blocks and not inside a paragraph."""
        follows = at >= len(self.root) or self.root[at].opens
        return follows and side.units[edit.start].opens

    def _region(self, low: int, high: int, ours: Sequence[Unit], theirs: Sequence[Unit]) -> Region:
        if low < high:
            start, end = self.root[low].start, self.root[high - 1].end
        else:
            start = end = self.root[low - 1].end if low else 0
        return Region(start, end, self.base[start:end], _plain(ours), _plain(theirs))

    def _whole(self) -> Region:
        return Region(0, len(self.base), self.base, self.ours.text, self.theirs.text)

    def _text(self) -> str:
        parts: list[str] = []
        for before, unit in pairwise([None, *self.out]):
            lead = unit.lead if unit else ""
            if before and not lead:
                lead = "\n\n" if unit and unit.opens else " "
            parts.append(lead + (unit.text if unit else ""))
        tails = [_tail(text, pieces) for text, pieces in self._texts()]
        return "".join(parts) + _either(*tails)

    def _texts(self) -> list[tuple[str, Sequence[Unit]]]:
        return [
            (self.base, self.root),
            (self.ours.text, self.ours.units),
            (self.theirs.text, self.theirs.units),
        ]


def _tail(text: str, pieces: Sequence[Unit]) -> str:
    return text[pieces[-1].end :] if pieces else text


def _either(base: str, ours: str, theirs: str) -> str:
    """Take the side that changed; where both did, and only white space can differ, the longer, then the later."""
    if ours == base:
        return theirs
    if theirs == base:
        return ours
    return max(ours, theirs, key=lambda text: (len(text), text))


def _plain(pieces: Sequence[Unit]) -> str:
    return "".join(unit.lead + unit.text for unit in pieces).strip()


def _includes(base: Sequence[Unit], more: Sequence[Unit], less: Sequence[Unit]) -> bool:
    """Say whether every change of words in `less` is one of the changes in `more`."""
    root = [word for unit in base for word in unit.text.split()]
    return _word_edits(root, less) <= _word_edits(root, more)


def _word_edits(root: Sequence[str], pieces: Sequence[Unit]) -> set[tuple[int, int, tuple[str, ...]]]:
    words = [word for unit in pieces for word in unit.text.split()]
    edits: set[tuple[int, int, tuple[str, ...]]] = set()
    low = start = 0
    for match in align(root, words):
        if match.old > low or match.new > start:
            edits.add((low, match.old, tuple(words[start : match.new])))
        low, start = match.old + match.size, match.new + match.size
    if low < len(root) or start < len(words):
        edits.add((low, len(root), tuple(words[start:])))
    return edits


def _written(text: str, ours: Sequence[Unit], theirs: Sequence[Unit]) -> bool:
    """Say whether each piece of the text was written by a side."""
    known = {unit.name for unit in ours} | {unit.name for unit in theirs}
    return all(unit.name in known for unit in units(text))
