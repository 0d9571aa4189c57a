"""Compare two texts clause by clause, by their keys.

A clause has moved when it left the order the others keep: of all clauses both texts have, the most that stand
in one order stayed, and the rest moved. Rows and list items are clauses, so tables and lists are told row by row.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from consult.core.clauses import Clause
from consult.core.diff import Change, diff
from consult.core.identity import Keyed


class ClauseOp(StrEnum):
    """What happened to a clause."""

    SAME = "same"
    REWORDED = "reworded"
    MOVED = "moved"
    MOVED_REWORDED = "moved_reworded"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause in both texts; `changes` is empty where the words stayed."""

    key: str
    op: ClauseOp
    old: Clause | None
    new: Clause | None
    changes: tuple[Change, ...]


def compare(old: Sequence[Keyed], new: Sequence[Keyed]) -> tuple[ClauseChange, ...]:
    """Return every clause of either text in the reading order of the new one, removed ones where they left.

    >>> from consult.core.clauses import Kind
    >>> a, b, c = (Keyed(key, Clause(Kind.PARAGRAPH, 0, f"Clause {key}.")) for key in "abc")
    >>> [(change.key, change.op.value) for change in compare([a, b], [b, c])]
    [('a', 'removed'), ('b', 'same'), ('c', 'added')]
    """
    before = {keyed.key: keyed.clause for keyed in old}
    after = {keyed.key for keyed in new}
    stayed = stayers([keyed.key for keyed in old], [keyed.key for keyed in new])
    gone = _removed_after(old, after, stayed)
    changes = list(gone.get(None, ()))
    for keyed in new:
        changes.append(_changed(keyed, before.get(keyed.key), moved=keyed.key not in stayed))
        changes.extend(gone.get(keyed.key, ()))
    return tuple(changes)


def stayers(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """Return the most keys that stand in one order in both.

    >>> sorted(stayers(["a", "b", "c"], ["c", "a", "b"]))
    ['a', 'b']
    """
    places = {key: at for at, key in enumerate(old)}
    ends: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    shared = [key for key in new if key in places]
    for at, key in enumerate(shared):
        pile = bisect_left(ends, places[key])
        before.append(piles[pile - 1] if pile else -1)
        ends[pile : pile + 1] = [places[key]]
        piles[pile : pile + 1] = [at]
    kept: set[str] = set()
    at = piles[-1] if piles else -1
    while at >= 0:
        kept.add(shared[at])
        at = before[at]
    return frozenset(kept)


def _changed(keyed: Keyed, old: Clause | None, *, moved: bool) -> ClauseChange:
    new = keyed.clause
    if old is None:
        return ClauseChange(keyed.key, ClauseOp.ADDED, None, new, tuple(diff("", new.text)))
    if old == new:
        return ClauseChange(keyed.key, ClauseOp.MOVED if moved else ClauseOp.SAME, old, new, ())
    op = ClauseOp.MOVED_REWORDED if moved else ClauseOp.REWORDED
    return ClauseChange(keyed.key, op, old, new, tuple(diff(old.text, new.text)))


def _removed_after(
    old: Sequence[Keyed], after: set[str], stayed: frozenset[str]
) -> dict[str | None, list[ClauseChange]]:
    """Group removed clauses by the clause that stayed before them (None: the beginning)."""
    gone: dict[str | None, list[ClauseChange]] = {}
    anchor: str | None = None
    for keyed in old:
        if keyed.key in stayed:
            anchor = keyed.key
        elif keyed.key not in after:
            words = tuple(diff(keyed.clause.text, ""))
            change = ClauseChange(keyed.key, ClauseOp.REMOVED, keyed.clause, None, words)
            gone.setdefault(anchor, []).append(change)
    return gone
