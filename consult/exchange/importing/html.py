"""HTML as blocks: what a browser would show, without scripts, styles and hidden parts; nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

from lxml import etree

from consult.core.clauses import Kind
from consult.core.errors import Refused
from consult.exchange.importing.blocks import Block, fitting, flattened, items, paragraphs, table
from consult.exchange.importing.figures import figure, small_number
from consult.exchange.importing.html_elements import FORMS, HEADINGS, INLINE, LEFT_OUT, LOOKS
from consult.exchange.importing.pieces import PLAIN, Piece, Style, allowed_link
from consult.exchange.importing.report import Tally

MOST_DEPTH = 200
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def read_html(text: str, filename: str, tally: Tally) -> tuple[str | None, list[Block]]:
    """Return the page's title, if any, and its text as blocks; raises Refused for what nests too deep."""
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_pis=True, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace") or b" ", parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        root = None
    if root is None:
        return None, []
    too_deep = any("depth" in str(entry.message).lower() for entry in parser.error_log)
    if too_deep or _is_deep(root):
        raise Refused(
            f"“{filename}” is nested too deeply to be read. Copy its text into a Word or text file and upload that."
        )
    for _ in root.iter(etree.Comment):
        tally.add("Comments hidden in the page")
    for element in root.iterfind("head//*"):
        if element.tag in {"script", "style"}:
            tally.add(LEFT_OUT[element.tag])
    title = root.find(".//title")
    said = " ".join((title.text or "").split()) if title is not None else ""
    return said or None, _Reader(tally).read(root)


