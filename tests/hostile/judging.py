"""Our own judge of HTML, stricter than needs be: only tags, attributes and addresses that our sanitiser lists."""

from __future__ import annotations

import re
import unicodedata

import html5lib

from consult.infra.sanitise import ATTRIBUTES, SCHEMES, TAGS

FRAME = {"DOCUMENT_FRAGMENT"}
OURS = ("p", "dir", "auto")
"""Put in after cleaning, where words may read from right to left."""
SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.\t\r\n-]*):", re.IGNORECASE)


def problems(html: str) -> list[str]:
    """List what a fragment holds besides text and the listed tags."""
    found = []
    for element in html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False).iter():
        tag = str(element.tag)
        if tag in FRAME:
            continue
        if tag not in TAGS:
            found.append(f"element <{tag}>")
        for name, value in element.attrib.items():
            if (tag, name, value) == OURS:
                continue
            if name not in ATTRIBUTES.get(tag, set()):
                found.append(f"attribute {name} on <{tag}>")
            elif name == "href" and (scheme := SCHEME.match(value)) and scheme[1].lower() not in SCHEMES:
                found.append(f"address {value[:60]!r}")
    return found


def said(html: str) -> str:
    """Return the words a reader sees of a piece of HTML, as `words` gives them."""
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return words("".join(tree.itertext()))


def words(text: str) -> str:
    """Return a text without white space, and without control characters, for which pages show a question mark."""
    return "".join(
        one for one in text if one not in "?\ufeff" and not one.isspace() and unicodedata.category(one) != "Cc"
    )
