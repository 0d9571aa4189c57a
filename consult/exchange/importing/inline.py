"""Write styled pieces as inline Markdown that is read back as the same visible words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
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


def write(line: Line, *, styled: bool = True, at_start: bool = True, in_row: bool = False) -> str:
    """Return one line of pieces as inline Markdown; without `styled`, its words, links and notes only.

    >>> write((Piece("1. Pay "), Piece("five*", Style(strong=True)), Piece(" [pounds]")))
    '1\\\\. Pay **five\\\\*** \\\\[pounds]'
    """
    out = ""
    pieces = [piece if styled else replace(piece, style=Style(href=piece.style.href)) for piece in line]
    if in_row:  # a bar inside code cannot be told from one between cells
        pieces = [
            replace(piece, style=replace(piece.style, code=False)) if "|" in piece.text else piece for piece in pieces
        ]
    for href, group in groupby(pieces, key=lambda piece: piece.style.href):
        run = list(group)
        if href and any(piece.text.strip() for piece in run) and not any(piece.note for piece in run):
            out = _with_link(out, run, href)
        else:
            out = _with_run(out, run, pieces, link=False)
    if in_row:
        out = out.replace("|", "\\|")
    return _escaped_start(out) if at_start else out


def _escaped_start(text: str) -> str:
    """Escape a line that would begin a heading, a list, a table or the like, and does not mean to."""
    if not may_begin_block(text) and not text.startswith("|"):
        return text
    number = _NUMBER.match(text)
    return f"{number[1]}\\{text[number.end(1) :]}" if number else "\\" + text


def _with_link(out: str, run: list[Piece], href: str) -> str:
    """Append a link; blanks at its ends stand outside it, as people see no difference and Markdown reads better."""
    text = "".join(piece.text for piece in run)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    inner = [replace(piece, style=replace(piece.style, href=None)) for piece in run]
    label = _with_run("", _stripped(inner), inner, link=True)
    if out.endswith("!") and not out.endswith("\\!"):
        out = out[:-1] + "\\!"
    return f"{out}{before}[{label}]({href}){after}"


def _stripped(run: list[Piece]) -> list[Piece]:
    kept = list(run)
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    kept[0] = replace(kept[0], text=kept[0].text.lstrip())
    kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return kept


def _with_run(out: str, run: Sequence[Piece], whole: Sequence[Piece], *, link: bool) -> str:
    for index, piece in enumerate(run):
        if piece.note is not None:
            if out.endswith("!") and not out.endswith("\\!"):
                out = out[:-1] + "\\!"
            out += f"[^{piece.note}]"
            continue
        following = run[index + 1] if index + 1 < len(run) else None
        out += _marked(piece, out[-1:], _first(following, whole, piece, link=link), link=link)
    return out


def _first(following: Piece | None, whole: Sequence[Piece], piece: Piece, *, link: bool) -> str:
    """Return the first character that will follow a piece, "" at the end of the line."""
    if following is None:
        place = next((i for i, other in enumerate(whole) if other is piece), len(whole) - 1)
        if link or place + 1 >= len(whole):
            return "]" if link else ""
        following = whole[place + 1]
    return "[" if following.note is not None or following.style.href else following.text[:1]


def _marked(piece: Piece, before: str, after: str, *, link: bool) -> str:
    core = piece.text.strip()
    lead = piece.text[: len(piece.text) - len(piece.text.lstrip())] if core else piece.text
    tail = piece.text[len(piece.text.rstrip()) :] if core else ""
    style = replace(piece.style, href=None)
    if not core or style == PLAIN:
        return _escaped(piece.text, link=link)
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
