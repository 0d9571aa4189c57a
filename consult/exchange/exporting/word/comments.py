"""Comments in Word's margin, and where in a clause each begins and ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.core.clauses import Clause, Kind
from consult.exchange.exporting.remarks import Remark
from consult.exchange.exporting.word.atoms import Atom, cells_at, cut
from consult.exchange.exporting.word.elements import Element, RunWriter, add, moment, readable
from consult.exchange.importing.word.package import W


@dataclass(frozen=True, slots=True)
class Bound:
    """Where the comment with an id begins or ends in the text of a clause."""

    at: int
    id: str
    begins: bool


def bounds_of(remarks: Sequence[Remark], clauses: Mapping[str, Clause]) -> dict[str, list[Bound]]:
    """Return the bounds of comments by the key of their clause; the number of a remark is its id.

    What is about the whole document stands at the first clause, and so does what lies in no clause there is.
    """
    found: dict[str, list[Bound]] = defaultdict(list)
    first = next(iter(clauses), None)
    for number, remark in enumerate(remarks):
        segments = [segment for segment in remark.segments if segment[0] in clauses]
        if not segments and first is not None:
            segments = [(first, 0, len(clauses[first].text))]
        if any(clauses[key].kind is Kind.ROW for key, _, _ in segments):
            segments = segments[:1]
        if segments:
            begin, end = segments[0], segments[-1]
            if begin[0] == end[0] and clauses[begin[0]].kind is Kind.ROW:
                begin = end = _in_one_cell(begin, clauses[begin[0]].text)
            found[begin[0]].append(Bound(begin[1], str(number), begins=True))
            found[end[0]].append(Bound(max(end[2], begin[1] if begin[0] == end[0] else 0), str(number), begins=False))
    return found


def _in_one_cell(segment: tuple[str, int, int], text: str) -> tuple[str, int, int]:
    """Return the part of a range that lies in its first cell: a comment in Word cannot reach over cells."""
    key, start, end = segment
    cells = [cell for cell in cells_at(text) if cell[1] > cell[0]]
    low, high = next((cell for cell in cells if start < cell[1]), cells[-1] if cells else (0, 0))
    return key, min(max(start, low), high), max(min(end, high), low)


def write_bounded(paragraph: Element, runs: RunWriter, atoms: Iterable[Atom], bounds: Sequence[Bound]) -> None:
    """Write runs with the comments that begin and end among them; each bound stands before the words that follow it."""
    waiting = sorted(bounds, key=lambda bound: (bound.at, bound.begins))
    held: list[Atom] = []
    for atom in cut(atoms, {bound.at for bound in bounds}):
        due = [] if atom.op == "del" else [bound for bound in waiting if _is_due(bound, atom, waiting)]
        if due:
            runs.write(paragraph, held)
            held = []
            for bound in due:
                waiting.remove(bound)
                _write(paragraph, bound)
        held.append(atom)
    runs.write(paragraph, held)
    for bound in sorted(waiting, key=lambda bound: not bound.begins):
        _write(paragraph, bound)


def _is_due(bound: Bound, atom: Atom, waiting: Sequence[Bound]) -> bool:
    """Say whether a comment begins with these words, or ended before them; none ends before it began."""
    if bound.begins:
        return bound.at < atom.end or bound.at <= atom.start
    has_begun = not any(other.begins and other.id == bound.id and other.at >= bound.at for other in waiting)
    return bound.at <= atom.start and has_begun


def _write(paragraph: Element, bound: Bound) -> None:
    add(paragraph, "commentRangeStart" if bound.begins else "commentRangeEnd", id=bound.id)
    if not bound.begins:
        made = add(paragraph, "r")
        add(add(made, "rPr"), "rStyle", val="CommentReference")
        add(made, "commentReference", id=bound.id)


def write_comments(document: Any, remarks: Sequence[Remark]) -> None:
    """Write the comments themselves, numbered as the remarks are."""
    for number, remark in enumerate(remarks):
        text = "\n".join(readable(line) for line in remark.paragraphs)
        made = document.comments.add_comment(text, author=readable(remark.author), initials=remark.reference)
        made._comment_elm.set(W + "id", str(number))
        made._comment_elm.set(W + "date", moment(remark.at))
