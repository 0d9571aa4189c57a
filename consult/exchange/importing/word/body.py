"""The body of a Word part as blocks: paragraphs, list items, headings, tables, text boxes and the notes they cite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from consult.core.clauses import Kind
from consult.exchange.importing.blocks import Block, fitting, flattened, items, paragraphs
from consult.exchange.importing.blocks import table as table_of
from consult.exchange.importing.figures import small_number
from consult.exchange.importing.pieces import Piece
from consult.exchange.importing.report import Tally
from consult.exchange.importing.word.elements import name_of, unwrapped, words_in
from consult.exchange.importing.word.numbering import Numbering
from consult.exchange.importing.word.package import W
from consult.exchange.importing.word.runs import Found, RunReader
from consult.exchange.importing.word.styles import (
    ParagraphStyle,
    Styles,
    outline_level,
    value,
)

TITLE = 0
"""The heading level of a paragraph in the style "Title", until all headings are known."""
MOST_COLUMNS = 63  # Word's own limit
_LOOSE = {"r", "hyperlink", "fldSimple", "oMath", "oMathPara"}

NoteReader = Callable[[str], list[Block]]
"""Reads one cited note, named by kind and id, as blocks."""


@dataclass(slots=True)
class Setting:
    """What reading any part of one file needs."""

    styles: Styles
    numbering: Numbering
    tally: Tally


class BodyReader:
    """Read one part of a Word file from top to bottom."""

    def __init__(self, setting: Setting, runs: RunReader, read_note: NoteReader) -> None:
        """`runs` reads the words of this part, `read_note` the notes it cites."""
        self._setting = setting
        self._runs = runs
        self._read_note = read_note
        self._carried = Found()

    def read(self, container: etree._Element) -> list[Block]:
        """Return the blocks of a body, a cell, a note or a text box."""
        outer, self._carried = self._carried, Found()
        blocks: list[Block] = []
        for element in unwrapped(container):
            name = name_of(element)
            if name == "p":
                blocks += self._paragraph(element)
            elif name == "tbl":
                blocks += self._left_over() + self._table(element)
            elif name == "altChunk":
                self._setting.tally.add("Files inserted whole into the document", self._runs.target(element))
            elif name in {"del", "moveFrom"}:
                self._setting.tally.add("Deleted text", words_in(element))
            elif name in _LOOSE:
                found = self._runs.read_one(element)
                blocks += [*paragraphs(found.pieces), *self._hanging(found)]
        blocks += self._left_over()
        self._carried = outer
        return blocks

    def _paragraph(self, element: etree._Element) -> list[Block]:
        """Read a paragraph; one whose end mark was deleted runs on into the next."""
        properties = element.find(W + "pPr")
        found = self._carried.followed_by(self._runs.read(element))
        mark = None if properties is None else properties.find(W + "rPr")
        if mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None):
            self._carried = found
            return []
        self._carried = Found()
        return [*self._blocks(properties, found.pieces), *self._hanging(found)]

    def _left_over(self) -> list[Block]:
        found, self._carried = self._carried, Found()
        return [*paragraphs(found.pieces), *self._hanging(found)]

    def _blocks(self, properties: etree._Element | None, pieces: list[Piece]) -> Iterator[Block]:
        style_id = value(properties, "pStyle")
        style = self._setting.styles.paragraph(style_id)
        outline = outline_level(properties)
        heading = style.heading if outline is None else outline
        if not any(piece.text.strip() or piece.note for piece in pieces):
            return
        marker, depth = self._marker(properties, style, style_id)
        if heading or style.is_title:
            if marker and marker[0] != "-":
                self._setting.tally.add("Numbers Word gave to headings (codes take their place)", marker[0])
            yield Block(Kind.HEADING, tuple(pieces), level=heading or TITLE)
        elif marker:
            yield from items(pieces, fitting(*marker, self._setting.tally), depth + 1)
        elif style.is_quote:
            yield Block(Kind.QUOTE, tuple(pieces), marker=">")
        else:
            yield from paragraphs(pieces)

    def _marker(
        self, properties: etree._Element | None, style: ParagraphStyle, style_id: str | None
    ) -> tuple[tuple[str, int] | None, int]:
        own = None if properties is None else properties.find(W + "numPr")
        list_id = value(own, "numId") or style.numbering
        if not list_id or list_id == "0":
            return None, 0
        depth = small_number(value(own, "ilvl"))
        if depth is None:
            depth = style.depth
        if depth is None:
            depth = self._setting.numbering.depth_of_style(list_id, style_id)
        return self._setting.numbering.next(list_id, depth), depth

    def _hanging(self, found: Found) -> Iterator[Block]:
        """Yield what hangs on a paragraph: the notes it cites, then its text boxes."""
        for note in found.notes:
            yield from self._read_note(note)
        for box in found.boxes:
            yield from self.read(box)

    def _table(self, table: etree._Element) -> list[Block]:
        rows = [row for row in unwrapped(table) if name_of(row) == "tr" and not self._is_deleted(row)]
        cells = [
            [cell for cell in unwrapped(row) if name_of(cell) == "tc" and not self._is_deleted(cell)] for row in rows
        ]
        if len(rows) == 1 and len(cells[0]) == 1:
            return self.read(cells[0][0])  # a frame drawn around some text, not a table
        notes: list[Block] = []
        read = [self._row(row, inside, notes) for row, inside in zip(rows, cells, strict=True)]
        return table_of(read) + notes

    def _row(
        self, row: etree._Element, cells: list[etree._Element], notes: list[Block]
    ) -> tuple[tuple[Piece, ...], ...]:
        properties = row.find(W + "trPr")
        read: list[tuple[Piece, ...]] = [()] * _span(properties, "gridBefore")
        for cell in cells:
            blocks = self.read(cell)
            notes += [block for block in blocks if block.kind is Kind.NOTE]
            read.append(flattened([block for block in blocks if block.kind is not Kind.NOTE], self._setting.tally))
            read += [()] * (_span(cell.find(W + "tcPr"), "gridSpan") - 1)
        return (*read, *[()] * _span(properties, "gridAfter"))

    def _is_deleted(self, element: etree._Element) -> bool:
        properties = element.find(W + ("trPr" if name_of(element) == "tr" else "tcPr"))
        if properties is None or (properties.find(W + "del") is None and properties.find(W + "cellDel") is None):
            return False
        self._setting.tally.add("Deleted table rows and cells", words_in(element))
        return True


def _span(properties: etree._Element | None, name: str) -> int:
    return min(max(small_number(value(properties, name)) or 0, 0), MOST_COLUMNS)
