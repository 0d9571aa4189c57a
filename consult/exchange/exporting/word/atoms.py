"""The words of a clause as runs that look alike, each knowing where it stands in the clause's text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from consult.core.clauses import Clause, Kind
from consult.core.diff import diff
from consult.core.inline import scan

Op = Literal["", "ins", "del"]
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Atom:
    """One run: its words, how they look, and the half-open range of the clause's text they stand for.

    A footnote mark has `note` and no words. Deleted words stand nowhere in the new text: their range means nothing.
    """

    text: str
    start: int
    end: int
    styles: frozenset[str] = frozenset()
    href: str | None = None
    note: str | None = None
    op: Op = ""

    def part(self, start: int, end: int) -> Atom:
        """Return some of its words, by their place among them; all of them where places do not correspond."""
        if len(self.text) != self.end - self.start:
            return replace(self, text=self.text[start:end])
        return replace(self, text=self.text[start:end], start=self.start + start, end=self.start + end)


def atoms_of(text: str, at: int = 0, *, literal: bool = False) -> tuple[Atom, ...]:
    """Return the runs of inline Markdown that begins at `at` in its clause's text; `literal`: of words as they are.

    >>> [(atom.text, atom.start) for atom in atoms_of("Open **daily** now")]
    [('Open ', 0), ('daily', 7), (' now', 14)]
    """
    if literal:
        return (Atom(text, at, at + len(text), frozenset({"code"})),) if text else ()
    return tuple(
        Atom(run.text, at + run.start, at + run.end, run.styles, run.href, run.note)
        for run in scan(text)
        if run.text or run.note
    )


def cells_at(text: str) -> list[tuple[int, int]]:
    """Return the range of each cell of a row's text, blanks aside.

    >>> text = "a | | c"
    >>> [text[start:end] for start, end in cells_at(text)]
    ['a', '', 'c']
    """
    found: list[tuple[int, int]] = []
    begin = 0
    for end in [*(pipe.start() for pipe in _PIPE.finditer(text)), len(text)]:
        cell = text[begin:end]
        start = begin + len(cell) - len(cell.lstrip(" \t"))
        found.append((start, max(start, begin + len(cell.rstrip(" \t")))))
        begin = end + 1
    return found


def row_cells(text: str) -> list[str]:
    """Return the cells of a row's text, which has no bars at its ends: one there tells of an empty cell.

    >>> row_cells("| a"), row_cells("a |")
    (['', 'a'], ['a', ''])
    """
    return [text[start:end] for start, end in cells_at(text)]


def parts_of(clause: Clause) -> list[tuple[Atom, ...]]:
    """Return the runs of a clause: of each cell for a row, else of the whole."""
    if clause.kind is Kind.ROW:
        return [atoms_of(clause.text[start:end], start) for start, end in cells_at(clause.text)]
    return [atoms_of(clause.text, literal=clause.kind is Kind.CODE)]


def marked(atoms: Iterable[Atom], op: Op) -> tuple[Atom, ...]:
    """Return runs as put in or taken out."""
    return tuple(replace(atom, op=op) for atom in atoms)


def tracked(old: Sequence[Atom], new: Sequence[Atom]) -> tuple[Atom, ...]:
    """Return the new runs with what was taken out standing where it was.

    >>> [(atom.text, atom.op) for atom in tracked(atoms_of("Pay *five* pounds"), atoms_of("Pay ten pounds"))]
    [('Pay ', ''), ('five', 'del'), ('ten', 'ins'), (' pounds', '')]
    """
    out: list[Atom] = []
    o = n = 0
    for change in diff("".join(atom.text for atom in old), "".join(atom.text for atom in new)):
        if change.op == "equal":
            out += _slice(new, n, n + len(change.new))
        else:
            out += marked(_slice(old, o, o + len(change.old)), "del")
            out += marked(_slice(new, n, n + len(change.new)), "ins")
        o, n = o + len(change.old), n + len(change.new)
    return tuple(out) + tuple(atom for atom in _slice(new, n, n + 1) if atom.note)


def _slice(atoms: Sequence[Atom], start: int, end: int) -> list[Atom]:
    """Return the runs between two places of the words; a note's mark belongs to what follows it."""
    found: list[Atom] = []
    at = 0
    for atom in atoms:
        if at >= end:
            break
        length = len(atom.text)
        if atom.note and start <= at:
            found.append(atom)
        elif max(start, at) < min(end, at + length):
            found.append(atom.part(max(start, at) - at, min(end, at + length) - at))
        at += length
    return found


def cut(atoms: Iterable[Atom], places: Collection[int]) -> list[Atom]:
    """Cut runs at places of the clause's text, so that something can stand between their words."""
    out: list[Atom] = []
    for atom in atoms:
        inside = sorted(place for place in places if atom.start < place < atom.end)
        if atom.op == "del" or not inside or len(atom.text) != atom.end - atom.start:
            out.append(atom)
            continue
        marks = [0, *(place - atom.start for place in inside), len(atom.text)]
        out += [atom.part(first, last) for first, last in pairwise(marks)]
    return out
