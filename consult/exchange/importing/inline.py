"""Write styled pieces as inline Markdown that is read back as the same visible words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from consult.core.marks import may_begin_block
from consult.exchange.importing.pieces import PLAIN, Line, Piece, Style

_LITERAL = re.compile(
    r"[\\`*\[]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore inside a word emphasises nothing
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#[0-9]|#[xX]|[A-Za-z][A-Za-z0-9]*;)"
    r"|~(?=~)|(?<=~)~"
)
_NUMBER = re.compile(r"([0-9A-Za-z]+)([.)])")


MOST_PIECES = 2_000
"""Changes of style in one line; where there are more, someone is not writing but trying us, and style is dropped."""


def write(line: Line, *, styled: bool = True, at_start: bool = True, in_row: bool = False) -> str:
    """Return one line of pieces as inline Markdown; without `styled`, its words, links and notes only.

    >>> write((Piece("1. Pay "), Piece("five*", Style(strong=True)), Piece(" [pounds]")))
    '1\\\\. Pay **five\\\\*** \\\\[pounds]'
    """
    styled = styled and len(line) <= MOST_PIECES
    pieces = list(line if styled else _unstyled(line))
    if in_row:  # a bar inside code cannot be told from one between cells
        pieces = [
            replace(piece, style=replace(piece.style, code=False)) if "|" in piece.text else piece for piece in pieces
        ]
    out: list[str] = [""]
    done = 0
    for href, group in groupby(pieces, key=lambda piece: piece.style.href):
        run = list(group)
        done += len(run)
        after = _beginning(pieces[done]) if done < len(pieces) else ""
        if href and any(piece.text.strip() for piece in run) and not any(piece.note for piece in run):
            _write_link(out, run, href)
        else:
            _write_run(out, run, after, link=False)
    text = "".join(out)
    if in_row:
        text = text.replace("|", "\\|")
    return _escaped_start(text) if at_start else text


def _unstyled(line: Line) -> Iterator[Piece]:
    """Join neighbours that differ in style alone; links and notes stay."""
    for (href, note), group in groupby(line, key=lambda piece: (piece.style.href, piece.note)):
        if note is None:
            yield Piece("".join(piece.text for piece in group), Style(href=href))
        else:
            yield from group


def _escaped_start(text: str) -> str:
    """Escape a line that would begin a heading, a list, a table or the like, and does not mean to."""
    if not may_begin_block(text) and not text.startswith("|"):
        return text
    if text.startswith("[^"):  # a note's mark, since a typed bracket is escaped; with a colon it would be the note
        return re.sub(r"^(\[\^[0-9]+\]):", r"\1\\:", text)
    number = _NUMBER.match(text)
    return f"{number[1]}\\{text[number.end(1) :]}" if number else "\\" + text


def _write_link(out: list[str], run: list[Piece], href: str) -> None:
    """Append a link; blanks at its ends stand outside it, as people see no difference and Markdown reads better."""
    text = "".join(piece.text for piece in run)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    _part_from_sign(out)
    out.append(before + "[")
    _write_run(out, _stripped([replace(piece, style=replace(piece.style, href=None)) for piece in run]), "]", link=True)
    out.append(f"]({href}){after}")


def _part_from_sign(out: list[str]) -> None:
    """Escape an exclamation mark before a bracket, which together would begin a picture."""
    if out[-1].endswith("!") and not out[-1].endswith("\\!"):
        out[-1] = out[-1][:-1] + "\\!"


def _stripped(run: list[Piece]) -> list[Piece]:
    kept = list(run)
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    kept[0] = replace(kept[0], text=kept[0].text.lstrip())
    kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return kept


def _write_run(out: list[str], run: Sequence[Piece], after: str, *, link: bool) -> None:
    """Append pieces that share a link or have none; `after` is the character that will follow them."""
    for index, piece in enumerate(run):
        if piece.note is not None:
            _part_from_sign(out)
            out.append(f"[^{piece.note}]")
        else:
            following = _beginning(run[index + 1]) if index + 1 < len(run) else after
            out.append(_marked(piece, out[-1][-1:], following, link=link))


def _beginning(piece: Piece) -> str:
    """Return the first character a piece will be written with."""
    return "[" if piece.note is not None or piece.style.href else piece.text[:1]


def _marked(piece: Piece, before: str, after: str, *, link: bool) -> str:
    core = piece.text.strip()
    style = replace(piece.style, href=None)
    if not core or style == PLAIN:
        return _escaped(piece.text, link=link)
    lead = piece.text[: len(piece.text) - len(piece.text.lstrip())]
    tail = piece.text[len(piece.text.rstrip()) :]
    if style.code:
        return lead + _code(core) + tail
    marks = "~~" * style.strike + "**" * style.strong + "*" * style.em
    before, after = (lead or before)[-1:], (tail or after)[:1]
    if before in ("*", "~", "\\") or not _flanks(core[0], before) or not _flanks(core[-1], after):
        return _escaped(piece.text, link=link)
    return f"{lead}{marks}{_escaped(core, link=link)}{marks[::-1]}{tail}"


def _flanks(inner: str, outer: str) -> bool:
    """Say whether a mark between these two characters opens or closes (CommonMark 6.2, left- and right-flanking)."""
    return not _is_punctuation(inner) or not outer or outer.isspace() or _is_punctuation(outer)


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _code(text: str) -> str:
    longest = max((len(ticks) for ticks in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _escaped(text: str, *, link: bool) -> str:
    escaped = _LITERAL.sub(r"\\\g<0>", text)
    return escaped.replace("]", "\\]") if link else escaped
