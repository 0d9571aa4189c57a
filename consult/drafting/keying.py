"""Which clause of a new text is which: keys, scopes, and the words of clauses that went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.core.clauses import Clause as Words
from consult.core.identity import Keyed, carry_keys
from consult.core.scopes import Scope
from consult.core.suggestions import worded
from consult.documents.models import Clause, Document, Save
from consult.documents.queries import read_save
from consult.documents.service import KeyedClause, fresh_keys
from consult.documents.text import Text, TextClause
from consult.extensions import db


def as_saved(text: Text) -> list[KeyedClause]:
    """Give the clauses of a text as they would be saved again."""
    return [KeyedClause(clause.key, clause.words, clause.scope, clause.scope_reason) for clause in text.clauses]


def as_text(clauses: Sequence[KeyedClause]) -> Text:
    """Give clauses that are not stored yet the shape of a text; ids of rows are 0."""
    return Text(
        0,
        "",
        tuple(
            TextClause(
                clause_id=0,
                key=one.key,
                kind=one.words.kind,
                level=one.words.level,
                marker=one.words.marker,
                scope=one.scope,
                scope_reason=one.scope_reason,
                wording_id=0,
                text=one.words.text,
                commitment="",
            )
            for one in clauses
        ),
    )


@dataclass(frozen=True, slots=True)
class _Scoped:
    scope: Scope
    reason: str


def carry(
    document: Document, old: Text, new: Sequence[Words], *, reworded: Mapping[str, Words] | None = None
) -> list[KeyedClause]:
    """Carry keys and scopes from `old` to the clauses of a new text; retired clauses may return with theirs.

    `reworded` says which words of `old` are known to have become others, so that they keep their key however
    little is left of them.
    """
    known = reworded or {}
    before = [Keyed(one.key, known.get(one.key, one.words)) for one in old.clauses]
    retired = list_retired(document)
    gone = [Keyed(one.key, one.words) for one in retired if one.key not in old.positions]
    scopes = {one.key: _Scoped(one.scope, one.scope_reason) for one in (*retired, *old.clauses)}
    carried = carry_keys(before, new, gone, fresh_keys())
    clauses: list[KeyedClause] = []
    for one, words in zip(carried, new, strict=True):
        scope = scopes.get(one.key) or scopes.get(one.came_from or "") or _Scoped(Scope.OPEN, "")
        clauses.append(KeyedClause(one.key, words, scope.scope, scope.reason, one.came_from))
    return clauses


def list_retired(document: Document) -> list[TextClause]:
    """List the clauses that stand in the newest save no longer, with their last words, the latest last.

    A save names the keys it changed; the last save that names a retired key is the one that took it away, and
    the save before it had its last words.
    """
    keys = set(
        db.session.scalars(select(Clause.key).where(Clause.document_id == document.id, Clause.retired.is_(True)))
    )
    if not keys:
        return []
    saves = db.session.scalars(select(Save).where(Save.document_id == document.id).order_by(Save.id.desc())).all()
    by_id = {save.id: save for save in saves}
    found: list[TextClause] = []
    for save in saves:
        gone = keys.intersection(save.changed)
        parent = by_id.get(save.parent_id) if save.parent_id is not None else None
        if gone and parent is not None:
            text = read_save(parent)
            found.extend(clause for key in sorted(gone) if (clause := text.find(key)) and not clause.redacted)
            keys -= gone
        if not keys:
            break
    return found[::-1]


def replace_clause(text: Text, key: str, typed: str) -> list[KeyedClause]:
    """Return a text's clauses with other words in one; the first of several typed paragraphs keeps the key.

    No words at all take the clause out.
    """
    index = text.positions[key]
    clauses = as_saved(text)
    old = clauses[index]
    parts = worded(old.words, typed)
    put = [KeyedClause(key, part, old.scope, old.scope_reason) for part in parts[:1]]
    fresh = (new for new in fresh_keys() if new not in text.positions)
    put += [KeyedClause(next(fresh), part, old.scope, old.scope_reason, key) for part in parts[1:]]
    return [*clauses[:index], *put, *clauses[index + 1 :]]
