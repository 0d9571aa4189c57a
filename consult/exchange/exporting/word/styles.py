"""An empty Word file in our dress."""

from __future__ import annotations

from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Mm, Pt, RGBColor

from consult.documents.models import Document, Revision
from consult.exchange.exporting.word.body import CODE_BLOCK, NOTE_TEXT
from consult.exchange.exporting.word.elements import CODE_STYLE, LITERAL_STYLE, NOTE_STYLE, readable
from consult.infra.clock import to_london

_LONGEST = 250
"""Word takes titles of up to 255 letters."""


def empty_file(document: Document, revision: Revision) -> Any:
    """Return a file without text, on A4, with the document's name and revision at the head of its pages."""
    file = docx.Document()
    when = to_london(revision.at)
    core = file.core_properties
    core.title, core.author, core.comments = readable(document.title)[:_LONGEST], "", ""
    core.created = core.modified = revision.at.replace(tzinfo=None)
    core.last_modified_by, core.language = "", "en-GB"
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    named = f"{document.title}. Revision {revision.number}, {when.day} {when:%B %Y}"
    section.header.paragraphs[0].add_run(readable(named))
    _styles(file.styles)
    return file


def _styles(styles: Any) -> None:
    code = styles.add_style(CODE_STYLE, WD_STYLE_TYPE.CHARACTER).font
    code.size, code.color.rgb, code.bold, code.italic = Pt(8), RGBColor(0x57, 0x4D, 0x5B), False, False
    styles.add_style(NOTE_STYLE, WD_STYLE_TYPE.CHARACTER).font.superscript = True
    styles.add_style(LITERAL_STYLE, WD_STYLE_TYPE.CHARACTER).font.name = "Courier New"
    styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True).font.underline = True
    reference = styles.add_style("annotation reference", WD_STYLE_TYPE.CHARACTER, builtin=True)
    reference.element.styleId = "CommentReference"
    reference.font.size = Pt(8)
    styles.add_style(CODE_BLOCK, WD_STYLE_TYPE.PARAGRAPH).font.name = "Courier New"
    styles.add_style(NOTE_TEXT, WD_STYLE_TYPE.PARAGRAPH).font.size = Pt(9)
