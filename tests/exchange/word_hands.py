"""Word's hands: look into a Word file of ours as Word would show it, and edit it as Word would, changes tracked."""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

from lxml import etree

NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NS}}}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
Element = etree._Element


class Doc:
    """A Word file, its main part and its comments opened."""

    def __init__(self, data: bytes) -> None:
        self.parts = {info.filename: zipfile.ZipFile(BytesIO(data)).read(info) for info in _entries(data)}
        self.root = etree.fromstring(self.parts["word/document.xml"])
        if "word/comments.xml" not in self.parts:
            self._make_comments()
        self.comments = etree.fromstring(self.parts["word/comments.xml"])
        self.ids = iter(range(9000, 99999))

    def _make_comments(self) -> None:
        self.parts["word/comments.xml"] = f'<w:comments xmlns:w="{NS}"/>'.encode()
        for name, inside in (
            (
                "word/_rels/document.xml.rels",
                f'<Relationship Id="rIdC" Type="{OFFICE}/comments" Target="comments.xml"/>',
            ),
            ("[Content_Types].xml", f'<Override PartName="/word/comments.xml" ContentType="{COMMENTS}"/>'),
        ):
            at = self.parts[name].rindex(b"</")
            self.parts[name] = self.parts[name][:at] + inside.encode() + self.parts[name][at:]

    def save(self) -> bytes:
        """Return the file with what was changed."""
        self.parts["word/document.xml"] = etree.tostring(self.root, encoding="UTF-8", standalone=True)
        self.parts["word/comments.xml"] = etree.tostring(self.comments, encoding="UTF-8", standalone=True)
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in self.parts.items():
                package.writestr(name, data)
        return out.getvalue()

    def paragraphs(self) -> list[Element]:
        """Return all paragraphs of the text."""
        return list(self.root.iter(W + "p"))

    def paragraph(self, words: str) -> Element:
        """Return the first paragraph that shows these words."""
        return next(each for each in self.paragraphs() if words in shown(each))

    def properties(self) -> dict[str, str]:
        """Return the custom properties."""
        root = etree.fromstring(self.parts["docProps/custom.xml"])
        return {each.get("name", ""): "".join(each.itertext()) for each in root}

    # What a person does in Word, with changes tracked.

    def _mark(self, name: str, author: str = "Pat Partner") -> Element:
        return etree.Element(
            W + name, {W + "id": str(next(self.ids)), W + "author": author, W + "date": "2026-05-01T10:00:00Z"}
        )

    def replace(self, old: str, new: str, *, tracked: bool = True) -> None:
        """Select some words of one run and type others over them; nothing typed: they are deleted."""
        run = next(
            each for each in self.root.iter(W + "r") if old in "".join(t.text or "" for t in each.findall(W + "t"))
        )
        self.replace_in(run, old, new, tracked=tracked)

    def replace_in(self, run: Element, old: str, new: str, *, tracked: bool = True) -> None:
        """Do so in this run."""
        text = "".join(t.text or "" for t in run.findall(W + "t"))
        before, after = text.split(old, 1)
        pieces: list[Element] = [_like(run, before)] if before else []
        if tracked:
            gone = self._mark("del")
            gone.append(_like(run, old, "delText"))
            pieces.append(gone)
        if new:
            come = _like(run, new)
            if tracked:
                come = self._mark("ins")
                come.append(_like(run, new))
            pieces.append(come)
        if after:
            pieces.append(_like(run, after))
        for piece in pieces:
            run.addprevious(piece)
        run.getparent().remove(run)  # type: ignore[union-attr]

    def type_after(self, run: Element, typed: str) -> None:
        """Set the cursor at the end of a run and type: the words take its style."""
        come = self._mark("ins")
        come.append(_like(run, typed))
        run.addnext(come)

    def new_paragraph_after(self, words: str, typed: str) -> None:
        """Set the cursor at the end of a paragraph, press Enter and type: the old mark goes with the new words."""
        paragraph = self.paragraph(words)
        new = etree.Element(W + "p")
        properties = paragraph.find(W + "pPr")
        if properties is not None:
            new.append(copy.deepcopy(properties))
        come = self._mark("ins")
        run = etree.SubElement(come, W + "r")
        etree.SubElement(run, W + "t").text = typed
        new.append(come)
        paragraph.addnext(new)
        self._mark_of(paragraph).append(self._mark("ins"))

    def delete_paragraph(self, words: str) -> None:
        """Select a whole paragraph with its mark and delete it."""
        paragraph = self.paragraph(words)
        for run in list(paragraph.iter(W + "r")):
            gone = self._mark("del")
            run.addprevious(gone)
            gone.append(run)
            for text in run.findall(W + "t"):
                text.tag = W + "delText"
        self._mark_of(paragraph).append(self._mark("del"))

    def move_paragraph(self, words: str, after: str, *, ids_go_too: bool) -> None:
        """Drag a whole paragraph to another place."""
        old = self.paragraph(words)
        new = copy.deepcopy(old)
        for name, paragraph in (("moveFrom", old), ("moveTo", new)):
            for run in list(paragraph.iter(W + "r")):
                mark = self._mark(name)
                run.addprevious(mark)
                mark.append(run)
            self._mark_of(paragraph).append(self._mark(name))
        for each in list((old if ids_go_too else new).iter(W + "bookmarkStart", W + "bookmarkEnd")):
            each.getparent().remove(each)  # type: ignore[union-attr]
        self.paragraph(after).addnext(new)

    def split(self, words: str, first: str) -> None:
        """Press Enter inside a paragraph, after its first words."""
        paragraph = self.paragraph(words)
        run = next(each for each in paragraph.iter(W + "r") if first in "".join(each.itertext()))
        text = "".join(run.itertext())
        at = text.index(first) + len(first)
        new = etree.Element(W + "p")
        properties = paragraph.find(W + "pPr")
        if properties is not None:
            new.append(copy.deepcopy(properties))
        following = list(run.itersiblings())
        run.addnext(_like(run, text[:at]))
        new.append(_like(run, text[at:]))
        paragraph.remove(run)
        for each in following:
            new.append(each)
        paragraph.addnext(new)
        self._mark_of(paragraph).append(self._mark("ins"))

    def join(self, words: str) -> None:
        """Delete the end of a paragraph, so that the next runs on from it."""
        self._mark_of(self.paragraph(words)).append(self._mark("del"))

    @staticmethod
    def _mark_of(paragraph: Element) -> Element:
        properties = paragraph.find(W + "pPr")
        if properties is None:
            properties = etree.Element(W + "pPr")
            paragraph.insert(0, properties)
        mark = properties.find(W + "rPr")
        return etree.SubElement(properties, W + "rPr") if mark is None else mark

    def comment(self, words: str, said: str, author: str = "Pat Partner") -> None:
        """Select some words of one run and comment on them."""
        number = str(next(self.ids))
        run = next(each for each in self.root.iter(W + "r") if words in "".join(each.itertext()))
        text = "".join(run.itertext())
        before, after = text.split(words, 1)
        reference = etree.Element(W + "r")
        etree.SubElement(reference, W + "commentReference", {W + "id": number})
        pieces = [
            _like(run, before),
            etree.Element(W + "commentRangeStart", {W + "id": number}),
            _like(run, words),
            etree.Element(W + "commentRangeEnd", {W + "id": number}),
            reference,
            _like(run, after),
        ]
        for piece in pieces:
            run.addprevious(piece)
        run.getparent().remove(run)  # type: ignore[union-attr]
        made = etree.SubElement(self.comments, W + "comment", {W + "id": number, W + "author": author})
        for line in said.split("\n"):
            etree.SubElement(etree.SubElement(etree.SubElement(made, W + "p"), W + "r"), W + "t").text = line

    def forget_ids(self) -> None:
        """Take away bookmarks and properties, as a copy of the text into another file does."""
        for name in ("bookmarkStart", "bookmarkEnd"):
            for each in list(self.root.iter(W + name)):
                each.getparent().remove(each)  # type: ignore[union-attr]
        del self.parts["docProps/custom.xml"]
        rels = etree.fromstring(self.parts["_rels/.rels"])
        for each in list(rels):
            if "custom" in each.get("Target", ""):
                rels.remove(each)
        self.parts["_rels/.rels"] = etree.tostring(rels)
        types = etree.fromstring(self.parts["[Content_Types].xml"])
        for each in list(types):
            if "custom" in each.get("PartName", ""):
                types.remove(each)
        self.parts["[Content_Types].xml"] = etree.tostring(types)


