"""The record as a Word file: real headings, lists and tables with header rows, written block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree

from consult.exchange.exporting.word.elements import add, readable
from consult.exchange.importing.word.package import W
from consult.exchange.recording.facts import Facts
from consult.exchange.recording.outline import Block, Heading, Para, Table
from consult.exchange.recording.tables import FIXED

BODY = "word/document.xml"
SOFT, LABEL = "RecordSoft", "RecordLabel"
LOOKS = {"quote": "Quote", "item": "ListBullet", "soft": SOFT}
WIDE = 9_070
"""How wide a table is: what is between the margins, in twentieths of a point."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write_word(facts: Facts, blocks: Iterable[Block], path: Path, say: Callable[[], None] = lambda: None) -> None:
    """Write the record; `say` is called after each block. Only one block is held at a time."""
    empty = BytesIO()
    file = _empty(facts)
    section = file.element.body.sectPr
    file.save(empty)
    with ZipFile(empty) as dressed, ZipFile(path, "w", ZIP_DEFLATED) as out:
        for info in dressed.infolist():
            if info.filename != BODY:
                out.writestr(info, dressed.read(info))
        with out.open(BODY, "w", force_zip64=True) as body, etree.xmlfile(body, encoding="UTF-8") as xml:
            xml.write_declaration(standalone=True)
            with xml.element(W + "document", nsmap={"w": W[1:-1]}), xml.element(W + "body"):
                xml.write(_paragraph("Title", facts.title))
                for block in blocks:
                    for made in _dressed(block):
                        xml.write(made)
                    say()
                xml.write(section)


def _empty(facts: Facts) -> Any:
    """Return a file without text, on A4, with its title, language and numbered pages."""
    import docx  # noqa: PLC0415  # loaded where a record is made only
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415
    from docx.shared import Mm, Pt, RGBColor  # noqa: PLC0415

    file = docx.Document()
    core = file.core_properties
    core.title, core.author, core.comments = readable(facts.title)[:250], "", ""
    core.created = core.modified = FIXED
    core.last_modified_by, core.language = "", "en-GB"
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    file.styles["Caption"].paragraph_format.keep_with_next = True
    soft = file.styles.add_style(SOFT, WD_STYLE_TYPE.PARAGRAPH).font
    soft.size, soft.color.rgb = Pt(9.5), RGBColor(0x57, 0x4D, 0x5B)
    file.styles.add_style(LABEL, WD_STYLE_TYPE.CHARACTER).font.bold = True
    for language in file.styles.element.iter(W + "lang"):
        language.set(W + "val", "en-GB")
    section.header.paragraphs[0].add_run(readable(facts.title))
    number = add(section.footer.paragraphs[0]._p, "fldSimple", instr="PAGE")
    add(add(number, "r"), "t").text = "1"
    return file


def _dressed(block: Block) -> list[Any]:
    """Return a block as Word's elements."""
    if isinstance(block, Heading):
        return [_paragraph(f"Heading{block.level}", block.text)]
    if isinstance(block, Para):
        return [_paragraph(LOOKS.get(block.look, ""), block.text, block.label)]
    return [_paragraph("Caption", block.about), _table(block), _paragraph("", "")]


def _paragraph(style: str, text: str, label: str = "") -> Any:
    made = etree.Element(W + "p", nsmap={"w": W[1:-1]})
    if style:
        add(add(made, "pPr"), "pStyle", val=style)
    if label:
        run = add(made, "r")
        add(add(run, "rPr"), "rStyle", val=LABEL)
        _words(run, f"{label} ")
    run = add(made, "r")
    for number, part in enumerate(text.split("\n")):
        if number:
            add(run, "br")
        _words(run, part)
    return made


def _words(run: Any, text: str) -> None:
    words = add(run, "t")
    words.set(_SPACE, "preserve")
    words.text = readable(text)


def _table(block: Table) -> Any:
    table = etree.Element(W + "tbl", nsmap={"w": W[1:-1]})
    properties = add(table, "tblPr")
    add(properties, "tblStyle", val="TableGrid")
    add(properties, "tblW", w="5000", type="pct")
    add(properties, "tblLook", val="0020", firstRow="1")
    add(properties, "tblCaption", val=block.about)
    grid = add(table, "tblGrid")
    whole = sum(block.widths)
    widths = [WIDE * width // whole for width in block.widths]
    for width in widths:
        add(grid, "gridCol", w=str(width))
    for number, row in enumerate((block.head, *block.rows)):
        line = add(table, "tr")
        kept = add(line, "trPr")
        add(kept, "cantSplit")
        if number == 0:
            add(kept, "tblHeader")
        for cell, width in zip(row, widths, strict=True):
            made = add(line, "tc")
            add(add(made, "tcPr"), "tcW", w=str(width), type="dxa")
            made.append(_paragraph("", cell) if number else _paragraph("", "", cell))
    return table
