"""Small Word files, made part by part for one test each."""

from __future__ import annotations

import zipfile
from io import BytesIO

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:v="urn:schemas-microsoft-com:vml"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="House"><w:name w:val="House title"/>'
    '<w:basedOn w:val="berschrift2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
)
LEVELS = "".join(
    f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{shows}"/></w:lvl>'
    for depth, (form, shows) in enumerate([("decimal", "%1."), ("lowerLetter", "(%2)"), ("lowerRoman", "(%3)")])
)
NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0">{LEVELS}</w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def run(text: str, properties: str = "") -> str:
    """Write a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inside: str, *, style: str = "", in_list: tuple[int, int] | None = None, mark: str = "") -> str:
    """Write a paragraph; `in_list` is its list and depth."""
    name = f'<w:pStyle w:val="{style}"/>' if style else ""
    place = f'<w:numPr><w:ilvl w:val="{in_list[1]}"/><w:numId w:val="{in_list[0]}"/></w:numPr>' if in_list else ""
    return f"<w:p><w:pPr>{name}{place}<w:rPr>{mark}</w:rPr></w:pPr>{inside}</w:p>"


def table(*rows: list[str], header: bool = False) -> str:
    """Write a table of paragraphs."""
    flag = "<w:trPr><w:tblHeader/></w:trPr>" if header else ""
    cells = ["".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows]
    return (
        "<w:tbl>" + "".join(f"<w:tr>{flag if not at else ''}{row}</w:tr>" for at, row in enumerate(cells)) + "</w:tbl>"
    )


def word_file(body: str, *, footnotes: str = "", header: str = "", links: dict[str, str] | None = None) -> bytes:
    """Return a Word file with this body."""
    parts = {"styles": STYLES, "numbering": NUMBERING, "footnotes": footnotes, "header": header}
    roots = {"header": "hdr"}
    relations = "".join(
        f'<Relationship Id="{part}" Type="{OFFICE}/{part}" Target="{part}.xml"/>'
        for part, text in parts.items()
        if text
    )
    relations += "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/hyperlink" Target="{target}" TargetMode="External"/>'
        for name, target in (links or {}).items()
    )
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "_rels/.rels",
            _relations(f'<Relationship Id="d" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'),
        )
        package.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
        package.writestr("word/_rels/document.xml.rels", _relations(relations))
        for part, text in parts.items():
            if text:
                root = roots.get(part, part)
                package.writestr(f"word/{part}.xml", f"<w:{root} {NAMESPACES}>{text}</w:{root}>")
    return buffer.getvalue()


def _relations(inside: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )
