"""Merge two people's edits of one text, sentence by sentence, or say where a person must decide.

The scheme is diff3 (Khanna, Kunal and Pierce 2007): what only one side changed is taken, what both changed alike
is taken once, what both changed differently is a conflict. The pieces are sentences, items, rows and lines
(`consult.core.units`), compared without regard to wrapping: finer pieces merge more and lie more, for two changes
inside one sentence make a sentence nobody wrote. Only where all of one side's words are among the other's changes
is that side's sentence taken. New blocks at one place stand in the order of their words, whoever wrote them; new
sentences at one place of a paragraph are a conflict. A block one side moved carries the other side's edits along.
What this does not do: look at meaning. Two clean edits can still contradict each other.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.fuzz import ratio

from consult.core.matching import align
from consult.core.units import Unit, units

ALIKE = 60.0
"""How alike (0 to 100) two pieces must be to count as one that was reworded."""

HEADING = re.compile(r"[ ]{0,3}(#{1,6})[ \t]")
ITEM = re.compile(r"[-*+•–][ \t]|\(?[a-z0-9]{1,4}[.)][ \t]|\|")

WIDE = 900
"""The largest product of two numbers of pieces whose rewordings are told apart."""


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
class _Edit:
    """Pieces base[low:high] became side[start:end]."""

    low: int
    high: int
    start: int
    end: int


_Group = tuple[int, int, list[_Edit], list[_Edit]]
"""Where in the base a group of edits bears, and each side's edits."""


@dataclass(frozen=True, slots=True)
class _Side:
    text: str
    units: Sequence[Unit]
    edits: Sequence[_Edit]
    whither: dict[int, int]
    """Where each unchanged piece of the base is on this side."""

    def taken(self, edit: _Edit) -> list[Unit]:
        return list(self.units[edit.start : edit.end])

    def lead_after(self, edit: _Edit) -> str:
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
    whither: dict[int, int] = {}
    edits: list[_Edit] = []
    low = start = 0
    for match in align([u.name for u in root], [u.name for u in mine], patient=True):
        edits.extend(_parted(root, mine, _Edit(low, match.old, start, match.new)))
        low, start = match.old + match.size, match.new + match.size
        whither.update((match.old + k, match.new + k) for k in range(match.size))
    edits.extend(_parted(root, mine, _Edit(low, len(root), start, len(mine))))
    return _Side(text, mine, edits, whither)


def _parted(root: Sequence[Unit], mine: Sequence[Unit], edit: _Edit) -> Iterator[_Edit]:
    """Tell pieces that were only reworded from those put in or taken out beside them."""
    olds, news = range(edit.low, edit.high), range(edit.start, edit.end)
    low, start = edit.low, edit.start
    if 0 < len(olds) * len(news) <= WIDE and len(olds) + len(news) > 2:
        scores = ((ratio(root[i].name, mine[j].name), -i, -j) for i in olds for j in news)
        pairs: list[tuple[int, int]] = []
        for score, i, j in sorted(scores, reverse=True):
            if score < ALIKE:
                break
            if all((a < -i) == (b < -j) and a != -i and b != -j for a, b in pairs):
                pairs.append((-i, -j))
        for i, j in sorted(pairs):
            if (low, start) != (i, j):
                yield _Edit(low, i, start, j)
            yield _Edit(i, i + 1, j, j + 1)
            low, start = i + 1, j + 1
    if low < edit.high or start < edit.end:
        yield _Edit(low, edit.high, start, edit.end)


class _Weaving:
    """One merge in the making."""

    def __init__(self, base: str, root: Sequence[Unit], ours: _Side, theirs: _Side) -> None:
        self.base, self.root, self.ours, self.theirs = base, root, ours, theirs
        self.out: list[Unit] = []
        self.regions: list[Region] = []

    def result(self) -> Merged | Conflicted:
        at = 0
        for low, high, mine, others in _collisions(self.ours.edits, self.theirs.edits):
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

    def _settle(self, low: int, high: int, mine: Sequence[_Edit], others: Sequence[_Edit]) -> None:
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

    def _become(self, side: _Side, low: int, high: int, edits: Sequence[_Edit]) -> list[Unit]:
        """Return what base[low:high] is on a side."""
        out: list[Unit] = []
        at = low
        for edit in edits:
            out.extend(side.units[side.whither[k]] for k in range(at, edit.low))
            out.extend(side.taken(edit))
            at = edit.high
        out.extend(side.units[side.whither[k]] for k in range(at, high))
        return out

    def _both_insert(self, at: int, mine: _Edit, other: _Edit) -> None:
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

    def _is_blocks(self, at: int, side: _Side, edit: _Edit) -> bool:
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


