"""Reading fates, and the words contributions brought about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from consult.accounts.models import Person
from consult.answers.given import GivenFate, Pointed
from consult.answers.models import FateEntry, Incorporation
from consult.answers.replies.models import AuthorReply
from consult.consultations.models import Consultation
from consult.contributions.models import Anchor, Contribution, Status
from consult.contributions.queries import is_unanswered
from consult.core.fates import NOT_IN, Fate
from consult.documents.models import Clause, Document, Revision
from consult.extensions import db

STANDING = (Status.PUBLISHED, Status.HELD)
TAKEN = (Fate.TAKEN_IN, Fate.PARTLY)


def list_unanswered(document: Document) -> Sequence[Contribution]:
    """List what the next revision must answer, oldest first, with who said it and where."""
    return db.session.scalars(
        select(Contribution)
        .where(Contribution.document_id == document.id, is_unanswered(), Contribution.status.in_(STANDING))
        .options(
            joinedload(Contribution.author),
            joinedload(Contribution.organisation),
            joinedload(Contribution.clause),
            joinedload(Contribution.anchor).joinedload(Anchor.clause),
        )
        .order_by(Contribution.id)
    ).all()


def list_unsettled(consultation: Consultation) -> list[str]:
    """List the references, over all documents, whose newest fate is missing or `carried forward`.

    While there is one, a consultation cannot be called decided.
    """
    return list(
        db.session.scalars(
            select(Contribution.reference)
            .join(Contribution.document)
            .where(Document.consultation_id == consultation.id, is_unanswered(), Contribution.status.in_(STANDING))
            .order_by(Contribution.id)
        )
    )


def fates_of(ids: Collection[int]) -> dict[int, list[FateEntry]]:
    """Return the published fates of contributions by contribution id, oldest first: one query."""
    fates: dict[int, list[FateEntry]] = defaultdict(list)
    rows = db.session.scalars(
        select(FateEntry)
        .where(FateEntry.contribution_id.in_(ids), FateEntry.published_at.is_not(None))
        .options(joinedload(FateEntry.by), joinedload(FateEntry.revision))
        .order_by(FateEntry.id)
    )
    for entry in rows:
        fates[entry.contribution_id].append(entry)
    return dict(fates)


def still_caused() -> ColumnElement[bool]:
    """Match contributions that words still come from, by their newest answer."""
    return Contribution.fate.is_(None) | Contribution.fate.not_in(NOT_IN)


def incorporations_of(
    *,
    contributions: Collection[int] | None = None,
    clauses: Collection[int] | None = None,
    revisions: Collection[int] | None = None,
) -> Sequence[Incorporation]:
    """List incorporations by the ids of their contributions, clauses or revisions, oldest first: one query."""
    rows = select(Incorporation)
    if contributions is not None:
        rows = rows.where(Incorporation.contribution_id.in_(contributions))
    if clauses is not None:
        rows = rows.where(Incorporation.clause_id.in_(clauses))
    if revisions is not None:
        rows = rows.where(Incorporation.revision_id.in_(revisions))
    return db.session.scalars(
        rows.options(
            joinedload(Incorporation.contribution).joinedload(Contribution.author),
            joinedload(Incorporation.contribution).joinedload(Contribution.organisation),
            joinedload(Incorporation.revision),
            joinedload(Incorporation.clause),
        ).order_by(Incorporation.id)
    ).all()


_FATE_LINES: Select[*tuple[Any, ...]] = (
    select(
        FateEntry.contribution_id,
        FateEntry.fate,
        FateEntry.reason,
        func.coalesce(FateEntry.published_at, FateEntry.at).label("at"),
        Person.name.label("by"),
        Revision.number.label("revision"),
        AuthorReply.agrees,
        AuthorReply.answered_at,
    )
    .outerjoin(FateEntry.by)
    .outerjoin(FateEntry.revision)
    .outerjoin(AuthorReply, AuthorReply.fate_entry_id == FateEntry.id)
    .where(FateEntry.published_at.is_not(None))
    .order_by(FateEntry.id)
)
_DRAFT_LINES: Select[*tuple[Any, ...]] = (
    select(
        *(FateEntry.contribution_id, FateEntry.fate, FateEntry.reason, FateEntry.at, FateEntry.version),
        Person.name.label("by"),
    )
    .outerjoin(FateEntry.by)
    .where(FateEntry.published_at.is_(None))
    .order_by(FateEntry.id)
)
_INCORPORATION_LINES: Select[*tuple[Any, ...]] = (
    select(
        Incorporation.contribution_id,
        Revision.number.label("revision"),
        Clause.key.label("clause"),
        Incorporation.start,
        Incorporation.end,
        Incorporation.how,
    )
    .join(Incorporation.revision)
    .join(Incorporation.clause)
    .order_by(Incorporation.id)
)


def fate_lines(ids: Collection[int]) -> dict[int, list[Row[*tuple[Any, ...]]]]:
    """Return the published fates of contributions by contribution id, oldest first, columns only: one query.

    Columns: fate, reason, at, by (a name or none), revision (a number or none), agrees (what its author said of it, or
    none), answered_at (when a dispute of it was answered again, or none).
    """
    return _by_contribution(_FATE_LINES.where(FateEntry.contribution_id.in_(ids)))


def draft_lines(ids: Collection[int]) -> dict[int, Row[*tuple[Any, ...]]]:
    """Return what is drafted for contributions by contribution id, columns only: one query. For officers only.

    Columns: fate, reason, at, by (a name or none), version.
    """
    found = _by_contribution(_DRAFT_LINES.where(FateEntry.contribution_id.in_(ids)))
    return {number: rows[-1] for number, rows in found.items()}


def incorporation_lines(ids: Collection[int]) -> dict[int, list[Row[*tuple[Any, ...]]]]:
    """Return what contributions brought about by contribution id, oldest first, columns only: one query.

    Columns: revision (a number), clause (a key), start, end, how.
    """
    return _by_contribution(_INCORPORATION_LINES.where(Incorporation.contribution_id.in_(ids)))


def _by_contribution(rows: Select[*tuple[Any, ...]]) -> dict[int, list[Row[*tuple[Any, ...]]]]:
    found: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in db.session.execute(rows):
        found[row.contribution_id].append(row)
    return dict(found)


def taken_in(revisions: Collection[int]) -> dict[int, list[str]]:
    """Return the references each revision took in, whole or in part, by revision id: one query."""
    taken: dict[int, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(FateEntry.revision_id, Contribution.reference)
        .join(FateEntry.contribution)
        .where(FateEntry.revision_id.in_(revisions), FateEntry.published_at.is_not(None), FateEntry.fate.in_(TAKEN))
        .order_by(Contribution.id)
    )
    for revision_id, reference in rows:
        if revision_id is not None:
            taken[revision_id].append(reference)
    return dict(taken)


def list_drafts(document: Document) -> Sequence[FateEntry]:
    """List the fates drafted for a document and not published, oldest contribution first, with their words.

    What was hidden or taken back since needs no answer, so its draft is left out as long as that lasts.
    """
    return db.session.scalars(
        select(FateEntry)
        .join(FateEntry.contribution)
        .where(
            Contribution.document_id == document.id,
            Contribution.status.not_in((Status.HIDDEN, Status.WITHDRAWN)),
            FateEntry.published_at.is_(None),
        )
        .options(joinedload(FateEntry.contribution), joinedload(FateEntry.by), selectinload(FateEntry.words))
        .order_by(FateEntry.contribution_id, FateEntry.id)
    ).all()


def is_outdated(draft: FateEntry) -> bool:
    """Say whether a fate was drafted for words that were edited or revised since."""
    changed = draft.contribution.edited_at
    return changed is not None and draft.at < changed


def find_draft(contribution: Contribution) -> FateEntry | None:
    """Return the fate drafted for a contribution and not published, or None."""
    return db.session.scalars(
        select(FateEntry)
        .where(FateEntry.contribution_id == contribution.id, FateEntry.published_at.is_(None))
        .options(
            joinedload(FateEntry.contribution),
            joinedload(FateEntry.by),
            joinedload(FateEntry.approved_by),
            selectinload(FateEntry.words),
        )
        .order_by(FateEntry.id.desc())
        .limit(1)
    ).one_or_none()


def as_given(draft: FateEntry) -> GivenFate:
    """Give a drafted fate as it would be given by hand."""
    words = draft.words
    return GivenFate(
        reference=draft.contribution.reference,
        fate=draft.fate,
        reason=draft.reason,
        words=[
            Pointed(one.clause_key, one.start, one.end)
            for one in words
            if one.start is not None and one.end is not None
        ],
        removed=[one.clause_key for one in words if one.start is None],
        library_text=draft.library_text_id,
    )


def list_clauses_by_id(ids: Collection[int]) -> dict[int, Clause]:
    """Return clauses by id."""
    return {clause.id: clause for clause in db.session.scalars(select(Clause).where(Clause.id.in_(ids)))}
