"""Paragraphs gathered as they were and as they would be: where ends were put in or taken out, the two differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from consult.exchange.reviewing.matching import Clauses, Match, row_seen
from consult.exchange.reviewing.paragraphs import Mark, Paragraph, Row


@dataclass(slots=True)
class Group:
    """Paragraphs of the file that were one paragraph before its changes, or a row; and the clause it is."""

    paragraphs: list[Paragraph]
    row: Row | None = None
    match: Match | None = None

    @property
    def before(self) -> str:
        """The words as they were."""
        if self.row is not None:
            return row_seen([" ".join(each.before for each in cell) for cell in self.row.cells])
        return "".join(each.before for each in self.paragraphs)

    @property
    def is_touched(self) -> bool:
        """Whether changes or comments hang on it."""
        return any(each.marks or each.bounds for each in self.paragraphs) or bool(self.row and self.row.marks)

    @property
    def keys(self) -> list[str]:
        """What its bookmarks name; one that moved away with its words names nothing of what stood here."""
        named = [one for one in self.paragraphs if self.row is not None or one.before.strip()]
        return [key for paragraph in named for key in paragraph.keys]


@dataclass(slots=True)
class Block:
    """The fewest paragraphs that begin and end together in both readings."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    row: Row | None = None
    groups: list[Group] = field(default_factory=list)
    afters: list[list[Paragraph]] = field(default_factory=list)

    @property
    def marks(self) -> list[Mark]:
        """All changes in it."""
        if self.row is not None:
            return self.row.all_marks
        return [mark for paragraph in self.paragraphs for mark in paragraph.marks]

    def homes(self) -> list[Group | None]:
        """Return for each new paragraph the group whose untouched letters it has most of, None where it has none."""
        owners = {id(paragraph): group for group in self.groups for paragraph in group.paragraphs}
        found: list[Group | None] = []
        for after in self.afters:
            shared: Counter[int] = Counter()
            for paragraph in after:
                if id(paragraph) in owners:
                    shared[id(owners[id(paragraph)])] += paragraph.kept
            best = max(shared, key=lambda one: shared[one], default=None)
            found.append(next((one for one in self._owned(after, owners) if id(one) == best and shared[best]), None))
        return found

    @staticmethod
    def _owned(after: list[Paragraph], owners: dict[int, Group]) -> Iterator[Group]:
        for paragraph in after:
            if id(paragraph) in owners:
                yield owners[id(paragraph)]


def blocks_of(items: Iterable[Paragraph | Row]) -> list[Block]:
    """Gather the items of a file."""
    found: list[Block] = []
    waiting: list[Paragraph] = []
    for item in items:
        if isinstance(item, Row):
            found += _closed(waiting)
            waiting = []
            found.append(Block(item.paragraphs, item, [] if item.is_in else [Group(item.paragraphs, item)]))
            continue
        waiting.append(item)
        if not item.end_in and not item.end_out:
            found += _closed(waiting)
            waiting = []
    return found + list(_closed(waiting))


def _closed(paragraphs: list[Paragraph]) -> Iterator[Block]:
    if paragraphs:
        befores = _runs(paragraphs, [one.end_in for one in paragraphs])
        afters = _runs(paragraphs, [one.end_out for one in paragraphs])
        groups = [group for group in map(Group, befores) if group.before.strip()]
        yield Block(list(paragraphs), None, groups, [one for one in afters if "".join(p.after for p in one).strip()])


def _runs(paragraphs: list[Paragraph], runs_on: list[bool]) -> list[list[Paragraph]]:
    found: list[list[Paragraph]] = [[]]
    for paragraph, goes_on in zip(paragraphs, runs_on, strict=True):
        found[-1].append(paragraph)
        if not goes_on:
            found.append([])
    return [one for one in found if one]


def match(blocks: Iterable[Block], clauses: Clauses) -> None:
    """Find the clause of every group: all names first, so that equal words take no clause that is named elsewhere."""
    groups = [group for block in blocks for group in block.groups]
    for group in groups:
        group.match = clauses.by_name(group.keys, group.before)
    clauses.last = None
    for group in groups:
        if group.match is None:
            group.match = clauses.by_words(group.before)
        else:
            clauses.last = group.match.clause.key
    for group in groups:
        if group.match is None and group.is_touched:
            group.match = clauses.nearly(group.before)
