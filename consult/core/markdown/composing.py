"""From clauses back to one Markdown document, with the map between the two."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from consult.core.kinds import Clause, Kind
from consult.core.markdown.tidying import outer_quote, settled
from consult.core.marks import cells_of, columns, fence_for, read_mark

_CLOSING_SIGNS = re.compile(r"(?:^|[ \t])#+$")


@dataclass(frozen=True, slots=True)
class Segment:
    """A half-open range of one clause's text; ``index`` is the clause's place in the document."""

    index: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Composed:
    r"""A document, and where each clause's text stands in it.

    ``starts[i]`` is the offset of clause ``i``'s text, which stands there as one run; only code inside a list or a
    quotation is indented line by line, and there ``to_document`` and ``to_clauses`` know the way.

    >>> composed = compose_map([Clause(Kind.HEADING, 1, "Aims"), Clause(Kind.ITEM, 1, "Listen", "-")])
    >>> composed.text, composed.starts
    ('# Aims\n\n- Listen\n', (2, 10))
    >>> composed.to_document(1, 3), composed.to_clauses(4, 12)
    (13, (Segment(index=0, start=2, end=4), Segment(index=1, start=0, end=2)))
    """

    text: str
    starts: tuple[int, ...]
    lines: tuple[tuple[tuple[int, int], ...], ...]  # for each clause: its stretches, as (offset in text, in document)
    lengths: tuple[int, ...]

    def to_document(self, index: int, offset: int) -> int:
        """Give the offset in the document of an offset in a clause's text."""
        stretches = self.lines[index]
        at = bisect_right(stretches, offset, key=_in_text) - 1
        begin, stands = stretches[max(at, 0)]
        return stands + offset - begin

    def to_clauses(self, start: int, end: int) -> tuple[Segment, ...]:
        """Give the parts of clauses that a range of the document covers; an empty range gives its one place, if any."""
        found: list[Segment] = []
        index = max(bisect_right(self.starts, start) - 1, 0)
        while index < len(self.starts) and self.starts[index] <= end:
            length = self.lengths[index]
            if self.to_document(index, length) >= start:
                first, last = self._offset(index, start), self._offset(index, end)
                if first < last or (start == end and not found):
                    found.append(Segment(index, first, last))
            index += 1
        return tuple(found)

    def _offset(self, index: int, position: int) -> int:
        stretches = self.lines[index]
        at = max(bisect_right(stretches, position, key=_in_document) - 1, 0)
        begin, stands = stretches[at]
        most = stretches[at + 1][0] if at + 1 < len(stretches) else self.lengths[index]
        return min(max(begin + position - stands, begin), most)


def _in_text(stretch: tuple[int, int]) -> int:
    return stretch[0]


def _in_document(stretch: tuple[int, int]) -> int:
    return stretch[1]


def compose(clauses: Iterable[Clause]) -> str:
    r"""Write clauses as one Markdown document.

    >>> compose([Clause(Kind.ITEM, 1, "bread", "-"), Clause(Kind.ITEM, 2, "brown", "(a)")])
    '- bread\n  (a) brown\n'
    """
    return compose_map(clauses).text


def compose_map(clauses: Iterable[Clause]) -> Composed:
    """Write clauses as one document and remember where each text stands.

    >>> compose_map([Clause(Kind.PARAGRAPH, 0, "We listen.")]).starts
    (0,)
    """
    writer = _Writer()
    before: Clause | None = None
    for clause in settled(clauses):
        writer.write(clause, before)
        before = clause
    if before is not None:
        writer.put("\n")
    return Composed("".join(writer.parts), tuple(writer.starts), tuple(writer.lines), tuple(writer.lengths))


class _Writer:
    """The document so far, and how far each open list is indented."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.lines: list[tuple[tuple[int, int], ...]] = []
        self.lengths: list[int] = []
        self._length = 0
        self._widths: list[int] = []
        self._marks: list[str] = []

    def put(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)

    def write(self, clause: Clause, before: Clause | None) -> None:
        quote = outer_quote(clause)
        if before is None or outer_quote(before) != quote or clause.kind is Kind.HEADING:
            self._widths = []
        if clause.kind is not Kind.NOTE:  # a note stands inside the list it interrupts, so that the list goes on
            parents = clause.level - (clause.kind is Kind.ITEM) if clause.kind is not Kind.HEADING else 0
            del self._widths[parents:]
        lead = (quote + " " if quote else "") + " " * sum(self._widths)
        if before is not None:
            same = quote and outer_quote(before) == quote
            self.put("\n" if _tight(before, clause) else f"\n{quote}\n" if same else "\n\n")
        marker = clause.marker.lstrip(">").strip(" ") if quote else clause.marker
        if clause.kind is Kind.CODE:
            self._code(clause.text, marker, lead)
            return
        self.put(lead + self._sign(clause, marker, before))
        self._text(clause.text)
        if clause.kind is Kind.HEADING and _CLOSING_SIGNS.search(clause.text):
            self.put(" #")
        elif clause.kind is Kind.ROW:
            self.put(" |")
            ruled = marker or (None if _continues(before, clause) else _plain_columns(clause.text))
            if ruled:
                self.put(f"\n{lead}{columns(ruled)}")

    def _sign(self, clause: Clause, marker: str, before: Clause | None) -> str:
        match clause.kind:
            case Kind.HEADING:
                return "#" * clause.level + " "
            case Kind.ITEM:
                mark = read_mark(marker + " x", 0)
                sign = marker if mark is not None and mark.text == marker else "-"
                self._widths.append(len(sign) + 1)
                return sign + " "
            case Kind.ROW:
                return "| "
            case Kind.QUOTE if clause.level or not outer_quote(clause):
                return (marker or ">") + " "
            case Kind.NOTE:
                return f"{marker}: " if marker else "    "
            case _:
                return ""

    def _text(self, text: str) -> None:
        self.starts.append(self._length)
        self.lines.append(((0, self._length),))
        self.lengths.append(len(text))
        self.put(text)

    def _code(self, text: str, marker: str, lead: str) -> None:
        fence = fence_for(marker, text)
        lines = text.split("\n") if text else []
        self.put(f"{lead}{fence}\n")
        stretches, offset = [], 0
        for line in lines:
            self.put(lead)
            stretches.append((offset, self._length))
            self.put(line + "\n")
            offset += len(line) + 1
        stretches = stretches or [(0, self._length)]
        self.starts.append(stretches[0][1])
        self.lines.append(tuple(stretches) if lead else (stretches[0],))
        self.lengths.append(len(text))
        self.put(lead + fence[: len(fence) - len(fence.lstrip(fence[0]))])


def _continues(before: Clause | None, clause: Clause) -> bool:
    """Whether a row without a marker goes on with the table above it."""
    return (
        before is not None
        and before.kind is Kind.ROW
        and before.level == clause.level
        and outer_quote(before) == outer_quote(clause)
    )


def _tight(before: Clause, clause: Clause) -> bool:
    """Whether a clause may follow on the next line and still be read as itself."""
    if outer_quote(before) != outer_quote(clause):
        return False
    if clause.kind is Kind.ROW:
        return _continues(before, clause) and not clause.marker.lstrip("> ")
    if clause.kind is not Kind.ITEM or before.kind is not Kind.ITEM:
        return False
    old, new = read_mark(before.marker.lstrip("> ") + " x", 0), read_mark(clause.marker.lstrip("> ") + " x", 0)
    if old is None or new is None:
        return False
    return new.starts or (clause.level <= before.level and old.sort == new.sort)


def _plain_columns(text: str) -> str:
    return "|" + "---|" * len(cells_of(text))