def _is_deep(root: etree._Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MOST_DEPTH:
            return True
    return False


@dataclass(slots=True)
class _Around:
    """What a stretch of inline words will become; an item's marker goes to the first words in it only."""

    depth: int = 0
    marker: str = ""
    quote: str = ""
    is_quoted_list: bool = False
    heading: int = 0


class _Reader:
    """Walk a page; inline words wait until a block begins or ends."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._waiting: list[Piece] = []
        self._out: list[Block] = []

    def read(self, element: etree._Element) -> list[Block]:
        """Return the blocks of an element, apart from what is being read around it."""
        outer = self._waiting, self._out
        self._waiting, self._out = [], []
        around = _Around()
        self._walk(element, PLAIN, around)
        self._end(around)
        blocks = self._out
        self._waiting, self._out = outer
        return blocks

    def _walk(self, element: etree._Element, style: Style, around: _Around) -> None:
        self._say(element.text, style)
        for child in element:
            if _is_element(child) and not self._is_left_out(child):
                if child.tag in INLINE:
                    self._inline(child, style, around)
                else:
                    self._end(around)
                    self._block(child, style, around)
            self._say(child.tail, style)

    def _say(self, text: str | None, style: Style) -> None:
        if text:
            self._waiting.append(Piece(_BLANKS.sub(" ", text), style))

    def _end(self, around: _Around) -> None:
        """Make a block of the words that wait."""
        pieces, self._waiting = self._waiting, []
        if not any(piece.text.strip() for piece in pieces):
            return
        outer = around.quote if around.is_quoted_list or not around.depth else ""
        if around.heading:
            self._out.append(Block(Kind.HEADING, tuple(pieces), level=around.heading, marker=outer))
        elif around.marker:
            for item in items(pieces, around.marker, around.depth):
                self._out.append(replace(item, marker=f"{outer} {item.marker}".strip()))
            around.marker = ""
        elif around.quote and not around.is_quoted_list:
            self._out.append(Block(Kind.QUOTE, tuple(pieces), level=around.depth, marker=">"))
        else:
            for block in paragraphs(pieces, level=around.depth):
                self._out.append(replace(block, marker=f"{outer} {block.marker}".strip()))

    def _is_left_out(self, element: etree._Element) -> bool:
        what = LEFT_OUT.get(element.tag)
        style = _BLANKS.sub("", element.get("style", "")).lower()
        if what is None and (
            element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style
        ):
            what = "Hidden text"
        if what:
            said = "" if element.tag in {"script", "style"} else _said(element, " ")
            self._tally.add(what, said)
        return what is not None

    def _inline(self, element: etree._Element, style: Style, around: _Around) -> None:
        name = element.tag
        if name == "br":
            self._waiting.append(Piece("\n", style))
        elif name == "img":
            named = ((element.get("src") or "").rpartition("/")[2][:200], element.get("alt") or "")
            self._tally.add("Pictures", " – ".join(part for part in named if part) or "without a name")
        elif name == "q":
            self._say("“", style)
            self._walk(element, style, around)
            self._say("”", style)
        else:
            self._walk(element, self._styled(element, style), around)

    def _styled(self, element: etree._Element, style: Style) -> Style:
        name = element.tag
        if name in LOOKS:
            return LOOKS[name](style)
        href = element.get("href", "").strip() if name == "a" else ""
        if not href or href.startswith("#"):
            return style
        allowed = allowed_link(href)
        if allowed is None:
            self._tally.add("Links that lead to no full web, mail or telephone address (their words are kept)", href)
        return replace(style, href=allowed)

    def _block(self, element: etree._Element, style: Style, around: _Around) -> None:
        name = element.tag
        if name == "pre":
            text = _said(element, "").strip("\n")
            self._out.append(Block(Kind.CODE, (Piece(text),), level=around.depth, marker="```"))
        elif name in HEADINGS:
            self._within(element, style, replace(around, heading=HEADINGS[name], marker="", depth=0))
        elif name in {"ul", "ol", "menu", "dir"}:
            self._list(element, style, around)
        elif name == "blockquote":
            self._within(element, style, replace(around, quote=">", marker=""))
        elif name == "table":
            self._out.extend(self._table(element, around.depth))
        elif name == "li":
            self._within(element, style, replace(around, depth=max(around.depth, 1), marker="-"))
        elif name in {"p", "div", "section", "article", "span"} and around.marker:
            self._within(element, style, around)
        else:
            self._within(element, style, replace(around))

    def _within(self, element: etree._Element, style: Style, around: _Around) -> None:
        self._walk(element, style, around)
        self._end(around)

    def _list(self, element: etree._Element, style: Style, around: _Around) -> None:
        depth = around.depth + 1
        self._say(element.text, style)
        self._end(around)
        step = -1 if element.get("reversed") is not None else 1
        points = [child for child in element if child.tag == "li"]
        count = small_number(element.get("start")) or (len(points) if step < 0 else 1)
        for child in element:
            if _is_element(child) and not self._is_left_out(child):
                marker = "-"
                if child.tag == "li" and element.tag == "ol":
                    count = small_number(child.get("value")) or count
                    form = FORMS.get(element.get("type", ""), "decimal")
                    marker = fitting(f"{figure(count, form)}.", count, self._tally)
                    count += step
                inner = _Around(
                    depth, marker if child.tag == "li" else "", around.quote, is_quoted_list=bool(around.quote)
                )
                if child.tag in {"ul", "ol"}:
                    self._list(child, style, inner)
                else:
                    self._within(child, style, inner)
            self._say(child.tail, style)
            self._end(around)

    def _table(self, element: etree._Element, level: int) -> list[Block]:
        blocks: list[Block] = []
        for caption in element.iterchildren("caption"):
            blocks += self.read(caption)
        cells = [[cell for cell in row if cell.tag in {"td", "th"}] for row in _rows(element)]
        if len(cells) == 1 and len(cells[0]) == 1:
            return blocks + self.read(cells[0][0])  # a frame for the page's layout, not a table
        held: dict[int, int] = {}
        return blocks + table([self._row(row, held) for row in cells], level=level)

    def _row(self, cells: list[etree._Element], held: dict[int, int]) -> tuple[tuple[Piece, ...], ...]:
        """Return the cells of a row, with empty ones where a cell from above or from the left reaches in."""
        read: list[tuple[Piece, ...]] = []

        def reached() -> bool:
            column = len(read)
            if held.get(column, 0) <= 0:
                return False
            held[column] -= 1
            read.append(())
            return True

        for cell in cells:
            while reached():
                pass
            tall = min(max(small_number(cell.get("rowspan")) or 1, 1), 1000)
            wide = min(max(small_number(cell.get("colspan")) or 1, 1), 63)
            held.update(dict.fromkeys(range(len(read), len(read) + wide), tall - 1))
            read.append(flattened(self.read(cell), self._tally))
            read += [()] * (wide - 1)
        while reached():
            pass
        return tuple(read)


def _is_element(node: etree._Element) -> bool:
    """Tell elements from comments and entities, whose `tag` is no text, though lxml's types say so."""
    return isinstance(cast(object, node.tag), str)


def _said(element: etree._Element, between: str) -> str:
    return between.join(str(text) for text in element.itertext())


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from child.iterchildren("tr")
