"""The words of a Word paragraph: runs, links, fields, tracked changes, notes and what hangs on them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from consult.exchange.importing.pieces import Piece, Style, allowed_link
from consult.exchange.importing.report import Tally
from consult.exchange.importing.word.drawings import look_into
from consult.exchange.importing.word.elements import alternative, name_of, words_in
from consult.exchange.importing.word.notes import Notes
from consult.exchange.importing.word.package import Package, R, W
from consult.exchange.importing.word.styles import Look, Styles, look_of, switch, value

_PLACED = {"tab": " ", "ptab": " ", "cr": "\n", "br": "\n", "noBreakHyphen": "\u2011"}
_SILENT = {"pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "fldData", "ffData", "rubyPr", "ctrlPr"}
_SYMBOLS = {0xB7: "•", 0xA7: "▪", 0xD8: "➢", 0xFC: "✓", 0xFE: "☑", 0xA8: "☐", 0x6F: "☐", 0xE0: "→", 0xDF: "←"}
_HYPERLINK = re.compile(r'HYPERLINK\s+(?:"([^"]*)"|([^\s\\"]\S*))', re.I)


@dataclass(slots=True)
class Found:
    """What one paragraph holds beside its words: notes it cites and text boxes that hang on it."""

    pieces: list[Piece] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)

    def followed_by(self, other: Found) -> Found:
        """Return both as one."""
        return Found(self.pieces + other.pieces, self.notes + other.notes, self.boxes + other.boxes)


@dataclass(slots=True)
class _Field:
    code: str = ""
    in_result: bool = False

    @property
    def href(self) -> str | None:
        found = _HYPERLINK.search(self.code)
        return (found[1] or found[2]) if found else None


class RunReader:
    """Read paragraphs of one part; open fields last over paragraph ends, so one reader serves a whole part."""

    def __init__(self, package: Package, part: str, styles: Styles, tally: Tally, notes: Notes) -> None:
        """`notes` are those of the whole file, shared by the readers of all its parts."""
        self._package = package
        self._part = part
        self._styles = styles
        self._tally = tally
        self._notes = notes
        self._fields: list[_Field] = []

    def read(self, element: etree._Element) -> Found:
        """Return the words of a paragraph (or of anything that holds runs) with what hangs on it."""
        found = Found()
        self._inside(element, None, found)
        return found

    def read_one(self, element: etree._Element) -> Found:
        """Return the words of a run or link that stands where a paragraph should."""
        found = Found()
        self._child(element, None, found)
        return found

    def _inside(self, element: etree._Element, href: str | None, found: Found) -> None:
        for child in element:
            self._child(child, href, found)

    def _child(self, child: etree._Element, href: str | None, found: Found) -> None:
        name = name_of(child)
        if name in _SILENT:
            return
        if name == "r" and child.tag == W + "r":
            self._run(child, href, found)
        elif name in {"del", "moveFrom"}:
            self._leave_out("Deleted text" if name == "del" else "Text moved away from here", child)
        elif name == "hyperlink":
            self._inside(child, self._link(child) or href, found)
        elif name == "AlternateContent":
            branch = alternative(child)
            if branch is not None:
                self._inside(branch, href, found)
        elif name in {"oMath", "oMathPara"}:
            self._formula(child, found)
        elif name == "subDoc":
            self._tally.add("Linked documents", self.target(child))
        else:
            if name == "fldSimple":
                self._leave_code(child.get(W + "instr", ""))
            self._inside(child, href, found)

    def _leave_out(self, what: str, element: etree._Element) -> None:
        said = words_in(element)
        if said:
            self._tally.add(what, said)

    def target(self, element: etree._Element) -> str:
        """Return where an element's relation leads, "" where it leads nowhere."""
        relation = self._package.relations(self._part).get(element.get(R + "id", ""))
        return relation.target if relation else ""

    def _link(self, element: etree._Element) -> str | None:
        relation = self._package.relations(self._part).get(element.get(R + "id", ""))
        if relation is None:
            return None  # a jump inside the document; its words stay
        return self._allowed(relation.target)

    def _allowed(self, address: str) -> str | None:
        href = allowed_link(address)
        if href is None and address:
            self._tally.add("Links whose address is neither web, mail nor telephone (their words are kept)", address)
        return href

    def _formula(self, element: etree._Element, found: Found) -> None:
        said = "".join(text.text or "" for text in element.iter() if name_of(text) == "t")
        found.pieces.append(Piece(said))
        self._tally.add("Formulas (their letters and figures are kept, not their form)", said)

    def _run(self, run: etree._Element, href: str | None, found: Found) -> None:
        properties = run.find(W + "rPr")
        style_id = value(properties, "rStyle")
        look = look_of(properties).over(self._styles.look(style_id))
        if properties is not None and switch(properties, "vanish"):
            said = words_in(run)
            if said:
                self._tally.add("Hidden text, which shows here: check it before you publish", said)
        style = self._style(look, href)
        for child in run:
            self._content(child, style, href, found)

    def _style(self, look: Look, href: str | None) -> Style:
        for each in reversed(self._fields):
            if href is None and each.in_result and each.href:
                href = allowed_link(each.href)
        return Style(bool(look.strong), bool(look.em), bool(look.strike), href=href)

    def _content(self, child: etree._Element, style: Style, href: str | None, found: Found) -> None:
        name = name_of(child)
        if name == "t":
            found.pieces.append(Piece((child.text or "").replace("\n", " ").replace("\r", " "), style))
        elif name in _PLACED:
            found.pieces.append(Piece(_PLACED[name], style))
        elif name == "sym":
            self._symbol(child, style, found)
        elif name in {"footnoteReference", "endnoteReference"}:
            self._cite(name.removesuffix("Reference"), child.get(W + "id", ""), found)
        elif name in {"drawing", "pict", "object"}:
            self._drawing(child, found)
        elif name == "AlternateContent":
            branch = alternative(child)
            for inner in () if branch is None else branch:
                self._content(inner, style, href, found)
        elif not self._is_unseen(child, name) and len(child):
            self._inside(child, href, found)

    def _is_unseen(self, child: etree._Element, name: str) -> bool:
        """Take note of what stands in a run but is not among the words people see."""
        if name == "fldChar":
            self._field_mark(child.get(W + "fldCharType", ""))
        elif name in {"instrText", "delInstrText"}:
            self._instruction(child.text or "")
        elif name == "delText":
            self._tally.add("Deleted text", child.text or "")
        else:
            return name in _SILENT
        return True

    def _symbol(self, element: etree._Element, style: Style, found: Found) -> None:
        try:
            point = int(element.get(W + "char", ""), 16)
        except ValueError:
            return
        if 0xF000 <= point <= 0xF0FF:  # a place in a symbol font, not a character
            known = _SYMBOLS.get(point - 0xF000)
            if known is None:
                self._tally.add("Symbols of a special font", element.get(W + "font", ""))
            found.pieces.append(Piece(known or "", style))
        elif point <= 0x10FFFF:
            found.pieces.append(Piece(chr(point), style))

    def _field_mark(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
            if self._fields[-1].href:
                self._allowed(self._fields[-1].href)
        elif kind == "end" and self._fields:
            self._leave_code(self._fields.pop().code)

    def _instruction(self, code: str) -> None:
        if self._fields:
            self._fields[-1].code += code
        else:
            self._leave_code(code)

    def _leave_code(self, code: str) -> None:
        if code.strip():
            self._tally.add("Field codes (what they show is kept)", code)

    def _cite(self, kind: str, note_id: str, found: Found) -> None:
        name = f"{kind} {note_id}"
        if not self._notes.has(name):
            self._tally.add("Notes that are cited but not in the file", name)
            return
        if self._notes.label(name) is None:
            found.notes.append(name)
        found.pieces.append(Piece("", note=self._notes.cite(name)))

    def _drawing(self, element: etree._Element, found: Found) -> None:
        drawing = look_into(element)
        found.boxes.extend(drawing.boxes)
        for picture in drawing.pictures:
            target = self._package.relations(self._part).get(picture.relation)
            named = (target.target.rpartition("/")[2] if target else "", picture.description)
            self._tally.add(picture.what, " – ".join(part for part in named if part) or "without a name")
