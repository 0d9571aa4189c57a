"""You said, we did, as a table of clauses: how much was said, each contribution counted once, and the words now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consult.core.fates import Fate
from consult.core.scopes import Scope
from consult.reading.you_said_counts import Said
from consult.reading.you_said_texts import Compared, code_of, in_order, is_changed

LINES = 100
"""Clauses in the table; the others are summed up in one line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A clause in the table, each contribution counted once. No key: the whole document, or all others."""

    key: str | None
    code: str
    said: int
    words: str


BECAME = {
    "same": "As they were",
    "reworded": "Reworded",
    "moved": "Moved, with the same words",
    "moved_reworded": "Moved and reworded",
    "added": "New",
    "removed": "Taken out",
}


def make_lines(clauses: Mapping[int | None, Said], texts: Compared, keys: Mapping[int, str]) -> tuple[Line, ...]:
    """Return the table: the clauses most said of in the order of the text, then all others in one line."""
    most = sorted(clauses, key=lambda one: (one is not None, -clauses[one].said, one or 0))[:LINES]
    scopes = {clause.clause_id: clause.scope for clause in texts.new.clauses}
    lines = [_line(one, clauses[one], texts, keys, scopes) for one in in_order(most, texts)]
    rest = [one for one in clauses if one not in set(most)]
    if rest:
        changed = sum(1 for one in rest if is_changed(one, texts))
        said = sum(clauses[one].said for one in rest)
        lines.append(Line(None, "All others", said, f"{changed} of {len(rest)} clauses changed"))
    return tuple(lines)


def _line(
    clause: int | None, said: Said, texts: Compared, keys: Mapping[int, str], scopes: Mapping[int, Scope]
) -> Line:
    more = [f"{said.fates[fate]} {word}" for fate, word in _STILL.items() if said.fates[fate]]
    if clause is None:
        return Line(None, "The whole document", said.said, ", ".join(more))
    change = texts.changes.get(clause)
    words = BECAME["removed"] if change is None else BECAME[change.op.value]
    scope = scopes.get(clause, Scope.OPEN)
    if scope is not Scope.OPEN:
        more.insert(0, str(scope.value))
    return Line(keys[clause], code_of(change, texts) or "A clause that has gone", said.said, ", ".join([words, *more]))


_STILL = {Fate.CARRIED_FORWARD: "carried forward", None: "without an answer yet"}
