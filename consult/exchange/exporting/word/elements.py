"""Word's elements, put together one by one: runs, tracked changes, bookmarks, comment ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count, groupby
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from consult.exchange.exporting.word.atoms import Atom, Op
from consult.exchange.importing.pieces import allowed_link
from consult.exchange.importing.word.package import R, W

CODE_STYLE, NOTE_STYLE, LITERAL_STYLE = "Clause code", "Note mark", "Code words"
"""Character styles of ours; what stands in the first two is no part of a clause's words."""
NAMED = {"label": CODE_STYLE, "code": LITERAL_STYLE}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Element = Any
"""An element of lxml; python-docx gives its own classes of them."""


def style_id(name: str) -> str:
    """Return the id python-docx gives a style of this name."""
    return name.replace(" ", "")


def add(parent: Element, name: str, /, **attributes: str) -> Element:
    """Add a child element of Word's own namespace with attributes of that namespace."""
    return etree.SubElement(parent, W + name, {W + key: readable(value) for key, value in attributes.items()})


def readable(text: str) -> str:
    """Take out what XML cannot hold."""
    return _NOT_XML.sub("", text)


def moment(at: datetime) -> str:
    """Write a time as Word writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True)
class Stamp:
    """Who made tracked changes and when; numbers them."""

    author: str
    at: datetime
    _ids: Iterable[int] = field(default_factory=lambda: count(1))

    def put(self, parent: Element, op: str) -> Element:
        """Add `ins` or `del` to an element."""
        number = str(next(iter(self._ids)))
        return add(parent, op, id=number, author=self.author, date=moment(self.at))


@dataclass(slots=True)
class RunWriter:
    """Write runs into paragraphs. `part` holds the relations of links."""

    part: Any
    stamp: Stamp | None
    _links: dict[str, str] = field(default_factory=dict)

    def write(self, paragraph: Element, atoms: Iterable[Atom]) -> None:
        """Add runs to a paragraph, links and tracked changes around them."""
        for (href, op), group in groupby(atoms, key=lambda atom: (atom.href, atom.op)):
            parent = self._link(paragraph, href) if href else paragraph
            if op and self.stamp is not None:
                parent = self.stamp.put(parent, op)
            for atom in group:
                run(parent, atom)

    def _link(self, paragraph: Element, href: str) -> Element:
        address = allowed_link(href)
        if address is None:
            return paragraph
        if address not in self._links:
            self._links[address] = self.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return etree.SubElement(paragraph, W + "hyperlink", {R + "id": self._links[address]})


def run(parent: Element, atom: Atom) -> None:
    """Add one run; a line break in its words is a line break in Word."""
    made = add(parent, "r")
    _look(made, atom)
    if atom.note:
        _words(made, atom.note, deleted=atom.op == "del")
        return
    for number, line in enumerate(atom.text.split("\n")):
        if number:
            add(made, "br")
        if line:
            _words(made, line, deleted=atom.op == "del")


def _words(made: Element, text: str, *, deleted: bool) -> None:
    words = add(made, "delText" if deleted else "t")
    words.set(_SPACE, "preserve")
    words.text = readable(text)


def _look(made: Element, atom: Atom) -> None:
    named = NOTE_STYLE if atom.note else next((NAMED[each] for each in atom.styles if each in NAMED), "")
    named = named or ("Hyperlink" if atom.href else "")
    if not named and not atom.styles:
        return
    properties = add(made, "rPr")
    if named:
        add(properties, "rStyle", val=style_id(named))
    for style, name in (("strong", "b"), ("em", "i"), ("strike", "strike")):
        if style in atom.styles:
            add(properties, name)


def label(paragraph: Element, code: str) -> None:
    """Add the code people say aloud, small and grey, before the words."""
    run(paragraph, labelled(code))


def labelled(code: str, op: Op = "") -> Atom:
    """Return a code as a run."""
    return Atom(f"{code}  ", 0, 0, frozenset({"label"}), op=op)
