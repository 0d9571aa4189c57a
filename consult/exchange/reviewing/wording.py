"""The words of a clause after somebody's edits in Word, as the Markdown it is kept in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consult.core.clauses import Clause, Kind
from consult.core.diff import diff
from consult.core.inline import Run, Visible, visible
from consult.core.marks import guarded, may_begin_block, row_text
from consult.exchange.importing.inline import write
from consult.exchange.importing.pieces import Piece, Style, lines
from consult.exchange.reviewing.paragraphs import Paragraph

_BLANKS = re.compile(r"\s+")


def folded(text: str) -> str:
    """Return words made comparable: blanks single.

    >>> folded(" a \\n b")
    'a b'
    """
    return _BLANKS.sub(" ", text).strip()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a clause shall say: the words as they are seen, and as pieces in their looks."""

    text: str
    pieces: tuple[Piece, ...]


def wanted_of(paragraphs: Sequence[Paragraph]) -> Wanted:
    """Return the words of paragraphs that run into each other, with all changes accepted."""
    pieces = tuple(piece for paragraph in paragraphs for piece in paragraph.pieces())
    return Wanted("".join(piece.text for piece in pieces).strip(), pieces)


def cell_of(paragraphs: Sequence[Paragraph]) -> Wanted:
    """Return the words of a cell; its paragraphs and lines follow each other on one line."""
    out: list[Piece] = []
    for paragraph in paragraphs:
        pieces = [Piece(piece.text.replace("\n", " "), piece.style, piece.note) for piece in paragraph.pieces()]
        if out and any(piece.text.strip() for piece in pieces):
            out.append(Piece(" "))
        out += pieces
    return Wanted(folded("".join(piece.text for piece in out)), tuple(out))


def reworded(source: str, wanted: Wanted, *, in_row: bool = False) -> str | None:
    """Return inline Markdown that is seen as the words wanted, close to `source`; None where there is none.

    What did not change keeps the marks it is written with. Where that fails, the whole is written anew.

    >>> reworded("Pay **five** pounds", Wanted("Pay **ten pounds", ()))
    'Pay **\\\\*\\\\*ten** pounds'
    """
    edited = _edited(source, wanted, in_row=in_row)
    if visible(edited).text == wanted.text:
        return edited
    written = fresh(wanted, in_row=in_row)
    return written if folded(visible(written).text) == folded(wanted.text) else None


def fresh(wanted: Wanted, *, in_row: bool = False) -> str:
    """Return words as Markdown, written anew from their pieces."""
    found = lines(wanted.pieces or (Piece(wanted.text),))
    return "\\\n".join(write(line, at_start=not in_row, in_row=in_row) for line in found)


def row_reworded(clause: Clause, cells: Sequence[str], wanted: Sequence[Wanted]) -> str | None:
    """Return a row's text with other words in its cells; None where one cannot be written, or their number differs."""
    if len(cells) != len(wanted):
        return None
    made = [reworded(cell, want, in_row=True) for cell, want in zip(cells, wanted, strict=True)]
    return None if any(cell is None for cell in made) else row_text([cell or "" for cell in made])


def clause_reworded(clause: Clause, wanted: Wanted) -> str | None:
    """Return the text a clause that is no row would have; None where it cannot be written."""
    return wanted.text if clause.kind is Kind.CODE else reworded(clause.text, wanted)


def _edited(source: str, wanted: Wanted, *, in_row: bool) -> str:
    seen = visible(source)
    out: list[str] = []
    done = o = n = 0
    for change in diff(seen.text, wanted.text):
        if change.op != "equal":
            start, end = seen.to_source(o, o + len(change.old))
            look = _look(seen, o if change.old else o - 1)
            out += [source[done:start], _written(wanted, n, n + len(change.new), look, in_row=in_row)]
            done = end
        o, n = o + len(change.old), n + len(change.new)
    text = "".join([*out, source[done:]])
    return guarded(text) if may_begin_block(text) and not may_begin_block(source) else text


def _look(seen: Visible, place: int) -> Style:
    run = _run_at(seen, max(place, 0))
    if run is None:
        return Style()
    styles = run.styles
    return Style("strong" in styles, "em" in styles, "strike" in styles, "code" in styles, run.href)


def _run_at(seen: Visible, place: int) -> Run | None:
    for run, start in zip(seen.runs, seen.places, strict=True):
        if start <= place < start + len(run.text):
            return run
    return None


def _written(wanted: Wanted, start: int, end: int, around: Style, *, in_row: bool) -> str:
    """Write some of the words wanted, in their looks where these differ from what stands around them."""
    out: list[str] = []
    for piece in _slice(wanted, start, end):
        look = Style() if piece.style == around or around.code else piece.style
        out.append(
            "\\\n".join(
                piece.text if around.code else write((Piece(line, look),), at_start=False, in_row=in_row)
                for line in piece.text.split("\n")
            )
        )
    return "".join(out)


def _slice(wanted: Wanted, start: int, end: int) -> list[Piece]:
    whole = "".join(piece.text for piece in wanted.pieces)
    shift = len(whole) - len(whole.lstrip())
    if whole.strip() != wanted.text:
        return [Piece(wanted.text[start:end])]
    found: list[Piece] = []
    at = -shift
    for piece in wanted.pieces:
        first, last = max(start, at) - at, min(end, at + len(piece.text)) - at
        if first < last:
            found.append(Piece(piece.text[first:last], piece.style))
        at += len(piece.text)
    return found
