"""The words of one paragraph of an edited file, with what was put in and taken out of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from consult.exchange.importing.pieces import Style, allowed_link
from consult.exchange.importing.word.elements import alternative, name_of, words_in
from consult.exchange.importing.word.package import Package, R, W
from consult.exchange.importing.word.styles import Styles, look_of, switch, value
from consult.exchange.reviewing.paragraphs import Bound, Mark, Paragraph, Span

CHANGES = tuple(W + name for name in ("ins", "del", "moveTo", "moveFrom", "cellIns", "cellDel"))
BOOKMARK = "fd_"
LONGEST_KEY = 40
_IN = {"ins", "moveTo", "cellIns"}
_OUT = {"del", "moveFrom", "cellDel"}
_PLACED = {"tab": " ", "ptab": " ", "cr": "\n", "br": "\n", "noBreakHyphen": "\u2011"}
_CODE, _NOTE_MARK, _LITERAL = "clause code", "note mark", "code words"
"""Character styles of ours, by which an exported file is written."""


@dataclass(frozen=True, slots=True)
class _State:
    is_in: bool = False
    is_out: bool = False
    href: str | None = None
    is_label: bool = False


class RunReader:
    """Read paragraphs of one part; bookmarks last over paragraph ends, so one reader serves a whole part."""

    def __init__(self, package: Package, part: str, styles: Styles, own: str) -> None:
        """`own`: the name our own tracked changes bear in this file."""
        self._package = package
        self._part = part
        self._styles = styles
        self._own = own
        self.seen: set[etree._Element] = set()
        self.own_marks: list[Mark] = []
        self._paragraph = Paragraph()
        self._length = 0
        self._begun: set[str] = set()
        self._boxes: list[etree._Element] = []

    def mark(self, element: etree._Element) -> Mark:
        """Return a tracked change."""
        sort = "insertion" if name_of(element) in _IN else "deletion"
        return Mark(
            "insertion" if sort == "insertion" else "deletion", words_in(element), element.get(W + "author", "")
        )

    def take(self, element: etree._Element) -> tuple[Mark, bool]:
        """Take note of a tracked change; say whether it is one this site wrote itself."""
        self.seen.add(element)
        mark = self.mark(element)
        is_own = bool(self._own) and mark.name == self._own
        if is_own:
            self.own_marks.append(mark)
        return mark, is_own

    def read(self, element: etree._Element) -> tuple[Paragraph, list[etree._Element]]:
        """Return a paragraph, and the text boxes that hang on it."""
        outer = self._paragraph, self._boxes, self._length
        self._paragraph, self._boxes, self._length = Paragraph(), [], 0
        properties = element.find(W + "pPr")
        if properties is not None:
            self._end(properties)
        self._inside(element, _State())
        made = self._paragraph, self._boxes
        self._paragraph, self._boxes, self._length = outer
        return made

    def _end(self, properties: etree._Element) -> None:
        """Read what happened to the end of the paragraph, and to its number."""
        for each in properties.iter(*CHANGES):
            mark, is_own = self.take(each)
            parent = each.getparent()
            ends = parent is not None and name_of(parent) == "rPr"
            if not is_own:
                self._paragraph.marks.append(mark)
                self._paragraph.end_in |= ends and mark.sort == "insertion"
                self._paragraph.end_out |= ends and mark.sort == "deletion"
            elif ends and mark.sort == "deletion":  # gone before this file was given out: it ends nothing at all
                self._paragraph.end_in = self._paragraph.end_out = True

    def _inside(self, element: etree._Element, state: _State) -> None:
        for child in element:
            self._child(child, name_of(child), state)

    def _child(self, child: etree._Element, name: str, state: _State) -> None:
        if name in _IN or name in _OUT:
            self._change(child, name, state)
        elif name == "r" and child.tag == W + "r":
            self._run(child, state)
        elif name == "hyperlink":
            self._inside(child, replace(state, href=self._link(child) or state.href))
        elif name == "AlternateContent":
            branch = alternative(child)
            if branch is not None:
                self._inside(branch, state)
        elif name in {"oMath", "oMathPara"}:
            self._put("".join(each.text or "" for each in child.iter() if name_of(each) == "t"), Style(), state)
        elif name in {"bookmarkStart", "commentRangeStart", "commentRangeEnd"}:
            self._point(child, name)
        elif name not in {"pPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr"}:
            self._inside(child, state)

    def _change(self, child: etree._Element, name: str, state: _State) -> None:
        mark, is_own = self.take(child)
        if not is_own:
            self._paragraph.marks.append(mark)
            state = replace(state, is_in=state.is_in or name in _IN, is_out=state.is_out or name in _OUT)
        elif name in _OUT:
            state = replace(state, is_in=True, is_out=True)  # it stood in an older revision only
        self._inside(child, state)

    def _point(self, child: etree._Element, name: str) -> None:
        if name == "bookmarkStart":
            named = child.get(W + "name", "")
            if named.startswith(BOOKMARK) and len(named) <= LONGEST_KEY:
                self._paragraph.keys.append(named[len(BOOKMARK) :])
            return
        self._begun.add(child.get(W + "id", ""))
        self._paragraph.bounds.append(Bound(child.get(W + "id", ""), self._length, name == "commentRangeStart"))

    def _link(self, element: etree._Element) -> str | None:
        relation = self._package.relations(self._part).get(element.get(R + "id", ""))
        return allowed_link(relation.target) if relation else None

    def _run(self, run: etree._Element, state: _State) -> None:
        properties = run.find(W + "rPr")
        style_id = value(properties, "rStyle")
        named = self._styles.character_name(style_id)
        if not state.is_in and named in {_CODE, _NOTE_MARK}:
            # A code or a note's mark of ours. What somebody typed into one is words.
            if named == _NOTE_MARK and not state.is_out:
                self._paragraph.spans.append(Span("", note=words_in(run)))
            return
        look = look_of(properties).over(self._styles.look(style_id))
        style = Style(bool(look.strong), bool(look.em), bool(look.strike), named == _LITERAL, state.href)
        state = replace(state, is_label=named == _CODE)
        if properties is not None and switch(properties, "vanish") and not run.findall(W + "t"):
            return
        for child in run:
            self._content(child, name_of(child), style, state)

    def _content(self, child: etree._Element, name: str, style: Style, state: _State) -> None:
        if name in {"t", "delText"}:
            self._put((child.text or "").replace("\n", " ").replace("\r", " "), style, state)
        elif name in _PLACED:
            self._put(_PLACED[name], style, state)
        elif name == "sym":
            self._put("•", style, state)
        elif name == "commentReference":
            number = child.get(W + "id", "")
            if number not in self._begun:
                self._paragraph.bounds.append(Bound(number, self._length, begins=True))
        elif name in {"drawing", "pict", "object", "AlternateContent"}:
            self._boxes += _boxes_in(child)

    def _put(self, text: str, style: Style, state: _State) -> None:
        if text:
            self._paragraph.spans.append(Span(text, style, state.is_in, state.is_out, is_label=state.is_label))
            self._length += 0 if state.is_in else len(text)


def _boxes_in(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes in a drawing, none that stands in another."""
    if element.tag == W + "txbxContent":
        yield element
        return
    chosen = alternative(element) if name_of(element) == "AlternateContent" else element
    for child in () if chosen is None else chosen:
        yield from _boxes_in(child)
