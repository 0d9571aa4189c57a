"""What a Word file of ours knows about itself: which document, which revision, whose marks are its own."""

from __future__ import annotations

from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from consult.exchange.exporting.word.elements import readable

DOCUMENT, REVISION, TRACKED = "FairdraftDocument", "FairdraftRevision", "FairdraftTracked"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CONTENT = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def write_properties(document: Any, values: dict[str, str]) -> None:
    """Put custom properties into a file; Word and its like keep them when they save."""
    root = etree.Element(f"{{{_CUSTOM}}}Properties", nsmap={"cp": _CUSTOM, "vt": _TYPES})
    for number, (name, value) in enumerate(values.items(), 2):
        made = etree.SubElement(root, f"{{{_CUSTOM}}}property", fmtid=_FORMAT, pid=str(number), name=name)
        etree.SubElement(made, f"{{{_TYPES}}}lpwstr").text = readable(value)
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    package = document.part.package
    package.relate_to(Part(PackURI("/docProps/custom.xml"), _CONTENT, data, package), _RELATION)
