"""Consult again? What a revision changed after the closing, and opening those clauses again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.service import move_stage
from consult.consultations.stages import stage_now, write_due
from consult.core.errors import Conflict, Refused
from consult.core.reopening import add
from consult.core.stages import Stage
from consult.documents.classing import is_material
from consult.documents.counting import raise_counts_version
from consult.documents.models import AskingAgain, ClauseChange, Document, Revision
from consult.documents.queries import list_documents
from consult.documents.reopened import say_open
from consult.drafting.guarding import lock
from consult.extensions import db
from consult.jobs.service import emit


def list_material(revision: Revision) -> Sequence[ClauseChange]:
    """List what a revision changed in meaning, clause by clause."""
    return db.session.scalars(
        select(ClauseChange)
        .where(ClauseChange.revision_id == revision.id, is_material())
        .options(
            joinedload(ClauseChange.clause),
            joinedload(ClauseChange.old_wording),
            joinedload(ClauseChange.new_wording),
        )
        .order_by(ClauseChange.id)
    ).all()


def list_asked(documents: Collection[Document], now: datetime) -> frozenset[int]:
    """Return the ids of those documents whose newest revision asks whether to consult again: one query."""
    waiting = {
        one.newest_revision_id: one.id
        for one in documents
        if one.newest_revision is not None
        and one.newest_revision.number > 1
        and stage_now(one.consultation, now) is Stage.CONSIDERING
        and one.newest_revision.at >= _closed_at(one, now)
    }
    if not waiting:
        return frozenset()
    material = exists().where(ClauseChange.revision_id == Revision.id, is_material())
    settled = exists().where(AskingAgain.revision_id == Revision.id)
    found = db.session.scalars(select(Revision.id).where(Revision.id.in_(waiting), material, ~settled))
    return frozenset(waiting[one] for one in found)


def find_asking(revision: Revision) -> AskingAgain | None:
    """Return what was decided about consulting again on a revision, or None."""
    return db.session.get(AskingAgain, revision.id)


def reopen(
    document: Document,
    keys: Collection[str],
    closes_at: datetime | None,
    reason: str,
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Open the consultation again for these clauses, which the newest revision changed. Raises Conflict, Refused."""
    revision, changes = _question(document, now)
    chosen = sorted(change.clause_id for change in changes if change.clause.key in keys and change.op != "removed")
    if not chosen:
        raise Refused("Choose at least one clause that people can read and speak about.", field="clauses")
    if closes_at is None:
        raise Refused("Give the day it closes again.", field="closes_at")
    move_stage(
        document.consultation,
        Stage.OPEN,
        reason,
        by=by,
        now=now,
        closes_at=closes_at,
        reopened=add(None, document.id, chosen),
    )
    _settle(document, revision, chosen, reason, by=by, now=now)
    emit("clauses:reopened", document.slug, now=now, clauses=chosen, said=say_open(document))


def leave_closed(document: Document, reason: str, *, by: Person | None, now: datetime) -> None:
    """Note, with the public reason, that people are not asked again. Raises Conflict, Refused."""
    revision, _ = _question(document, now)
    if not reason.strip():
        raise Refused("Say why: people will see it beside the revision.", field="reason")
    _settle(document, revision, [], reason, by=by, now=now)


def _question(document: Document, now: datetime) -> tuple[Revision, Sequence[ClauseChange]]:
    """Return the newest revision and what it changed, if it asks whether to consult again. Raises Conflict."""
    lock(document)
    db.session.refresh(document.consultation)
    write_due(document.consultation, now)
    revision = document.newest_revision
    if revision is None or document.id not in list_asked([document], now):
        raise Conflict("There is nothing to decide here now: it is settled, or nothing changed after the closing.")
    return revision, list_material(revision)


def _settle(
    document: Document, revision: Revision, clauses: list[int], reason: str, *, by: Person | None, now: datetime
) -> None:
    db.session.add(
        AskingAgain(
            revision_id=revision.id, clauses=clauses, reason=reason.strip(), at=now, by_id=by.id if by else None
        )
    )
    for one in list_documents(document.consultation_id):
        raise_counts_version(one)
    record(
        "clauses:reopened" if clauses else "clauses:left-closed",
        document.slug,
        by=by.public_id if by else None,
        now=now,
        chain=document.consultation.public_id,
        detail={"revision": revision.number, "clauses": clauses, "reason": reason.strip()},
    )
    db.session.flush()


def _closed_at(document: Document, now: datetime) -> datetime:
    consultation = document.consultation
    if consultation.stage is not Stage.CONSIDERING and consultation.closes_at is not None:
        return consultation.closes_at
    return consultation.stage_at
