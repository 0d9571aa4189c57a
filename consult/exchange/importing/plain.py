"""Plain text as blocks: paragraphs, bullets and numbered points as typed, headings only where that is plain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from consult.core.clauses import Kind
from consult.core.marks import read_mark
from consult.exchange.importing.blocks import BULLET, Block
from consult.exchange.importing.pieces import Piece

LONGEST_HEADING = 90
_UNDERLINE = re.compile(r"(?:=+|-+|_+|~+|\*+)$")


def read_plain(text: str) -> tuple[str | None, list[Block]]:
    """Return a title, if the text begins with one, and the text as blocks."""
    groups = _groups(text)
    blocks: list[Block] = []
    title: str | None = None
    for index, group in enumerate(groups):
        following = groups[index + 1] if index + 1 < len(groups) else None
        if _is_heading(group, following, is_first=index == 0):
            words = group[0].strip()
            if index == 0:
                title = words
            blocks.append(Block(Kind.HEADING, (Piece(words),), level=1 if index == 0 else 2))
        else:
            blocks.extend(_points(group))
    return title, blocks


def _groups(text: str) -> list[list[str]]:
    """Return the stretches between blank lines; a line underlined with signs stands alone, without them."""
    groups: list[list[str]] = [[]]
    for line in text.expandtabs(4).splitlines():
        if not line.strip():
            groups.append([])
        elif _UNDERLINE.fullmatch(line.strip()) and len(line.strip()) >= 3:
            if groups[-1]:
                groups.append([groups[-1].pop()])
            groups.append([])
        else:
            groups[-1].append(line)
    return [group for group in groups if group]


def _is_heading(group: list[str], following: list[str] | None, *, is_first: bool) -> bool:
    """Say whether a group is a heading: one short line without a full stop, and text of another shape below it."""
    line = group[0].strip()
    if len(group) > 1 or following is None or len(line) > LONGEST_HEADING or line[-1] in ".,;:!”’\"'":
        return False
    if _point(line) or not any(character.isalpha() for character in line) or line[0].islower():
        return False
    below = following[0].strip()
    return is_first or bool(_point(below)) or len(following) > 1 or len(below) > LONGEST_HEADING


def _point(line: str) -> tuple[str, str] | None:
    """Return the marker and the words of a line that begins a point."""
    bullet = BULLET.match(line)
    if bullet and bullet.end() < len(line):
        return "-", line[bullet.end() :]
    mark = read_mark(line, 0)
    if mark is None or mark.sort == "bullet" or not line[mark.end :].strip():
        return None
    return mark.text, line[mark.end :].strip()


def _points(group: list[str]) -> Iterator[Block]:
    """Yield the points and paragraphs of a group, wrapped lines joined to what they continue."""
    current: tuple[str, int, list[str]] | None = None
    indents: list[int] = []
    for line in group:
        words = line.strip()
        indent = len(line) - len(line.lstrip())
        point = _point(words)
        if point is None and current and _continues(current[2][-1], words, is_point=bool(current[0])):
            current[2].append(words)
            continue
        if current:
            yield _block(*current)
        if point:
            indents = [each for each in indents if each < indent] + [indent]
            current = (point[0], len(indents), [point[1]])
        else:
            current = ("", 0, [words])
    if current:
        yield _block(*current)


def _continues(before: str, words: str, *, is_point: bool) -> bool:
    """Say whether a line was wrapped by a machine: the one before it is long, but not as long as a whole paragraph."""
    return 45 <= len(before) <= 100 or (is_point and words[0].islower()) or (words[0].islower() and len(before) < 45)


def _block(marker: str, level: int, said: list[str]) -> Block:
    pieces = (Piece(" ".join(said)),)
    return Block(Kind.ITEM, pieces, level=level, marker=marker) if marker else Block(Kind.PARAGRAPH, pieces)
