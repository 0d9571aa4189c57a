"""Where the real data lies, and the words of a file taken from it in another, simpler way than the importer does."""

from __future__ import annotations

import os
import posixpath
import re
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

DATA = Path(os.environ.get("FAIRDRAFT_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
MISSING = f"the real data is not at {DATA}: set FAIRDRAFT_DATA to its folder"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=MISSING)

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
GONE = {"del", "moveFrom"}


def files(pattern: str) -> list[object]:
    """Return files of the data as parameters, or one that is skipped by name."""
    found = sorted(DATA.glob(pattern)) if DATA.is_dir() else []
    if not found:
        return [pytest.param(None, id=pattern, marks=pytest.mark.skip(reason=MISSING))]
    return [pytest.param(path, id=path.name[:60]) for path in found]


def count(text: str) -> Counter[str]:
    """Return how often each word stands in a text; marks and signs are no words."""
    return Counter(re.findall(r"[^\W_]+", text))


def words_of_word_file(data: bytes) -> Counter[str]:
    """Return the words of a Word file: body, cited notes and text boxes, each once, as if all changes were accepted."""
    package = zipfile.ZipFile(BytesIO(data))
    main = _main_part(package)
    body = etree.fromstring(package.read(main).replace(STRICT.encode(), W.encode()))
    said = _text(body)
    for kind in ("footnote", "endnote"):
        cited = {each.get(f"{{{W}}}id") for each in body.iter(f"{{{W}}}{kind}Reference") if not _is_gone(each)}
        part = posixpath.join(posixpath.dirname(main), f"{kind}s.xml")
        if cited and part in package.namelist():
            notes = etree.fromstring(package.read(part).replace(STRICT.encode(), W.encode()))
            said += "".join(
                _text(each) + "\n" for each in notes.iter(f"{{{W}}}{kind}") if each.get(f"{{{W}}}id") in cited
            )
    return count(said)


def _main_part(package: zipfile.ZipFile) -> str:
    for relation in etree.fromstring(package.read("_rels/.rels")):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    raise AssertionError("no main part")


def _text(root: etree._Element) -> str:
    """Join the words; anything but a run's own end may part two of them."""
    out: list[str] = []
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name in {"p", "tab", "br", "cr", "tc", "ptab", "noBreakHyphen"}:
            out.append("\n")
        elif name == "t" and element.tag in {f"{{{W}}}t", _MATHS} and not _is_gone(element) and not _is_twice(element):
            out.append(element.text or "")
    return "".join(out)


_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"


def _is_gone(element: etree._Element) -> bool:
    return any(etree.QName(above).localname in GONE for above in element.iterancestors())


def _is_twice(element: etree._Element) -> bool:
    """Say whether words stand in the fallback of something whose first choice has words too."""
    for above in element.iterancestors():
        if etree.QName(above).localname == "Fallback":
            choices = [each for each in above.itersiblings(preceding=True) if etree.QName(each).localname == "Choice"]
            if any((text.text or "").strip() for choice in choices for text in choice.iter(f"{{{W}}}t")):
                return True
    return False
