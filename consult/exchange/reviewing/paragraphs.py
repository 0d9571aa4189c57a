"""What an edited Word file holds: paragraphs and rows, with what was put in, what was taken out, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from consult.exchange.importing.pieces import PLAIN, Piece, Style

Sort = Literal["insertion", "deletion"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One tracked change: its sort, its words (none for the end of a paragraph or a row), the name the file gives."""

    sort: Sort
    words: str
    name: str


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one look, put in or taken out or neither. A footnote's mark has `note` and no words."""

    text: str
    style: Style = PLAIN
    is_in: bool = False
    is_out: bool = False
    note: str | None = None
    is_label: bool = False
    """Put in, in the style of a clause's code: the code, if a whole paragraph was moved or copied, else words."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Where a comment begins or ends: a place in the words of a paragraph as they were."""

    comment: str
    at: int
    begins: bool


@dataclass(slots=True)
class Paragraph:
    """One paragraph of the file. `end_in`, `end_out`: its end was put in or taken out, so it runs on in one reading."""

    keys: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)
    end_in: bool = False
    end_out: bool = False
    heading: int = 0
    is_point: bool = False
    is_beside: bool = False
    """Stands beside the text: in a note of Word's, or at the head or foot of pages."""

    @property
    def before(self) -> str:
        """The words with every change rejected."""
        return "".join(span.text for span in self.spans if not span.is_in)

    @property
    def after(self) -> str:
        """The words with every change accepted."""
        return "".join(span.text for span in self.spans if not span.is_out)

    @property
    def kept(self) -> int:
        """How many letters no change touches."""
        return sum(len(span.text) for span in self.spans if not span.is_in and not span.is_out)

    def pieces(self) -> Iterator[Piece]:
        """Yield the words with every change accepted, as text on its way in."""
        for span in self.spans:
            if not span.is_out:
                yield Piece(span.text, span.style, span.note)


@dataclass(slots=True)
class Row:
    """One row of a table, put in or taken out as a whole, or standing."""

    cells: list[list[Paragraph]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    is_in: bool = False
    is_out: bool = False
    is_head: bool = False

    @property
    def paragraphs(self) -> list[Paragraph]:
        """All paragraphs of its cells."""
        return [paragraph for cell in self.cells for paragraph in cell]

    @property
    def all_marks(self) -> list[Mark]:
        """Its own changes and those in its cells."""
        return [*self.marks, *(mark for paragraph in self.paragraphs for mark in paragraph.marks)]


@dataclass(frozen=True, slots=True)
class WordComment:
    """A comment of the file: what it says, and the name the file gives."""

    id: str
    body: str
    name: str


@dataclass(slots=True)
class Edited:
    """All of an edited file: its text in order, changes that stand in no text of its, comments, and what it says of
    itself."""

    items: list[Paragraph | Row] = field(default_factory=list)
    loose: list[Mark] = field(default_factory=list)
    comments: list[WordComment] = field(default_factory=list)
    document: str = ""
    revision: int | None = None
    own_marks: int = 0
    """Changes between revisions that this site wrote itself; they count as made."""


def count(marks: Iterable[Mark]) -> tuple[int, int]:
    """Return how many marks are insertions and how many deletions."""
    sorts = [mark.sort for mark in marks]
    return sorts.count("insertion"), sorts.count("deletion")