def filing(pieces: Sequence[Unit]) -> tuple[int, list[int], int, list[str], list[str]]:
    """Return where new pieces stand among others put in at the same place, whoever wrote them.

    What continues a section comes before what opens a new one, deeper sections before higher ones; numbers as
    they count; a short paragraph before a long one; then, and for items at once, as librarians file: by words,
    without capitals and articles. (Measured on real merges: of twelve such places eleven stood so.)

    >>> filing(units("- the fare")) > filing(units("- A bus"))
    True
    >>> filing(units("## A new part")) > filing(units("Zebras."))
    True
    """
    levels = [len(found.group(1)) for unit in pieces if (found := HEADING.match(unit.text))]
    name = " ".join(unit.name for unit in pieces)
    numbers = re.match(r"\d+(?:[-.]\d+)*", name)
    counted = [int(number) for number in re.findall(r"\d+", numbers.group())] if numbers else []
    length = 0 if ITEM.match(name) else len(name)
    words = [word for word in re.findall(r"\w+", name.casefold()) if word not in ("a", "an", "the")]
    return (-min(levels) if levels else -9, counted, length, words, [unit.text for unit in pieces])


def _plain(pieces: Sequence[Unit]) -> str:
    return "".join(unit.lead + unit.text for unit in pieces).strip()


def _collisions(ours: Sequence[_Edit], theirs: Sequence[_Edit]) -> list[_Group]:
    """Return groups of edits that bear on the same pieces of the base, in order; lone edits are groups too."""
    lows, highs = [edit.low for edit in theirs], [edit.high for edit in theirs]
    groups: list[tuple[list[_Edit], list[_Edit]]] = []
    owner: dict[int, int] = {}
    for edit in ours:
        near = range(bisect_left(highs, edit.low), bisect_right(lows, edit.high))
        others = [k for k in near if _collide(edit, theirs[k], ours, theirs)]
        first = min((owner[k] for k in others if k in owner), default=len(groups))
        joined = (
            [one for group in groups[first:] for one in group[0]] + [edit],
            [one for group in groups[first:] for one in group[1]] + [theirs[k] for k in others if k not in owner],
        )
        groups[first:] = [joined]
        owner = {k: min(place, first) for k, place in owner.items()} | dict.fromkeys(others, first)
    groups.extend(([], [edit]) for k, edit in enumerate(theirs) if k not in owner)
    ranged = [(min(e.low for e in a + b), max(e.high for e in a + b), a, b) for a, b in groups]
    return _disjoint(sorted(ranged, key=lambda group: group[:2]))


def _disjoint(groups: Sequence[_Group]) -> list[_Group]:
    """Join groups that lie inside one another, as where one joined edits on both sides of the other."""
    out: list[_Group] = []
    for low, high, ours, theirs in groups:
        if out and low < out[-1][1]:
            before = out.pop()
            merged = (sorted(before[2] + ours, key=_place), sorted(before[3] + theirs, key=_place))
            out.append((before[0], max(high, before[1]), *merged))
        else:
            out.append((low, high, ours, theirs))
    return out


def _place(edit: _Edit) -> tuple[int, int]:
    return edit.low, edit.high


def _collide(edit: _Edit, other: _Edit, edits: Sequence[_Edit], others: Sequence[_Edit]) -> bool:
    if edit.low < other.high and other.low < edit.high:
        return True
    if edit.low == edit.high and other.low == other.high:
        return edit.low == other.low
    return _is_coarse(edit) or _is_coarse(other) or _is_crowded(edit, others) or _is_crowded(other, edits)


def _is_coarse(edit: _Edit) -> bool:
    """Say whether an edit rewrites a passage whose pieces cannot be told apart: its borders are a guess."""
    return edit.high - edit.low > 1 and edit.end > edit.start


def _is_crowded(edit: _Edit, others: Sequence[_Edit]) -> bool:
    """Say whether an edit lost what it stands between: the other side changed what is before and what follows."""
    before = any(other.high == edit.low for other in others)
    return before and any(other.low == edit.high and other.low < other.high for other in others)


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
