"""Small questions about elements of a Word file's XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from consult.exchange.importing.word.package import W

_WRAPPERS = {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "Choice", "Fallback"}


def name_of(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def words_in(element: etree._Element) -> str:
    """Return all words of an element, deleted ones too, for the report of what is left out."""
    said: list[str] = []
    for each in element.iter(W + "t", W + "delText", W + "p", W + "tab", W + "br"):
        said.append((each.text or "") if each.tag in {W + "t", W + "delText"} else " ")
    return " ".join("".join(said).split())


def alternative(element: etree._Element) -> etree._Element | None:
    """Choose one branch of mc:AlternateContent, so that what stands there twice is read once."""
    branches = [child for child in element if name_of(child) in {"Choice", "Fallback"}]
    with_words = [branch for branch in branches if any((text.text or "").strip() for text in branch.iter(W + "t"))]
    return next(iter(with_words or branches), None)


def unwrapped(children: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """Yield elements with content controls, smart tags and accepted insertions opened."""
    for child in children:
        name = name_of(child)
        if name == "AlternateContent":
            branch = alternative(child)
            yield from unwrapped(()) if branch is None else unwrapped(branch)
        elif name in _WRAPPERS:
            yield from unwrapped(child)
        else:
            yield child
