"""Word styles, followed through "based on", as far as they say what a paragraph is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from consult.exchange.importing.figures import small_number
from consult.exchange.importing.word.package import W

_QUOTES = {"quote", "intense quote", "block text", "block quote", "block quotation", "quotation", "quotations"}
_HEADING = re.compile(r"heading ?([1-9])$")


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a paragraph style says: heading level from 1 (0: none), list, quotation, title."""

    heading: int = 0
    numbering: str | None = None
    depth: int | None = None
    is_quote: bool = False
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What run properties say, None where they say nothing."""

    strong: bool | None = None
    em: bool | None = None
    strike: bool | None = None

    def over(self, below: Look) -> Look:
        """Return this look, filled up from the one below it."""
        return Look(
            below.strong if self.strong is None else self.strong,
            below.em if self.em is None else self.em,
            below.strike if self.strike is None else self.strike,
        )


def look_of(properties: etree._Element | None) -> Look:
    """Return what an element of run properties (w:rPr) says."""
    if properties is None:
        return Look()
    strike = switch(properties, "strike")
    return Look(
        switch(properties, "b"), switch(properties, "i"), switch(properties, "dstrike") if strike is None else strike
    )


def switch(properties: etree._Element, name: str) -> bool | None:
    """Return whether a property that is on by being there is on, None where it is absent."""
    element = properties.find(W + name)
    if element is None:
        return None
    return element.get(W + "val", "true").lower() not in {"0", "false", "off", "none"}


def value(parent: etree._Element | None, name: str) -> str | None:
    """Return the `w:val` of a child element."""
    element = None if parent is None else parent.find(W + name)
    return None if element is None else element.get(W + "val")


class Styles:
    """The styles of one file, each looked up once."""

    def __init__(self, root: etree._Element | None) -> None:
        """Read the styles part; None where the file has none."""
        found = [] if root is None else root.findall(W + "style")
        self._elements = {(element.get(W + "type", ""), element.get(W + "styleId", "")): element for element in found}
        self._default = next(
            (
                element.get(W + "styleId")
                for element in found
                if element.get(W + "type") == "paragraph" and element.get(W + "default", "") in {"1", "true", "on"}
            ),
            None,
        )
        self._paragraphs: dict[str | None, ParagraphStyle] = {}
        self._looks: dict[str, Look] = {}

    def _chain(self, kind: str, style_id: str | None) -> list[etree._Element]:
        """Return a style and what it is based on, nearest first; a circle ends where it closes."""
        chain: list[etree._Element] = []
        while style_id is not None and len(chain) < 50:
            element = self._elements.get((kind, style_id))
            if element is None or element in chain:
                break
            chain.append(element)
            style_id = value(element, "basedOn")
        return chain

    def paragraph(self, style_id: str | None) -> ParagraphStyle:
        """Return what a paragraph style says; without an id, the default style's."""
        if style_id not in self._paragraphs:
            self._paragraphs[style_id] = self._read(style_id)
        return self._paragraphs[style_id]

    def _read(self, style_id: str | None) -> ParagraphStyle:
        chain = self._chain("paragraph", self._default if style_id is None else style_id)
        names = [(value(element, "name") or "").strip().lower() for element in chain]
        if not chain and style_id is not None:
            names = [re.sub(r"[\s_-]+", " ", style_id).strip().lower()]
        numbering, depth = _numbering(chain)
        outline = _outline(chain)
        return ParagraphStyle(
            heading=_named_heading(names) if outline is None else outline,
            numbering=numbering,
            depth=depth,
            is_quote=any(name in _QUOTES for name in names),
            is_title=bool(names) and names[0] == "title",
        )

    def look(self, style_id: str | None) -> Look:
        """Return what a character style says."""
        if style_id is None:
            return Look()
        if style_id not in self._looks:
            look = Look()
            for element in self._chain("character", style_id):
                look = look.over(look_of(element.find(W + "rPr")))
            self._looks[style_id] = look
        return self._looks[style_id]

    def character_name(self, style_id: str | None) -> str:
        """Return a character style's name in small letters, "" where there is none."""
        return (value(self._elements.get(("character", style_id or "")), "name") or "").strip().lower()

    def linked(self, num_style_id: str) -> str | None:
        """Return the numbering a list style stands for (w:numStyleLink)."""
        element = self._elements.get(("numbering", num_style_id))
        return None if element is None else value(element.find(f"{W}pPr/{W}numPr"), "numId")


def outline_level(properties: etree._Element | None) -> int | None:
    """Return the heading level (from 1) that paragraph properties set, 0 for body text, None where they are silent."""
    level = small_number(value(properties, "outlineLvl"))
    if level is None:
        return None
    return level + 1 if 0 <= level <= 8 else 0


def _outline(chain: list[etree._Element]) -> int | None:
    for element in chain:
        level = outline_level(element.find(W + "pPr"))
        if level is not None:
            return level
    return None


def _named_heading(names: list[str]) -> int:
    found = next((match for match in map(_HEADING.match, names) if match), None)
    return int(found[1]) if found else 0


def _numbering(chain: list[etree._Element]) -> tuple[str | None, int | None]:
    numbering: str | None = None
    depth: int | None = None
    for element in chain:
        properties = element.find(f"{W}pPr/{W}numPr")
        numbering = value(properties, "numId") if numbering is None else numbering
        depth = small_number(value(properties, "ilvl")) if depth is None else depth
    return numbering, depth
