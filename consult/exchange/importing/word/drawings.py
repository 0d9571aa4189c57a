"""Drawings in a Word file: the text boxes in them, each once, and the pictures, which cannot come along."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from consult.exchange.importing.word.elements import alternative, name_of
from consult.exchange.importing.word.package import R

_GRAPHICS = {"chart": "Charts", "chartex": "Charts", "diagram": "Diagrams"}


@dataclass(frozen=True, slots=True)
class Picture:
    """Something drawn that the import leaves out: what it is, its relation id and its description."""

    what: str
    relation: str
    description: str


@dataclass(slots=True)
class Drawing:
    """What one drawing holds."""

    boxes: list[etree._Element] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def look_into(element: etree._Element) -> Drawing:
    """Return the text boxes and pictures of a drawing; boxes inside a box belong to that box."""
    drawing = Drawing()
    _walk(element, "", drawing)
    return drawing


def _walk(element: etree._Element, description: str, drawing: Drawing) -> None:
    name = name_of(element)
    if name == "txbxContent":
        drawing.boxes.append(element)
        return
    if name == "AlternateContent":
        branch = alternative(element)
        if branch is not None:
            _walk(branch, description, drawing)
        return
    if name in {"inline", "anchor"}:
        told = next((child for child in element if name_of(child) == "docPr"), None)
        description = "" if told is None else told.get("descr") or told.get("title") or told.get("name") or ""
    picture = _picture(element, name, description)
    if picture is not None:
        drawing.pictures.append(picture)
    for child in element:
        _walk(child, description, drawing)


def _picture(element: etree._Element, name: str, description: str) -> Picture | None:
    if name == "blip":
        return Picture("Pictures", element.get(R + "embed") or element.get(R + "link") or "", description)
    if name == "imagedata":
        title = element.get("{urn:schemas-microsoft-com:office:office}title")
        return Picture("Pictures", element.get(R + "id") or "", description or title or "")
    if name == "OLEObject":
        return Picture("Attached files", element.get(R + "id") or "", element.get("ProgID") or "")
    if name == "textpath" and element.get("string"):
        return Picture("Words drawn as pictures", "", element.get("string") or "")
    if name == "t" and "drawingml" in str(element.tag) and (element.text or "").strip():
        return Picture("Words inside drawings", "", element.text or "")
    if name == "graphicData":
        what = _GRAPHICS.get((element.get("uri") or "").rpartition("/")[2])
        return Picture(what, "", description) if what else None
    return None
