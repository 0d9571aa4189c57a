"""Inline Markdown, read once from left to right without recursion; every piece remembers where it stood."""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import ClassVar

from consult.core.markdown.emphasis import Delimiter, DelimiterStack, delimiter
from consult.core.markdown.links import AUTOLINK, ENTITY, ESCAPABLE, Target, label_key, plain, read_label, read_target

SPECIAL = re.compile(r"[\\`*_~\[\]<&\n]|!\[")
FOOTNOTE = re.compile(r"\[\^([^\s\[\]\\]{1,100})\]")
_TICKS = re.compile(r"`+")


@dataclass(slots=True, eq=False)
class Piece:
    """A stretch of text, or an opening or closing sign, in source order."""

    what: str  # text, code, break, note, signs, open, image, close
    start: int
    end: int
    text: str = ""
    href: str | None = None
    title: str = ""
    signs: Delimiter | None = None


@dataclass(slots=True)
class _Bracket:
    piece: Piece
    image: bool
    end: int
    below: Delimiter | None
    holds_brackets: bool = False


@lru_cache(maxsize=256)
def _pattern(signs: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(signs)}]" + (r"|!\[" if "[" in signs else ""))


def _special(text: str) -> re.Pattern[str]:
    """Give the pattern of the signs that can mean something in this text: no bracket does where none closes."""
    signs = "\\*_\n"
    if text.find("`", text.find("`") + 1) > 0:
        signs += "`"
    if "~~" in text:
        signs += "~"
    if "]" in text and "[" in text:
        signs += "[]"
    if ">" in text and "<" in text:
        signs += "<"
    if ";" in text and "&" in text:
        signs += "&"
    return _pattern(signs)


class Scanner:
    """Reads one inline text into pieces. ``definitions`` are the targets of reference links, by folded label."""

    def __init__(self, text: str, definitions: Mapping[str, Target] | None = None) -> None:
        """Prepare to read."""
        self.text = text
        self.definitions = definitions or {}
        self.pieces: list[Piece] = []
        self.referred: list[tuple[int, int, str]] = []  # where a link ends and which definition it used
        self._stack = DelimiterStack()
        self._brackets: list[_Bracket] = []
        self._inactive = 0  # links in brackets below this depth hold a link already
        self._ticks: dict[int, list[int]] | None = None

    def read(self) -> list[Piece]:
        """Read it all."""
        text, pos = self.text, 0
        special = _special(text)
        while found := special.search(text, pos):
            start = found.start()
            if start > pos:
                self._add("text", pos, start, text[pos:start])
            pos = self._readers[found.group()](self, start)
        if pos < len(text):
            self._add("text", pos, len(text), text[pos:])
        self._stack.pair(None)
        return self.pieces

    def _add(self, what: str, start: int, end: int, text: str = "") -> Piece:
        piece = Piece(what, start, end, text)
        self.pieces.append(piece)
        return piece

    def _literal(self, start: int, end: int) -> int:
        self._add("text", start, end, self.text[start:end])
        return end

    def _backslash(self, pos: int) -> int:
        following = self.text[pos + 1 : pos + 2]
        if following == "\n":
            return self._break(pos, pos + 2, "\n")
        if following and following in ESCAPABLE:
            self._add("text", pos, pos + 2, following)
            return pos + 2
        return self._literal(pos, pos + 1)

    def _newline(self, pos: int) -> int:
        start, shown = pos, " "
        last = self.pieces[-1] if self.pieces else None
        if last is not None and last.what == "text" and last.end == pos and len(last.text) == last.end - last.start:
            kept = last.text.rstrip(" \t")
            shown = "\n" if last.text.endswith("  ") else " "
            last.text, last.end = kept, last.start + len(kept)
            start = last.end
            if not kept:
                self.pieces.pop()
        return self._break(start, pos + 1, shown)

    def _break(self, start: int, end: int, shown: str) -> int:
        while end < len(self.text) and self.text[end] in " \t":
            end += 1
        self._add("break", start, end, shown)
        return end

    def _code(self, pos: int) -> int:
        found = _TICKS.match(self.text, pos)
        width = len(found.group()) if found else 1
        if self._ticks is None:
            self._ticks = {}
            for run in _TICKS.finditer(self.text):
                self._ticks.setdefault(len(run.group()), []).append(run.start())
        places = self._ticks.get(width, [])
        following = bisect_left(places, pos + width)
        if following == len(places):
            return self._literal(pos, pos + width)
        start, end = pos + width, places[following]
        inner = self.text[start:end].replace("\n", " ")
        if len(inner) > 2 and inner[0] == inner[-1] == " " and inner.strip(" "):
            start, end, inner = start + 1, end - 1, inner[1:-1]
        self._add("code", start, end, inner)
        return places[following] + width

    def _signs(self, pos: int) -> int:
        end, sign = pos + 1, self.text[pos]
        while end < len(self.text) and self.text[end] == sign:
            end += 1
        if sign == "~" and end - pos != 2:
            return self._literal(pos, end)
        run = delimiter(self.text, pos, end)
        if not (run.can_open or run.can_close):
            return self._literal(pos, end)
        self._add("signs", pos, end).signs = run
        self._stack.push(run)
        return end

    def _angle(self, pos: int) -> int:
        found = AUTOLINK.match(self.text, pos)
        if found is None:
            return self._literal(pos, pos + 1)
        from_address = found.group(1) or f"mailto:{found.group(2)}"
        target = read_target(f"(<{from_address}>)".replace("\\", "%5C"), 1)
        if target is None:
            return self._literal(pos, pos + 1)
        self._add("open", pos, pos + 1).href = target.href
        self._add("text", pos + 1, found.end() - 1, self.text[pos + 1 : found.end() - 1])
        self._add("close", found.end() - 1, found.end())
        return found.end()

    def _entity(self, pos: int) -> int:
        found = ENTITY.match(self.text, pos)
        shown = unescape(found.group()) if found else ""
        if found is None or shown == found.group() or (";" in shown[-1:] and shown != ";"):
            return self._literal(pos, pos + 1)
        self._add("text", pos, found.end(), shown)
        return found.end()

    def _opening(self, pos: int) -> int:
        image = self.text[pos] == "!"
        mark = None if image else FOOTNOTE.match(self.text, pos)
        if mark is not None:
            self._add("note", pos, mark.end(), mark.group(1))
            return mark.end()
        if self._brackets:
            self._brackets[-1].holds_brackets = True
        end = pos + 1 + image
        piece = self._add("text", pos, end, self.text[pos:end])
        self._brackets.append(_Bracket(piece, image, end, self._stack.top))
        return end

    def _closing(self, pos: int) -> int:
        if not self._brackets:
            return self._literal(pos, pos + 1)
        bracket = self._brackets.pop()
        depth = len(self._brackets)
        active = bracket.image or depth >= self._inactive
        self._inactive = min(self._inactive, depth)
        target = self._target(bracket, pos) if active else None
        if target is None:
            return self._literal(pos, pos + 1)
        bracket.piece.what = "image" if bracket.image else "open"
        bracket.piece.href, bracket.piece.title = target.href, target.title
        self._add("close", pos, target.end)
        self._stack.pair(bracket.below)
        if not bracket.image:
            self._inactive = depth
        return target.end

    def _target(self, bracket: _Bracket, pos: int) -> Target | None:
        text = self.text
        if text.startswith("(", pos + 1):
            target = read_target(text, _after_space(text, pos + 2))
            if target is not None:
                return target
        if not self.definitions:
            return None
        label, end = (text[bracket.end : pos], pos + 1) if pos - bracket.end < 1000 else ("", pos + 1)
        named = read_label(text, pos + 1)
        if named is not None:
            label, end = named
        elif bracket.holds_brackets:
            return None
        elif text.startswith("[]", pos + 1):
            end = pos + 3
        key = label_key(label)
        found = self.definitions.get(key) if key else None
        if found is None:
            return None
        self.referred.append((pos + 1, end, key))
        return Target(found.href, found.title, found.source, end)

    _readers: ClassVar[dict[str, Callable[["Scanner", int], int]]] = {
        "\\": _backslash,
        "\n": _newline,
        "`": _code,
        "*": _signs,
        "_": _signs,
        "~": _signs,
        "<": _angle,
        "&": _entity,
        "[": _opening,
        "![": _opening,
        "]": _closing,
    }


def _after_space(text: str, pos: int) -> int:
    while pos < len(text) and text[pos] in " \t\n":
        pos += 1
    return pos


__all__ = ["FOOTNOTE", "SPECIAL", "Piece", "Scanner", "plain"]
