"""What a document is made of: clauses, the smallest pieces that can be pointed at."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a clause is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    QUOTE = "quote"
    CODE = "code"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Clause:
    r"""One clause: its inline Markdown, and the block marker it was written with.

    ``level`` is 1 to 6 for a heading, the depth in lists for everything else (an item: 1 or more, its further
    paragraphs: the same). ``text`` has no newline but a hard break, written backslash newline, and in code.
    ``marker`` is ``-``, ``3.``, ``(b)``, ``>``, a fence with its language, ``|---|`` for a table's header row,
    ``[^1]`` for a footnote, else empty. What stands inside a quotation but is no paragraph carries the quotation's
    signs before its own marker: ``> -``, ``> |---|``.

    >>> Clause(Kind.ITEM, 1, "Open on Sundays", "-").kind
    <Kind.ITEM: 'item'>
    """

    kind: Kind
    level: int
    text: str
    marker: str = ""
