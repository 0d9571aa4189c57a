"""Blocks: what the readers of Word, HTML and plain text hand over, and their way into clauses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from consult.core.clauses import Clause, Kind
from consult.core.inline import visible
from consult.core.marks import read_mark, row_text
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


def paragraphs(pieces: Iterable[Piece], *, level: int = 0) -> Iterator[Block]:
    """Yield a paragraph, or several: a line in it that begins with a typed bullet is an item of its own.

    `level` is the depth of the lists the paragraph stands in.
    """
    yield from _parts(lines(pieces), "", level)


def items(pieces: Iterable[Piece], marker: str, level: int) -> Iterator[Block]:
    """Yield a list item; further lines in it that begin with a typed bullet are items below it."""
    found = lines(pieces)
    if found:
        found[0] = _without_bullet(found[0])
    yield from _parts([line for line in found if line], marker, level)


def _parts(found: list[Line], marker: str, level: int) -> Iterator[Block]:
    waiting: list[Piece] = []
    kind, sign, depth = (Kind.ITEM, marker, level) if marker else (Kind.PARAGRAPH, "", level)
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
            if block.kind is Kind.ITEM and out:
                out.append(Piece("• "))
            out += [
                piece if piece.note else replace(piece, text=piece.text.replace("\n", " ")) for piece in block.pieces
            ]
    return tuple(out)


def table(rows: Iterable[tuple[tuple[Piece, ...], ...]], *, level: int = 0) -> list[Block]:
    """Return a table's rows that have words; Markdown knows no table without a header, so the first is it."""
    full = [row for row in rows if any(piece.text.strip() or piece.note for cell in row for piece in cell)]
    return [
        Block(Kind.ROW, cells=row, level=level, marker="|" + "---|" * len(row) if index == 0 else "")
        for index, row in enumerate(full)
    ]


def fitting(marker: str, count: int, tally: Tally) -> str:
    """Return a point's number in a form that can stand before it in Markdown.

    "4.2" becomes "2.", since the point's place under 4 says the rest; "A." becomes "(A)", "IV." becomes "(iv)".

    >>> fitting("(b)", 2, Tally()), fitting("4.2", 2, Tally()), fitting("IV.", 4, Tally())
    ('(b)', '2.', '(iv)')
    """
    bare = re.split(r"[.\s]", marker.strip("().: "))[-1]
    for form in (marker, f"{marker}.", f"({bare})", f"({bare.lower()})"):
        found = read_mark(f"{form} x", 0)
        if found and found.text == form and not (bare.isdigit() and form.startswith("(") and marker != form):
            break
    else:
        form = f"{bare if bare.isdigit() and len(bare) < 9 else count}."
    if form.strip("().") != marker.strip("().: "):
        tally.add("Numbers of points in another form (their place gives the code)", f"{marker} → {form}")
    return form


def nested(blocks: list[Block]) -> list[Block]:
    """Put what stands between two points of a deeper list inside that list, so that it goes on after it."""
    out: list[Block] = []
    level = 0
    for block in reversed(blocks):
        if block.kind is Kind.ITEM:
            level = block.level - 1
        elif block.kind is Kind.HEADING:
            level = 0
        elif level and block.kind is not Kind.NOTE:
            block = replace(block, level=max(block.level, level))  # noqa: PLW2901 - the deeper one is the one meant
        out.append(block)
    return out[::-1]


Writer = Callable[[Line, bool, bool], str]
"""Writes a line, given whether it begins its clause's lines and whether it stands in a row."""


def clauses_of(blocks: Iterable[Block]) -> tuple[list[Clause], list[str]]:
    """Return the blocks as clauses, and beside each the words it must show; blocks without any fall away.

    Bold and italic words can meet letters in ways Markdown cannot write; a clause that would then show other words
    is written without such marks.
    """
    clauses: list[Clause] = []
    shown: list[str] = []
    for block in _with_notes_that_speak(list(blocks)):
        words = _text(block, lambda line, _start, _row: words_of(line))
        text = _text(block, lambda line, start, row: write(line, at_start=start, in_row=row))
        if block.kind is not Kind.CODE and visible(text).text != words.replace("\\\n", "\n"):
            text = _text(block, lambda line, start, row: write(line, styled=False, at_start=start, in_row=row))
        if text.strip(" |"):
            clauses.append(Clause(block.kind, block.level, text, block.marker))
            shown.append(words)
    return clauses, shown


def _with_notes_that_speak(blocks: list[Block]) -> list[Block]:
    """Take away the marks of notes that have no words, such as those whose words were all deleted."""
    speaking = {block.marker for block in blocks if block.kind is Kind.NOTE and block.words()}

    def kept(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        return tuple(piece for piece in pieces if piece.note is None or f"[^{piece.note}]" in speaking)

    return [replace(block, pieces=kept(block.pieces), cells=tuple(map(kept, block.cells))) for block in blocks]


def _text(block: Block, writer: Writer) -> str:
    if block.kind is Kind.CODE:
        return words_of(block.pieces)
    if block.kind is Kind.ROW:
        return row_text([_one_line(cell, writer, in_row=True) for cell in block.cells])
    if block.kind is Kind.HEADING:
        return _one_line(block.pieces, writer, in_row=False)
    return "\\\n".join(writer(line, True, False) for line in lines(block.pieces))


def _one_line(pieces: Iterable[Piece], writer: Writer, *, in_row: bool) -> str:
    joined = [piece if piece.note else replace(piece, text=piece.text.replace("\n", " ")) for piece in pieces]
    return " ".join(writer(line, False, in_row) for line in lines(joined))
