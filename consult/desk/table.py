"""The table of everything: a page of it in a fixed number of queries, however much there is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, case, func, null, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Organisation, Person
from consult.answers.models import FateEntry
from consult.contributions.models import Anchor, Contribution, Status
from consult.core.fates import Fate
from consult.desk.matching import Condition
from consult.desk.sieve import Order
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.insight.alike.queries import Mark, group_of
from consult.insight.themes.queries import Line as ThemeLine
from consult.insight.themes.queries import themes_of

PAGE = 50
Line = Row[*tuple[Any, ...]]
"""One contribution: columns by their names."""
_c = Contribution
_staff = aliased(Person)
_LINES: Select[*tuple[Any, ...]] = (
    select(
        *(_c.id, _c.reference, _c.kind, _c.document_id, _c.clause_id, _c.reply_to_id, _c.author_name),
        case((_c.status == Status.WITHDRAWN, null()), else_=_c.body).label("body"),
        *(_c.channel, _c.at, _c.made_in, _c.status, _c.fate, _c.counts_for_gate, _c.agree, _c.unsure, _c.disagree),
        *(_c.replies, _c.first_read_at),
        *(Anchor.exact, Anchor.whole),
        Organisation.name.label("organisation"),
        _staff.name.label("given_to"),
    )
    .outerjoin(Anchor, Anchor.contribution_id == _c.id)
    .outerjoin(Organisation, Organisation.id == _c.organisation_id)
    .outerjoin(_staff, _staff.id == _c.assigned_to_id)
)
ORDERS = {
    Order.NEWEST: (_c.id.desc(),),
    Order.OLDEST: (_c.id.asc(),),
    Order.SUPPORT: ((_c.agree - _c.disagree).desc(), _c.id.desc()),
    Order.VOTES: ((_c.agree + _c.unsure + _c.disagree).desc(), _c.id.desc()),
    Order.REPLIES: (_c.replies.desc(), _c.id.desc()),
}


@dataclass(frozen=True, slots=True)
class Rows:
    """Some contributions in order, with what staff know of each."""

    lines: Sequence[Line]
    themes: Mapping[int, Sequence[ThemeLine]]
    groups: Mapping[int, Mark]
    drafts: Mapping[int, Fate]
    """The drafted fate of those that have one."""
    codes: Mapping[int, str]
    """What people call each clause, by its id."""


def count(wanted: Sequence[Condition]) -> int:
    """Count what matches."""
    return db.session.scalar(select(func.count()).select_from(Contribution).where(*wanted)) or 0


def ids_in_order(
    wanted: Sequence[Condition], order: Order, clauses: Sequence[int], *, offset: int = 0, limit: int | None = PAGE
) -> list[int]:
    """Return ids of what matches; `clauses` is the order in which clauses are read. One query, or two by clause."""
    if order is Order.CLAUSE:
        return _by_clause(wanted, clauses, offset, limit)
    found = select(_c.id).where(*wanted).order_by(*ORDERS[order]).offset(offset)
    return list(db.session.scalars(found.limit(limit) if limit is not None else found))


def _by_clause(wanted: Sequence[Condition], clauses: Sequence[int], offset: int, limit: int | None) -> list[int]:
    """Count by clause, so that only the clauses a page covers are looked at: what is about the whole comes last."""
    counted = select(_c.clause_id, func.count()).where(*wanted).group_by(_c.clause_id)
    counts: dict[int | None, int] = {row[0]: row[1] for row in db.session.execute(counted)}
    rank = {clause: number for number, clause in enumerate(clauses)}
    order = sorted(counts, key=lambda one: (one is None, rank.get(one or 0, len(rank)), one or 0))
    left, before, covered = limit if limit is not None else sum(counts.values()), 0, []
    start: int | None = None
    for clause in order:
        if before + counts[clause] > offset and before < offset + left:
            start = before if start is None else start
            covered.append(clause)
        before += counts[clause]
    place = {clause: number for number, clause in enumerate(covered)}
    inside = _c.clause_id.in_([one for one in covered if one is not None])
    found = db.session.execute(
        select(_c.id, _c.clause_id).where(*wanted, inside | _c.clause_id.is_(None) if None in place else inside)
    ).all()
    ids = [row[0] for row in sorted(found, key=lambda row: (place[row[1]], row[0]))]
    skip = offset - (start or 0)
    return ids[skip : skip + left]


def ids_of(documents: Iterable[Document], references: Collection[str]) -> list[int]:
    """Return the ids of contributions of these documents by their references; others are left out."""
    found = select(_c.id).where(_c.document_id.in_([one.id for one in documents]), _c.reference.in_(references))
    return list(db.session.scalars(found.order_by(_c.id)))


def references_of(ids: Collection[int]) -> list[str]:
    """Return the references of contributions, oldest first."""
    return list(db.session.scalars(select(_c.reference).where(_c.id.in_(ids)).order_by(_c.id)))


def rows_of(ids: Sequence[int], documents: Iterable[Document]) -> Rows:
    """Return contributions in the order of their ids, with what staff know of each: four queries."""
    lines: dict[int, Line] = {row.id: row for row in db.session.execute(_LINES.where(_c.id.in_(ids)))}
    return Rows(
        [lines[one] for one in ids if one in lines],
        themes_of(ids, public=False),
        group_of(ids),
        drafts_of(ids),
        codes_of(documents),
    )


def drafts_of(ids: Collection[int]) -> Mapping[int, Fate]:
    """Return the drafted fate of each contribution that has one."""
    found = select(FateEntry.contribution_id, FateEntry.fate).where(
        FateEntry.contribution_id.in_(ids), FateEntry.published_at.is_(None)
    )
    return {row[0]: row[1] for row in db.session.execute(found.order_by(FateEntry.id))}


def codes_of(documents: Iterable[Document]) -> Mapping[int, str]:
    """Return what people call each clause of the newest revisions, in the order of reading, by clause id."""
    return {
        clause.clause_id: code
        for document in documents
        if document.newest_revision
        for text in (read_revision(document.newest_revision),)
        for clause, code in zip(text.clauses, text.codes, strict=True)
    }
