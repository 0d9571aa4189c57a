"""The clauses of a revision as paragraphs and tables of Word, each with a bookmark that bears its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from consult.core.clauses import Clause, Kind
from consult.exchange.exporting.word.atoms import Atom, Op, marked, parts_of, row_cells, tracked
from consult.exchange.exporting.word.comments import Bound, write_bounded
from consult.exchange.exporting.word.elements import Element, RunWriter, Stamp, add, label, labelled, style_id
from consult.exchange.exporting.word.lists import Lists

BOOKMARK = "fd_"
"""Begins the name of a clause's bookmark; its key follows."""
CODE_BLOCK, NOTE_TEXT = "Code block", "Note text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One clause to write: put in, taken out, or standing, perhaps reworded from `old`."""

    key: str
    code: str
    clause: Clause
    op: Op = ""
    old: Clause | None = None
    with_bookmark: bool = True


class BodyWriter:
    """Write clauses one after another."""

    def __init__(self, document: Any, stamp: Stamp | None, bounds: Mapping[str, Sequence[Bound]]) -> None:
        """`bounds`: where comments begin and end, by key; `stamp` makes tracked changes."""
        self._body = document.element.body
        self._runs = RunWriter(document.part, stamp)
        self._stamp = stamp
        self._bounds = bounds
        self._lists = Lists(document.part.numbering_part.element)
        self._bookmarks = count(1)
        self._table: Element | None = None

    def write(self, part: Part) -> None:
        """Write one clause."""
        place = self._lists.place(part.clause)
        if part.clause.kind is Kind.ROW:
            self._row(part)
            return
        self._table = None
        paragraph = self._body.add_p()
        self._properties(paragraph, part, place)
        self._words(paragraph, part, self._atoms(part)[0], self._bounds_of(part))

    def _bounds_of(self, part: Part) -> Sequence[Bound]:
        return () if part.op == "del" else self._bounds.get(part.key, ())

    def _atoms(self, part: Part) -> list[tuple[Atom, ...]]:
        atoms = parts_of(part.clause)
        if part.op:
            return [marked(one, part.op) for one in atoms]
        if part.old is None:
            return atoms
        return [tracked(old, new) for old, new in zip(parts_of(part.old), atoms, strict=True)]

    def _properties(self, paragraph: Element, part: Part, place: tuple[str, int] | None) -> None:
        clause = part.clause
        made = add(paragraph, "pPr")
        style = _style(clause)
        if style:
            add(made, "pStyle", val=style)
        if place is not None:
            listed = add(made, "numPr")
            add(listed, "ilvl", val=str(place[1]))
            add(listed, "numId", val=place[0])
        elif clause.kind is not Kind.HEADING and clause.level:
            add(made, "ind", left=str(454 * min(clause.level, 9)))
        if part.op and self._stamp is not None:
            self._stamp.put(add(made, "rPr"), part.op)

    def _words(self, paragraph: Element, part: Part, atoms: Sequence[Atom], bounds: Sequence[Bound]) -> None:
        if part.op:
            # What is put in or taken out whole takes its code with it.
            self._runs.write(paragraph, [labelled(part.code, part.op)])
        else:
            label(paragraph, part.code)
        number = str(next(self._bookmarks))
        if part.with_bookmark:
            add(paragraph, "bookmarkStart", id=number, name=BOOKMARK + part.key)
        write_bounded(paragraph, self._runs, atoms, bounds)
        if part.with_bookmark:
            add(paragraph, "bookmarkEnd", id=number)

    def _row(self, part: Part) -> None:
        cells = self._atoms(part)
        if self._table is None or (part.clause.marker and part.op != "del"):
            self._table = self._new_table(len(cells))
        row = add(self._table, "tr")
        if part.clause.marker or part.op:
            properties = add(row, "trPr")
            if part.clause.marker:
                add(properties, "tblHeader")
            if part.op and self._stamp is not None:
                self._stamp.put(properties, part.op)
        bounds = list(self._bounds_of(part))
        for number, atoms in enumerate(cells):
            paragraph = add(add(row, "tc"), "p")
            if number == 0:
                self._words(paragraph, part, atoms, _taken(bounds, atoms, last=len(cells) == 1))
            else:
                write_bounded(paragraph, self._runs, atoms, _taken(bounds, atoms, last=number == len(cells) - 1))

    def _new_table(self, columns: int) -> Element:
        previous = self._body.xpath("./w:tbl | ./w:p")
        if previous and previous[-1].tag.endswith("}tbl"):
            self._body.add_p()  # two tables that touch are one to Word
        made = add(self._body, "tbl")
        self._body.remove(made)
        section = self._body.find(made.tag.replace("}tbl", "}sectPr"))
        section.addprevious(made)
        properties = add(made, "tblPr")
        add(properties, "tblStyle", val="TableGrid")
        add(properties, "tblW", w="5000", type="pct")
        grid = add(made, "tblGrid")
        for _ in range(columns):
            add(grid, "gridCol", w=str(9000 // columns))
        return made

    def close(self) -> None:
        """End the body: Word wants a paragraph after a table that ends it."""
        if self._table is not None:
            self._body.add_p()


def _taken(bounds: list[Bound], atoms: Sequence[Atom], *, last: bool) -> list[Bound]:
    """Take the bounds that lie in a cell out of those of its row; the last cell takes what is left."""
    standing = [atom for atom in atoms if atom.op != "del"]
    end = standing[-1].end if standing else -1
    here = [bound for bound in bounds if last or (bound.at < end if bound.begins else bound.at <= end)]
    for bound in here:
        bounds.remove(bound)
    return here


def _style(clause: Clause) -> str:
    if clause.kind is Kind.HEADING:
        return f"Heading{min(max(clause.level, 1), 9)}"
    if clause.kind is Kind.QUOTE or clause.marker.startswith(">"):
        return "Quote"
    return {Kind.CODE: style_id(CODE_BLOCK), Kind.NOTE: style_id(NOTE_TEXT), Kind.ITEM: "ListParagraph"}.get(
        clause.kind, ""
    )


def same_shape(old: Clause, new: Clause) -> bool:
    """Say whether one can be shown as the other reworded: both rows of as many cells, or neither a row."""
    if (old.kind is Kind.ROW) != (new.kind is Kind.ROW):
        return False
    return old.kind is not Kind.ROW or len(row_cells(old.text)) == len(row_cells(new.text))
