"""Read an edited Word file: the same care as for any upload, but nothing accepted or rejected yet."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from consult.exchange.importing.figures import small_number
from consult.exchange.importing.word.elements import alternative, name_of, words_in
from consult.exchange.importing.word.package import Package, W
from consult.exchange.importing.word.styles import Styles, outline_level, value
from consult.exchange.reviewing.paragraphs import Edited, Mark, Paragraph, Row, WordComment
from consult.exchange.reviewing.runs import CHANGES, RunReader

_PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
_BESIDE = ("footnotes", "endnotes", "header", "footer")
_ROW_CHANGES = {W + "ins": "is_in", W + "del": "is_out"}


def read_edited(data: bytes, filename: str) -> Edited:
    """Read an edited file. Raises Refused where it is no Word file, is damaged, locked or hostile."""
    package = Package(data, filename)
    edited = Edited()
    properties = _properties(package)
    edited.document = properties.get("FairdraftDocument", "")
    edited.revision = small_number(properties.get("FairdraftRevision"))
    styles = _styles(package)
    own = properties.get("FairdraftTracked", "")
    for part in [package.main, *(part for kind in _BESIDE for part in package.related(kind))]:
        reader = _PartReader(package, part, styles, own, is_beside=part != package.main)
        root = package.xml(part)
        edited.items += reader.read(root)
        edited.loose += reader.left_over(root)
        edited.own_marks += len(reader.runs.own_marks)
    for part in package.related("comments"):
        edited.comments += [_comment(each) for each in package.xml(part).iter(W + "comment")]
    return edited


def _properties(package: Package) -> dict[str, str]:
    """Return the file's custom properties; of a part that cannot be read, none."""
    for relation in package.relations("").values():
        if relation.type.endswith("/custom-properties") and package.has(relation.target):
            root = package.xml(relation.target)
            return {each.get("name", ""): "".join(map(str, each.itertext())) for each in root.iter(_PROPERTY)}
    return {}


def _styles(package: Package) -> Styles:
    parts = package.related("styles")
    return Styles(package.xml(parts[0]) if parts else None)


def _comment(element: etree._Element) -> WordComment:
    lines = [words_in(paragraph) for paragraph in element.iter(W + "p")]
    said = "\n".join(lines).strip() if lines else words_in(element)
    return WordComment(element.get(W + "id", ""), said, element.get(W + "author", ""))


class _PartReader:
    """Read the paragraphs and rows of one part in order."""

    def __init__(self, package: Package, part: str, styles: Styles, own: str, *, is_beside: bool) -> None:
        self._is_beside = is_beside
        self.runs = RunReader(package, part, styles, own)
        self._styles = styles
        self._items: list[Paragraph | Row] = []

    def read(self, root: etree._Element) -> list[Paragraph | Row]:
        self._inside(root)
        return self._items

    def left_over(self, root: etree._Element) -> list[Mark]:
        """Return the changes that no paragraph or row took up."""
        return [self.runs.mark(each) for each in root.iter(*CHANGES) if each not in self.runs.seen]

    def _inside(self, element: etree._Element) -> None:
        for child in element:
            name = name_of(child)
            if name == "p":
                self._items += self._paragraphs(child)
            elif name == "tbl":
                self._items += self._table(child)
            elif name == "AlternateContent":
                branch = alternative(child)
                if branch is not None:
                    self._inside(branch)
            elif name not in {"sectPr", "tblPr", "sdtPr"}:
                self._inside(child)

    def _paragraphs(self, element: etree._Element) -> list[Paragraph]:
        """Return a paragraph, and those of the text boxes that hang on it."""
        paragraph, boxes = self.runs.read(element)
        paragraph.is_beside = self._is_beside
        properties = element.find(W + "pPr")
        style_id = value(properties, "pStyle")
        style = self._styles.paragraph(style_id)
        outline = outline_level(properties)
        paragraph.heading = (style.heading if outline is None else outline) or 0
        listed = None if properties is None else properties.find(W + "numPr")
        paragraph.is_point = bool((value(listed, "numId") or style.numbering or "0") != "0")
        return [paragraph, *(inner for box in boxes for inner in self._flat(box))]

    def _flat(self, container: etree._Element) -> Iterable[Paragraph]:
        outer, self._items = self._items, []
        self._inside(container)
        inner, self._items = self._items, outer
        for item in inner:
            yield from [item] if isinstance(item, Paragraph) else item.paragraphs

    def _table(self, table: etree._Element) -> list[Paragraph | Row]:
        rows = [each for each in _opened(table) if name_of(each) == "tr"]
        found = [self._row(row) for row in rows]
        if len(found) == 1 and len(found[0].cells) == 1 and not found[0].marks:
            return list(found[0].paragraphs)  # a frame drawn around some text, not a table
        return list(found)

    def _row(self, element: etree._Element) -> Row:
        row = Row()
        properties = element.find(W + "trPr")
        for each in () if properties is None else properties:
            if each.tag in _ROW_CHANGES:
                mark, is_own = self.runs.take(each)
                if not is_own:
                    setattr(row, _ROW_CHANGES[str(each.tag)], True)
                    row.marks.append(mark)
                elif each.tag == W + "del":
                    row.is_in = row.is_out = True
            row.is_head = row.is_head or each.tag == W + "tblHeader"
        row.cells = [list(self._flat(cell)) for cell in _opened(element) if name_of(cell) == "tc"]
        return row


def _opened(element: etree._Element) -> Iterable[etree._Element]:
    for child in element:
        if name_of(child) in {"sdt", "sdtContent", "customXml", "ins", "moveTo", "del", "moveFrom"}:
            yield from _opened(child)
        else:
            yield child
