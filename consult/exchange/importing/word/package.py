"""A Word file as a zip of XML parts: opened with suspicion, read in memory, nothing unpacked and nothing fetched."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote

from lxml import etree

from consult.core.errors import Refused

MOST_ENTRIES = 5_000
MOST_PART = 12 * 2**20
"""Bytes of one XML part: some 2,000 pages; a larger one is no consultation text, and its tree would not fit."""
MOST_TOTAL = 400 * 2**20
MOST_RATIO = 300
"""Word's own XML shrinks to a twentieth or so; five thousand equal paragraphs to a hundredth."""
MOST_DEPTH = 250

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)
"""What zipfile raises on damaged input; it documents only the first."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One link from a part: to another part, or outside."""

    id: str
    type: str
    target: str
    is_external: bool


class Package:
    """The parts of one Word file."""

    def __init__(self, data: bytes, filename: str) -> None:
        """Open the file; raises Refused where it is no Word file, is damaged, locked or hostile."""
        self.filename = filename
        self._relations: dict[str, dict[str, Relation]] = {}
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            entries = self._zip.infolist()
        except _BROKEN:
            raise self.refusal("is damaged: its contents cannot be listed") from None
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._check(entries)
        self.main = self._find_main()

    def refusal(self, why: str) -> Refused:
        """Build the refusal that says why this file cannot be read, and what to do."""
        return Refused(f"“{self.filename}” {why}. Open it in Word, save it again as a .docx file and upload that.")

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > MOST_ENTRIES:
            raise self.refusal(f"holds {len(entries):,} parts, more than a Word file needs")
        if sum(entry.file_size for entry in entries) > MOST_TOTAL:
            raise self.refusal("would unpack to more than 400 MB")
        for entry in entries:
            name = entry.filename.replace("\\", "/")
            if ".." in name.split("/") or re.match(r"[A-Za-z]:", name):
                raise self.refusal("has a part whose name points outside the file, as no program of good faith writes")
            if entry.flag_bits & 0x1:
                raise self.refusal("is locked with a password")
            if entry.file_size > 2**20 and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
                raise self.refusal("would swell enormously when unpacked")
            self._entries.setdefault(name.lstrip("/").lower(), entry)

    def _find_main(self) -> str:
        for relation in self.relations("").values():
            if relation.type.endswith("/officeDocument") and not relation.is_external:
                main = relation.target
                break
        else:
            main = "word/document.xml"
        if main.lower() not in self._entries:
            raise self.refusal("is not a Word document: it has no text part")
        return main

    def has(self, part: str) -> bool:
        """Say whether the file has this part."""
        return part.lower() in self._entries

    def read(self, part: str) -> bytes:
        """Return a part's bytes, up to the largest size we take."""
        try:
            with self._zip.open(self._entries[part.lower()]) as stream:
                data = stream.read(MOST_PART + 1)
        except _BROKEN:
            raise self.refusal(f"is damaged: its part “{part}” cannot be unpacked") from None
        if len(data) > MOST_PART:
            raise self.refusal(f"is too large: its part “{part}” holds more than {MOST_PART >> 20} MB")
        return data

    def xml(self, part: str) -> etree._Element:
        """Return a part's XML; raises Refused for what is not well-formed, declares entities or nests too deep."""
        data = self.read(part)
        if b"<!DOCTYPE" in data or "<!DOCTYPE".encode("utf-16-le") in data or "<!DOCTYPE".encode("utf-16-be") in data:
            raise self.refusal(f"declares entities in its part “{part}”, which Word never does")
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError, LookupError):
            raise self.refusal(f"is damaged: its part “{part}” is not well-formed") from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise self.refusal(f"declares entities in its part “{part}”, which Word never does")
        if _is_deeper(root, MOST_DEPTH):
            raise self.refusal("is nested too deeply")
        return root

    def relations(self, part: str) -> dict[str, Relation]:
        """Return the relations of a part by their id; of the package for ""."""
        if part not in self._relations:
            folder, name = posixpath.split(part)
            path = posixpath.join(folder, "_rels", f"{name}.rels")
            found = self.xml(path).iter(_RELATION) if self.has(path) else ()
            self._relations[part] = {
                relation.id: relation for relation in (_relation(element, folder) for element in found)
            }
        return self._relations[part]

    def related(self, kind: str) -> list[str]:
        """Return the parts of one kind ("footnotes", "header" ...) that belong to the text and exist."""
        return [
            relation.target
            for relation in self.relations(self.main).values()
            if relation.type.endswith(f"/{kind}") and not relation.is_external and self.has(relation.target)
        ]


def _relation(element: etree._Element, folder: str) -> Relation:
    target = element.get("Target", "")
    is_external = element.get("TargetMode", "").lower() == "external"
    if not is_external:
        inside = unquote(target.replace("\\", "/")).split("#")[0]
        target = posixpath.normpath(posixpath.join("/", folder, inside)).lstrip("/")
    return Relation(element.get("Id", ""), element.get("Type", ""), target, is_external)


def _is_deeper(root: etree._Element, most: int) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > most:
            return True
    return False
