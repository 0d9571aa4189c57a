"""Material or editorial: what each change is called now, which is the newest thing said of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from consult.documents.class_models import Reclassing
from consult.documents.models import Clause, ClauseChange, Document, Revision
from consult.documents.queries import MOST_REVISIONS
from consult.extensions import db

T = TypeVar("T")


def is_editorial() -> ColumnElement[bool]:
    """Return, for queries on changes, whether each is called editorial now: by the newest row, else as published."""
    return func.coalesce(_newest(Reclassing.editorial), ClauseChange.editorial)


def called_since() -> ColumnElement[datetime]:
    """Return, for queries on changes and their revisions, since when each is called what it is called now."""
    return func.coalesce(_newest(Reclassing.at), Revision.at)


def _newest(column: InstrumentedAttribute[T]) -> ScalarSelect[T]:
    """Return, for queries on changes, a column of the newest row on what each is called; NULL where there is none."""
    return (
        select(column)
        .where(Reclassing.change_id == ClauseChange.id)
        .order_by(Reclassing.id.desc())
        .limit(1)
        .correlate(ClauseChange)
        .scalar_subquery()
    )


def is_material() -> ColumnElement[bool]:
    """Return, for queries on changes, whether each is called a change of meaning now; moving a clause is none."""
    return is_editorial().is_(False) & (ClauseChange.op != "moved")


def material_keys(revision: Revision) -> frozenset[str]:
    """Return the keys of the clauses whose meaning a revision changed, as it is called now."""
    return frozenset(
        db.session.scalars(
            select(Clause.key)
            .join(ClauseChange, ClauseChange.clause_id == Clause.id)
            .where(ClauseChange.revision_id == revision.id, is_material())
        )
    )


def find_change(document: Document, number: int, key: str) -> ClauseChange | None:
    """Return what a revision did to a clause, with the words before and after, or None."""
    return db.session.scalars(
        select(ClauseChange)
        .join(ClauseChange.revision)
        .join(ClauseChange.clause)
        .where(Revision.document_id == document.id, Revision.number == min(number, MOST_REVISIONS), Clause.key == key)
        .options(
            joinedload(ClauseChange.revision),
            joinedload(ClauseChange.clause),
            joinedload(ClauseChange.old_wording),
            joinedload(ClauseChange.new_wording),
        )
    ).one_or_none()


def list_reclassings(changes: Collection[int]) -> Mapping[int, Sequence[Reclassing]]:
    """Return what each of these changes was called since it was published, oldest first: one query, none for none."""
    found: dict[int, list[Reclassing]] = defaultdict(list)
    if changes:
        rows = select(Reclassing).where(Reclassing.change_id.in_(changes)).options(joinedload(Reclassing.by))
        for row in db.session.scalars(rows.order_by(Reclassing.id)):
            found[row.change_id].append(row)
    return found
