"""The first and the newest words of a document, compared clause by clause."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from consult.core.compare import ClauseChange, ClauseOp, compare
from consult.documents.models import Clause, Revision
from consult.documents.queries import read_revision, when_forgotten
from consult.documents.text import Text
from consult.extensions import db
from consult.infra.keeping import Kept


@dataclass(frozen=True, slots=True)
class Compared:
    """The first and the newest words, compared; clauses by id."""

    old: Text
    new: Text
    changes: Mapping[int, ClauseChange]
    order: Mapping[int, int]


_compared: Kept[Compared] = Kept(16)
when_forgotten(_compared.clear)


def compare_revisions(first: Revision, newest: Revision) -> Compared:
    """Compare the first and the newest words, once for each process."""
    return _compared.get((first.hash, newest.hash), "", lambda: _compare(first, newest))


def _compare(first: Revision, newest: Revision) -> Compared:
    old, new = read_revision(first), read_revision(newest)
    ids = {clause.key: clause.clause_id for clause in (*old.clauses, *new.clauses)}
    changes = {ids[change.key]: change for change in compare(old.keyed, new.keyed)}
    return Compared(old, new, changes, {clause: place for place, clause in enumerate(changes)})


def code_of(change: ClauseChange | None, texts: Compared) -> str:
    """Return what people call a clause in the newest words, or in the first where it has gone since."""
    if change is None:
        return ""
    return texts.new.code(change.key) if change.new else texts.old.code(change.key)


def is_changed(clause: int | None, texts: Compared) -> bool:
    """Say whether the words of a clause changed; one that only moved has not."""
    change = texts.changes.get(clause) if clause is not None else None
    return change is not None and change.op not in (ClauseOp.SAME, ClauseOp.MOVED)


def in_order(clauses: Collection[int | None], texts: Compared) -> list[int | None]:
    """Order clauses as they are read; then those that have gone, then the whole document."""
    end = len(texts.order)
    return sorted(clauses, key=lambda one: (one is None, texts.order.get(one or 0, end), one or 0))


def keys_of(clauses: Collection[int | None], texts: Compared) -> Mapping[int, str]:
    """Return the keys of clauses by id; those in neither text are looked up: one query, or none."""
    known = {clause: change.key for clause, change in texts.changes.items()}
    gone = [one for one in clauses if one is not None and one not in known]
    if gone:
        rows = db.session.execute(select(Clause.id, Clause.key).where(Clause.id.in_(gone)))
        known.update({row.id: row.key for row in rows})
    return known
