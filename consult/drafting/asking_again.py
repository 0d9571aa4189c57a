"""Consult again? What a revision changed after the closing, and opening those clauses again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.models import Consultation, StageChange
from consult.consultations.service import move_stage
from consult.consultations.stages import stage_now, write_due
from consult.core.errors import Conflict, Refused
from consult.core.reopening import add
from consult.core.stages import Stage
from consult.documents.classing import called_since, is_material
from consult.documents.counting import raise_counts_version
from consult.documents.models import AskingAgain, Clause, ClauseChange, Document, Revision, Wording
from consult.documents.queries import list_documents
from consult.documents.reopened import say_open
from consult.drafting.guarding import lock
from consult.extensions import db
from consult.jobs.service import emit


@dataclass(frozen=True, slots=True)
class Asked:
    """A clause whose meaning changed after people could last speak: the words they knew, and those that stand now."""

    clause: Clause
    old: Wording | None
    new: Wording | None

    @property
    def differs(self) -> bool:
        """Say whether what stands now reads otherwise than what people knew."""
        return (self.old and self.old.text) != (self.new and self.new.text)


def list_asked(documents: Collection[Document], now: datetime) -> frozenset[int]:
    """Return the ids of those documents that ask whether to consult again: one query."""
    waiting = [one for one in documents if _may_ask(one, now)]
    if not waiting:
        return frozenset()
    after = or_(*(_published_after_closing(one) for one in waiting))
    asking = select(Revision.document_id).join(ClauseChange, ClauseChange.revision_id == Revision.id)
    return frozenset(db.session.scalars(asking.where(after, is_material(), ~_decided()).distinct()))


def list_changed(document: Document, now: datetime) -> Sequence[Asked]:
    """List the clauses a document asks about, over all revisions since the closing, in the order they changed.

    None where it does not ask.
    """
    if not _may_ask(document, now):
        return ()
    after = _published_after_closing(document)
    rows = db.session.execute(
        select(ClauseChange, is_material() & ~_decided())
        .join(ClauseChange.revision)
        .where(after)
        .options(
            joinedload(ClauseChange.clause),
            joinedload(ClauseChange.old_wording),
            joinedload(ClauseChange.new_wording),
        )
        .order_by(Revision.number, ClauseChange.id)
    )
    found: dict[int, Asked] = {}
    for change, asks in rows:
        known = found.get(change.clause_id)
        if known is not None:
            found[change.clause_id] = replace(known, new=change.new_wording)
        elif asks:
            found[change.clause_id] = Asked(change.clause, change.old_wording, change.new_wording)
    return tuple(found.values())


def list_decisions(revision: Revision) -> Sequence[AskingAgain]:
    """List what was decided about consulting again once a revision was there, oldest first."""
    decided = select(AskingAgain).where(AskingAgain.revision_id == revision.id).order_by(AskingAgain.id)
    return db.session.scalars(decided.options(joinedload(AskingAgain.by))).all()


def is_open_for_some(document: Document, now: datetime) -> bool:
    """Say whether some clauses of the consultation are open again: others can join them until the same closing."""
    consultation = document.consultation
    return consultation.reopened is not None and stage_now(consultation, now) is Stage.OPEN


def _may_ask(document: Document, now: datetime) -> bool:
    if document.newest_revision is None or document.newest_revision.number == 1:
        return False
    return stage_now(document.consultation, now) is Stage.CONSIDERING or is_open_for_some(document, now)


def _published_after_closing(document: Document) -> ColumnElement[bool]:
    """Return, for queries on changes and their revisions, whether people could not speak about a change any more.

    What counts is when all closed that was open to all: opening some clauses again says nothing of the others.
    """
    consultation = document.consultation
    here = StageChange.consultation_id == consultation.id
    to_all = StageChange.reopened.is_(None)
    opened = select(func.max(StageChange.at)).where(here, StageChange.stage == Stage.OPEN, to_all).scalar_subquery()
    closed = select(func.min(StageChange.at)).where(
        here, StageChange.stage == Stage.CONSIDERING, StageChange.at > opened
    )
    open_now = (consultation.reopened or {}).get(str(document.id), ())
    return (
        (Revision.document_id == document.id)
        & (Revision.number > 1)
        & (Revision.at >= func.coalesce(closed.scalar_subquery(), _closing(consultation)))
        & ClauseChange.clause_id.not_in(open_now)
    )


def _decided() -> ColumnElement[bool]:
    """Return, for queries on changes and their revisions, whether a decision took each in as what it is called now."""
    later = aliased(Revision)
    return (
        exists()
        .where(
            AskingAgain.revision_id == later.id,
            later.document_id == Revision.document_id,
            later.number >= Revision.number,
            AskingAgain.at >= called_since(),
        )
        .correlate(Revision, ClauseChange)
    )


def reopen(
    document: Document,
    keys: Collection[str],
    closes_at: datetime | None,
    reason: str,
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Open the consultation again for these clauses, which changed after the closing. Raises Conflict, Refused.

    Where some are open again already, these join them, until the same closing, and `closes_at` is not asked for.
    """
    revision, changed = _question(document, now)
    chosen = sorted(one.clause.id for one in changed if one.clause.key in keys and one.new is not None)
    if not chosen:
        raise Refused("Choose at least one clause that people can read and speak about.", field="clauses")
    if is_open_for_some(document, now):
        _need_reason(reason)
        document.consultation.reopened = add(document.consultation.reopened, document.id, chosen)
    else:
        if closes_at is None:
            raise Refused("Give the day it closes again.", field="closes_at")
        opened = add(None, document.id, chosen)
        move_stage(document.consultation, Stage.OPEN, reason, by=by, now=now, closes_at=closes_at, reopened=opened)
    _settle(document, revision, chosen, reason, by=by, now=now)
    emit("clauses:reopened", document.slug, now=now, clauses=chosen, said=say_open(document))


def leave_closed(document: Document, reason: str, *, by: Person | None, now: datetime) -> None:
    """Note, with the public reason, that people are not asked again. Raises Conflict, Refused."""
    revision, _ = _question(document, now)
    _need_reason(reason)
    _settle(document, revision, [], reason, by=by, now=now)


def _need_reason(reason: str) -> None:
    """Raise Refused where no reason is given."""
    if not reason.strip():
        raise Refused("Say why: people will see it beside the revision.", field="reason")


def _question(document: Document, now: datetime) -> tuple[Revision, Sequence[Asked]]:
    """Return the newest revision and what it asks about, if it asks whether to consult again. Raises Conflict."""
    # What is open again stands with the consultation: all its documents, in one order, so that nobody waits for ever.
    for one in list_documents(document.consultation_id):
        lock(one)
    db.session.refresh(document.consultation)
    write_due(document.consultation, now)
    revision, changed = document.newest_revision, list_changed(document, now)
    if revision is None or not changed:
        raise Conflict("There is nothing to decide here now: it is settled, or nothing changed after the closing.")
    return revision, changed


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


def _closing(consultation: Consultation) -> datetime:
    """Return when it closed, where that is not written down yet."""
    if consultation.stage is not Stage.CONSIDERING and consultation.closes_at is not None:
        return consultation.closes_at
    return consultation.stage_at
