"""Inline text on its way in: pieces in one style each, and what of their style Markdown can carry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_LINE_ENDS = str.maketrans(dict.fromkeys("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", "\n"))
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNSAFE_IN_ADDRESS = re.compile(r"[\s<>()\[\]\\`\"|*_~]")


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text looks, as far as Markdown can say it."""

    strong: bool = False
    em: bool = False
    strike: bool = False
    code: bool = False
    href: str | None = None


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one style; a line feed in it is a line break someone made.

    `note` is the label of a footnote whose mark stands here; such a piece has no text.
    """

    text: str
    style: Style = PLAIN
    note: str | None = None


Line = tuple[Piece, ...]


def allowed_link(href: str) -> str | None:
    """Return an address as Markdown may carry it, or None for one that is neither web, mail nor telephone.

    >>> allowed_link("https://example.org/a b"), allowed_link("javascript:alert(1)")
    ('https://example.org/a%20b', None)
    """
    address = _CONTROLS.sub("", href.translate(_LINE_ENDS)).strip()
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return None
    if scheme not in SCHEMES or len(address) > 2_000:
        return None
    return _UNSAFE_IN_ADDRESS.sub(_percent, address)


def _percent(found: re.Match[str]) -> str:
    if found[0] == "_" or found[0] == "~":
        return found[0]
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def lines(pieces: Iterable[Piece]) -> list[Line]:
    r"""Split pieces at line breaks, join neighbours of one style, and trim what is blank; empty lines fall away.

    >>> [[piece.text for piece in line] for line in lines([Piece(" two\t "), Piece(" words\n\n x")])]
    [['two words'], ['x']]
    """
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.note is not None:
            found[-1].append(piece)
            continue
        text = _CONTROLS.sub("", piece.text.translate(_LINE_ENDS))
        first, *others = text.split("\n")
        found[-1].append(piece if first == piece.text else replace(piece, text=first))
        found.extend([replace(piece, text=other)] for other in others)
    return [tidy for tidy in map(_tidy, found) if tidy]


def _tidy(line: list[Piece]) -> Line:
    """Collapse blanks, also across the borders of pieces, and drop those at both ends."""
    out: list[Piece] = []
    blank = True
    for piece in line:
        text = re.sub(r"[ \t]+", " ", piece.text)
        if blank:
            text = text.lstrip(" ")
        if text:
            blank = text[-1] == " "
        elif piece.note is None:
            continue
        else:
            blank = False
        last = out[-1] if out else None
        if last and last.note is None and piece.note is None and last.style == piece.style:
            out[-1] = replace(last, text=last.text + text)
        else:
            out.append(piece if text == piece.text else replace(piece, text=text))
    while out and out[-1].note is None and not out[-1].text.rstrip(" "):
        out.pop()
    if out and out[-1].note is None:
        out[-1] = replace(out[-1], text=out[-1].text.rstrip(" "))
    return tuple(out)


def words_of(pieces: Iterable[Piece]) -> str:
    """Return the words of pieces, without their style."""
    return "".join(piece.text for piece in pieces)
