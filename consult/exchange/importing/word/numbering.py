"""The numbers and bullets Word shows beside paragraphs, counted as Word counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from consult.exchange.importing.figures import figure, small_number
from consult.exchange.importing.word.package import W
from consult.exchange.importing.word.styles import Styles, value

LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: what it counts with, what it shows ("%1.%2"), where it starts and restarts."""

    form: str = "decimal"
    shows: str = ""
    start: int = 1
    restart: int | None = None
    is_legal: bool = False
    has_picture: bool = False
    style_id: str | None = None


@dataclass(slots=True)
class _Sequence:
    """The running counters of one abstract list: lists that share it count on together."""

    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


class Numbering:
    """The lists of one file and how far each has counted."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        """Read the numbering part; None where the file has none."""
        self._styles = styles
        self._abstracts: dict[str, etree._Element] = {}
        self._lists: dict[str, etree._Element] = {}
        if root is not None:
            self._abstracts = {each.get(W + "abstractNumId", ""): each for each in root.findall(W + "abstractNum")}
            self._lists = {each.get(W + "numId", ""): each for each in root.findall(W + "num")}
        self._levels: dict[str, tuple[str, list[Level], dict[int, int]] | None] = {}
        self._sequences: dict[str, _Sequence] = {}
        self._begun: set[tuple[str, int]] = set()

    def depth_of_style(self, list_id: str, style_id: str | None) -> int:
        """Return the level of a list that a paragraph style is tied to, 0 where it is tied to none."""
        known = self._list(list_id)
        if known is None or style_id is None:
            return 0
        return next((depth for depth, level in enumerate(known[1]) if level.style_id == style_id), 0)

    def next(self, list_id: str, depth: int) -> tuple[str, int] | None:
        """Count one paragraph of a list and return what Word shows beside it, "-" for a bullet, with its count.

        None where the list does not exist or shows nothing at this depth.
        """
        known = self._list(list_id)
        if known is None:
            return None
        abstract, levels, overrides = known
        depth = min(max(depth, 0), LEVELS - 1)
        counts = self._sequences.setdefault(abstract, _Sequence()).counts
        self._count(counts, levels, depth, overrides, list_id)
        level = levels[depth]
        if level.form == "bullet":
            return ("-", 0) if level.shows.strip() or level.has_picture else None
        if level.form == "none":
            return None
        shown = _shown(levels, counts, depth).strip()
        return (shown, counts[depth] or 0) if shown else None

    def _count(
        self, counts: list[int | None], levels: list[Level], depth: int, overrides: dict[int, int], list_id: str
    ) -> None:
        for above in range(depth):
            if counts[above] is None:
                counts[above] = overrides.get(above, levels[above].start)
        current = counts[depth]
        if depth in overrides and (list_id, depth) not in self._begun:
            counts[depth] = overrides[depth]
        else:
            counts[depth] = levels[depth].start if current is None else current + 1
        self._begun.add((list_id, depth))
        for below in range(depth + 1, LEVELS):
            restart = levels[below].restart
            if restart is None or (restart and depth < restart):
                counts[below] = None

    def _list(self, list_id: str) -> tuple[str, list[Level], dict[int, int]] | None:
        if list_id not in self._levels:
            self._levels[list_id] = self._read(list_id)
        return self._levels[list_id]

    def _read(self, list_id: str) -> tuple[str, list[Level], dict[int, int]] | None:
        element = self._lists.get(list_id)
        abstract_id = value(element, "abstractNumId")
        abstract = self._abstracts.get(abstract_id or "")
        for _ in range(5):  # a list may stand for a list style, which stands for another list
            link = value(abstract, "numStyleLink")
            other = self._styles.linked(link) if link else None
            if other is None or value(self._lists.get(other), "abstractNumId") is None:
                break
            abstract_id = value(self._lists.get(other), "abstractNumId")
            abstract = self._abstracts.get(abstract_id or "")
        if element is None or abstract is None or abstract_id is None:
            return None
        levels = [Level(form="none")] * LEVELS
        for each in abstract.findall(W + "lvl"):
            _set(levels, each)
        overrides: dict[int, int] = {}
        for override in element.findall(W + "lvlOverride"):
            depth = small_number(override.get(W + "ilvl"))
            start = small_number(value(override, "startOverride"))
            for each in override.findall(W + "lvl"):
                _set(levels, each)
            if depth is not None and start is not None and 0 <= depth < LEVELS:
                overrides[depth] = start
        return abstract_id, levels, overrides


def _set(levels: list[Level], element: etree._Element) -> None:
    depth = small_number(element.get(W + "ilvl"))
    if depth is None or not 0 <= depth < LEVELS:
        return
    legal = element.find(W + "isLgl")
    start = small_number(value(element, "start"))
    levels[depth] = Level(
        form=value(element, "numFmt") or "decimal",
        shows=value(element, "lvlText") or "",
        start=1 if start is None else start,
        restart=small_number(value(element, "lvlRestart")),
        has_picture=element.find(W + "lvlPicBulletId") is not None,
        style_id=value(element, "pStyle"),
        is_legal=legal is not None and legal.get(W + "val", "1") not in {"0", "false", "off"},
    )


def _shown(levels: list[Level], counts: list[int | None], depth: int) -> str:
    def number(found: re.Match[str]) -> str:
        which = int(found[1]) - 1
        count = counts[which] if which < LEVELS else None
        if count is None:
            return ""
        form = "decimal" if levels[depth].is_legal else levels[which].form
        return figure(count, form)

    return re.sub(r"%([1-9])", number, levels[depth].shows)
