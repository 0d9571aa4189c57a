"""Blocks: what the readers of Word, HTML and plain text hand over, and their way into clauses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from consult.core.clauses import Clause, Kind
from consult.exchange.importing.inline import write
from consult.exchange.importing.pieces import Line, Piece, lines, words_of
from consult.exchange.importing.report import Tally

BULLET = re.compile(r"(?:[•◦▪▫●○■□‣⁃∙·➢➤❖✓✔\uf0b7\uf0a7\uf0d8\uf076\uf0fc]\s*|[*\-–—](?=\s)\s+)+")
"""A bullet sign or dash someone typed at the beginning of a line."""


@dataclass(frozen=True, slots=True)
class Block:
    """One clause to be: its words as pieces (for a row: cell by cell), its kind, level and marker."""

    kind: Kind
    pieces: tuple[Piece, ...] = ()
    level: int = 0
    marker: str = ""
    cells: tuple[tuple[Piece, ...], ...] = ()

    def words(self) -> str:
        """Return the words alone."""
        return " ".join(words_of(line) for line in lines(self.pieces))


def paragraphs(pieces: Iterable[Piece]) -> Iterator[Block]:
    """Yield a paragraph, or several: a line in it that begins with a typed bullet is an item of its own."""
    yield from _parts(lines(pieces), "", 0)


def items(pieces: Iterable[Piece], marker: str, level: int) -> Iterator[Block]:
    """Yield a list item; further lines in it that begin with a typed bullet are items below it."""
    found = lines(pieces)
    if found:
        found[0] = _without_bullet(found[0])
    yield from _parts([line for line in found if line], marker, level)


def _parts(found: list[Line], marker: str, level: int) -> Iterator[Block]:
    waiting: list[Piece] = []
    kind, sign, depth = (Kind.ITEM, marker, level) if marker else (Kind.PARAGRAPH, "", 0)
    for line in found:
        if BULLET.match(line[0].text) and line[0].note is None:
            if waiting:
                yield Block(kind, tuple(waiting), level=depth, marker=sign)
            kind, sign, depth = Kind.ITEM, "-", level + 1
            waiting = list(_without_bullet(line))
        else:
            waiting += [Piece("\n"), *line] if waiting else line
    if waiting:
        yield Block(kind, tuple(waiting), level=depth, marker=sign)


def _without_bullet(line: Line) -> Line:
    bullet = BULLET.match(line[0].text)
    if bullet is None:
        return line
    rest = (replace(line[0], text=line[0].text[bullet.end() :]), *line[1:])
    return next(iter(lines(rest)), ())


def flattened(blocks: Iterable[Block], tally: Tally) -> tuple[Piece, ...]:
    """Put blocks into one run of words, as a table cell or a note holds them."""
    out: list[Piece] = []
    for block in blocks:
        if out:
            tally.add("Line and paragraph breaks inside table cells and notes (their words are kept)")
            out.append(Piece(" "))
        if block.kind is Kind.ROW:
            tally.add("Rows of tables inside table cells and notes (their words are kept)")
            out += [piece for cell in block.cells for piece in (*cell, Piece(" "))]
        else:
            if block.kind is Kind.ITEM:
                out.append(Piece("• "))
            out += [
                piece if piece.note else replace(piece, text=piece.text.replace("\n", " ")) for piece in block.pieces
            ]
    return tuple(out)


def clauses_of(blocks: Iterable[Block], *, styled: bool = True) -> list[Clause]:
    """Return the blocks as clauses, their words written as inline Markdown; empty ones fall away."""
    found = [Clause(block.kind, block.level, _text(block, styled=styled), block.marker) for block in blocks]
    return [clause for clause in found if clause.text.strip(" |")]


def _text(block: Block, *, styled: bool) -> str:
    if block.kind is Kind.CODE:
        return words_of(block.pieces)
    if block.kind is Kind.ROW:
        return " | ".join(_one_line(cell, styled=styled, in_row=True) for cell in block.cells)
    if block.kind is Kind.HEADING:
        text = _one_line(block.pieces, styled=styled)
        return re.sub(r"(#+)$", r"\\\1", text)
    return "\\\n".join(write(line, styled=styled) for line in lines(block.pieces))


def _one_line(pieces: Iterable[Piece], *, styled: bool, in_row: bool = False) -> str:
    joined = [piece if piece.note else replace(piece, text=piece.text.replace("\n", " ")) for piece in pieces]
    return " ".join(write(line, styled=styled, at_start=False, in_row=in_row) for line in lines(joined))
