"""What an officer or drafter has to do today, counted in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from consult.accounts.models import MemberRole, Person
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Placement, Status
from consult.core.fates import Fate
from consult.documents.models import Document, DraftingMember
from consult.extensions import db
from consult.moderation.models import Report

WEAK = 0.9
"""Placements below this score wait for a person to look."""


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A document with what waits in it."""

    document: Document
    unanswered: int
    held: int
    reported: int
    weak: int
    draft_ahead: bool

    @property
    def waits(self) -> bool:
        """Say whether anything waits for a person."""
        return bool(self.unanswered or self.held or self.reported or self.weak)


def _mine(person: Person) -> ColumnElement[bool]:
    if person.is_administrator:
        return true()
    owners = [one.organisation_id for one in person.memberships if one.role is MemberRole.OFFICER]
    drafts = select(DraftingMember.document_id).where(DraftingMember.person_id == person.id)
    return or_(Consultation.owner_id.in_(owners) if owners else false(), Document.id.in_(drafts))


def list_rows(person: Person) -> Sequence[DeskRow]:
    """List the documents a person runs or drafts, with what waits in each; five queries."""
    documents = db.session.scalars(
        select(Document)
        .join(Document.consultation)
        .where(_mine(person))
        .options(joinedload(Document.consultation), joinedload(Document.newest_revision))
        .order_by(Document.id.desc())
    ).all()
    ids = [document.id for document in documents]
    unanswered = _count(
        ids,
        Contribution.counts_for_gate.is_(True),
        or_(Contribution.fate.is_(None), Contribution.fate == Fate.CARRIED_FORWARD),
    )
    held = _count(ids, Contribution.status == Status.HELD)
    reported = _count(ids, Contribution.id.in_(select(Report.contribution_id).where(Report.settled_at.is_(None))))
    weak = _count(ids, Contribution.id.in_(_weak(documents)))
    return [
        DeskRow(
            document,
            unanswered.get(document.id, 0),
            held.get(document.id, 0),
            reported.get(document.id, 0),
            weak.get(document.id, 0),
            document.newest_revision is not None and document.head_save_id != document.newest_revision.save_id,
        )
        for document in documents
    ]


def _weak(documents: Sequence[Document]):  # type: ignore[no-untyped-def]  # a select used as a subquery
    newest = [document.newest_revision_id for document in documents if document.newest_revision_id]
    return select(Placement.contribution_id).where(
        Placement.revision_id.in_(newest), Placement.score < WEAK, Placement.confirmed_at.is_(None)
    )


def _count(document_ids: Sequence[int], *wanted: ColumnElement[bool]) -> dict[int, int]:
    rows = db.session.execute(
        select(Contribution.document_id, func.count())
        .where(Contribution.document_id.in_(document_ids), *wanted)
        .group_by(Contribution.document_id)
    )
    return {document_id: number for document_id, number in rows}
