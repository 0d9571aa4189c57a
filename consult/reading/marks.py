"""A clause's words in pieces: cut where somebody's words begin or end, and where the words changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from markupsafe import Markup

from consult.core.diff import Change
from consult.core.kinds import Kind
from consult.infra.rendering import has_link, inline, literal

Op = Literal["equal", "insert", "delete"]


@dataclass(frozen=True, slots=True)
class Said:
    """Words people spoke about: which contributions, and the number that leads to them."""

    start: int
    end: int
    references: tuple[str, ...]
    number: int = 0
    name: str = ""
    """What its place is called, where links lead back to."""

    @property
    def first(self) -> str:
        """The reference of the first who spoke about them."""
        return self.references[0]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stands in one mark, or in none, and was added, removed or neither."""

    html: Markup
    op: Op
    start: int
    end: int
    links: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces side by side with one mark round them, or none."""

    said: Said | None
    pieces: tuple[Piece, ...]

    @property
    def links(self) -> bool:
        """Whether a link stands among the words, so that the mark cannot be one."""
        return any(piece.links for piece in self.pieces)


def clusters(ranges: Sequence[tuple[int, int, str]]) -> list[Said]:
    """Join ranges that overlap, with the references they come from, in order of reading.

    >>> [(said.start, said.end, said.references) for said in clusters([(4, 9, "C-2"), (0, 5, "C-1"), (20, 22, "C-3")])]
    [(0, 9, ('C-1', 'C-2')), (20, 22, ('C-3',))]
    """
    joined: list[Said] = []
    for start, end, reference in sorted(one for one in ranges if one[0] < one[1]):
        if joined and start < joined[-1].end:
            last = joined[-1]
            joined[-1] = Said(last.start, max(last.end, end), (*last.references, reference))
        else:
            joined.append(Said(start, end, (reference,)))
    return joined


def stretches(
    text: str, marks: Sequence[Said], changes: Sequence[Change] = (), *, kind: Kind = Kind.PARAGRAPH, begin: int = 0
) -> tuple[Stretch, ...]:
    """Cut a clause's text into stretches. `changes` lead from its older words to `text`; `begin`: where to start."""
    edges = [edge for one in marks for edge in (one.start, one.end)]
    found: list[Stretch] = []
    for piece in _pieces(text, changes, edges, kind):
        if piece.end <= begin and piece.op != "delete":
            continue
        said = next((one for one in marks if one.start <= piece.start and piece.end <= one.end), None)
        if piece.op == "delete" and said is not None and piece.start in (said.start, said.end):
            said = None
        shown = _piece(text, piece.op, begin, piece.end, kind) if piece.start < begin < piece.end else piece
        if found and found[-1].said is said:
            found[-1] = Stretch(said, (*found[-1].pieces, shown))
        else:
            found.append(Stretch(said, (shown,)))
    return tuple(found)


def _pieces(text: str, changes: Sequence[Change], edges: Sequence[int], kind: Kind) -> list[Piece]:
    pieces: list[Piece] = []
    # Removed words are rendered where they stood: what is bold there may begin before them.
    at, before, older = 0, 0, "".join(change.old for change in changes)
    for change in changes or (Change("equal", text, text),):
        if change.op in ("delete", "replace") and change.old:
            was = _piece(older, "delete", before, before + len(change.old), kind)
            pieces.append(replace(was, start=at, end=at))
        before += len(change.old)
        op: Op = "equal" if change.op == "equal" else "insert"
        end = at + len(change.new)
        inner = sorted({edge for edge in edges if at < edge < end})
        for start, stop in zip([at, *inner], [*inner, end], strict=True):
            if start < stop:
                pieces.append(_piece(text, op, start, stop, kind))
        at = end
    return pieces


def _piece(text: str, op: Op, start: int, end: int, kind: Kind) -> Piece:
    links = kind is not Kind.CODE and has_link(text, start, end)
    return Piece(_render(text, start, end, kind), op, start, end, links)


def _render(text: str, start: int, end: int, kind: Kind) -> Markup:
    return literal(text, start, end) if kind is Kind.CODE else inline(text, start, end)
