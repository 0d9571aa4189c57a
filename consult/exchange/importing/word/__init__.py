"""Word files: the XML read part by part, so that no word is lost that a reader of the file would see."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from consult.core.clauses import Kind
from consult.exchange.importing.blocks import Block, flattened, nested
from consult.exchange.importing.report import Tally
from consult.exchange.importing.word.body import TITLE, BodyReader, Setting
from consult.exchange.importing.word.elements import name_of, words_in
from consult.exchange.importing.word.notes import Notes
from consult.exchange.importing.word.numbering import Numbering
from consult.exchange.importing.word.package import Package, W
from consult.exchange.importing.word.runs import RunReader
from consult.exchange.importing.word.styles import Styles

DEEPEST = 6
_BESIDE = {"header": "Page headers", "footer": "Page footers", "comments": "Comments in the margin"}


def read_word(data: bytes, filename: str, tally: Tally) -> tuple[str | None, list[Block]]:
    """Return the title a Word file gives itself, if any, and its text as blocks; raises Refused."""
    package = Package(data, filename)
    body = next((each for each in package.xml(package.main) if name_of(each) == "body"), None)
    if body is None:
        raise package.refusal("is not a Word document: it has no text part")
    blocks = _Reader(package, tally).read(body)
    for kind, what in _BESIDE.items():
        for part in package.related(kind):
            _leave_out(package, part, what, tally)
    return _with_title(nested(blocks))


class _Reader:
    """Read the main part and the notes it cites."""

    def __init__(self, package: Package, tally: Tally) -> None:
        styles = Styles(self._part(package, "styles"))
        self._package = package
        self._setting = Setting(styles, Numbering(self._part(package, "numbering"), styles), tally)
        self._notes = Notes()
        for kind in ("footnote", "endnote"):
            for part in package.related(f"{kind}s"):
                for note in package.xml(part).findall(W + kind):
                    self._notes.add(kind, part, note)

    @staticmethod
    def _part(package: Package, kind: str) -> etree._Element | None:
        parts = package.related(kind)
        return package.xml(parts[0]) if parts else None

    def _of_part(self, part: str) -> BodyReader:
        runs = RunReader(self._package, part, self._setting.styles, self._setting.tally, self._notes)
        return BodyReader(self._setting, runs, self._read_note)

    def read(self, body: etree._Element) -> list[Block]:
        blocks = self._of_part(self._package.main).read(body)
        for note in self._notes.uncited():
            self._setting.tally.add("Notes that nothing in the text cites", words_in(note))
        return blocks

    def _read_note(self, name: str) -> list[Block]:
        part, note = self._notes.get(name)
        blocks = self._of_part(part).read(note)
        inner = [block for block in blocks if block.kind is Kind.NOTE]
        words = flattened([block for block in blocks if block.kind is not Kind.NOTE], self._setting.tally)
        return [Block(Kind.NOTE, words, marker=f"[^{self._notes.cite(name)}]"), *inner]


def _leave_out(package: Package, part: str, what: str, tally: Tally) -> None:
    root = package.xml(part)
    if what == _BESIDE["comments"]:
        for comment in root.findall(W + "comment"):
            tally.add(what, words_in(comment))
    elif words_in(root):
        tally.add(what, words_in(root))


def _with_title(blocks: list[Block]) -> tuple[str | None, list[Block]]:
    """Put a title that leads the text above all headings, one level down each."""
    first = next((index for index, block in enumerate(blocks) if block.kind is Kind.HEADING), None)
    leads = first is not None and blocks[first].level == TITLE
    title = blocks[first].words() if first is not None and leads else None
    shifted = [
        replace(block, level=max(1, min(DEEPEST, block.level + 1 if leads and block.level != TITLE else block.level)))
        if block.kind is Kind.HEADING
        else block
        for block in blocks
    ]
    return title, shifted