def _entries(data: bytes) -> list[zipfile.ZipInfo]:
    return zipfile.ZipFile(BytesIO(data)).infolist()


def _like(run: Element, text: str, tag: str = "t") -> Element:
    new = etree.Element(W + "r")
    properties = run.find(W + "rPr")
    if properties is not None:
        new.append(copy.deepcopy(properties))
    made = etree.SubElement(new, W + tag)
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return new


def shown(paragraph: Element) -> str:
    """Return the words of a paragraph with every change accepted."""
    return "".join(_said(paragraph, "del"))


def was(paragraph: Element) -> str:
    """Return the words of a paragraph with every change rejected."""
    return "".join(_said(paragraph, "ins"))


def _said(paragraph: Element, without: str) -> Iterator[str]:
    for each in paragraph.iter(W + "t", W + "delText", W + "br"):
        if not any(above.tag == W + without for above in each.iterancestors()):
            yield "\n" if each.tag == W + "br" else each.text or ""


def settled(doc: Doc, reading: Callable[[Element], str], gone: str) -> list[str]:
    """Return the paragraphs once all changes are accepted or rejected; one whose mark goes runs into the next."""
    out: list[str] = []
    carried = ""
    for paragraph in doc.paragraphs():
        carried += reading(paragraph)
        if paragraph.find(f"{W}pPr/{W}rPr/{W}{gone}") is None:
            out.append(carried)
            carried = ""
    return [each for each in [*out, carried] if each.strip()]


def commented(doc: Doc, number: str) -> str:
    """Return the words a comment stands on."""
    inside, said = False, ""
    for each in doc.root.iter():
        if each.tag == W + "commentRangeStart" and each.get(W + "id") == number:
            inside = True
        elif each.tag == W + "commentRangeEnd" and each.get(W + "id") == number:
            return said
        elif inside and each.tag == W + "t":
            said += each.text or ""
    raise AssertionError(f"no comment {number}")
