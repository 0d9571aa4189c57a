"""What the page of a consultation shows, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, distinct, func, select
from sqlalchemy.orm import selectinload

from consult.consultations.models import Consultation, Invitation
from consult.contributions.models import Contribution, Status
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.documents.queries import list_documents
from consult.extensions import db


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document with what has been said about it."""

    document: Document
    contributions: int
    people: int
    asked: int
    answered: int

    @property
    def part(self) -> int:
        """How many of a hundred who need an answer have one, rounded down."""
        return 100 * self.answered // self.asked if self.asked else 100


def load_parts(consultation: Consultation) -> Consultation:
    """Load what belongs to a consultation: papers, timetable, guests, the log of its stages."""
    return db.session.scalars(
        select(Consultation)
        .where(Consultation.id == consultation.id)
        .options(
            selectinload(Consultation.papers),
            selectinload(Consultation.events),
            selectinload(Consultation.changes),
            selectinload(Consultation.invitations).joinedload(Invitation.organisation),
            selectinload(Consultation.invitations).joinedload(Invitation.network),
        )
    ).one()


def list_cards(consultation: Consultation) -> Sequence[DocumentCard]:
    """List a consultation's documents with their public numbers; two queries."""
    documents = list_documents(consultation.id)
    numbers = {row.document_id: row for row in db.session.execute(_numbers([one.id for one in documents]))}
    cards = []
    for document in documents:
        row = numbers.get(document.id)
        cards.append(
            DocumentCard(document, *((row.said, row.people, row.asked, row.answered) if row else (0, 0, 0, 0)))
        )
    return cards


def _lasting() -> ColumnElement[bool]:
    """Match contributions whose newest fate answers for good; what was carried forward waits again."""
    return Contribution.fate.is_not(None) & (Contribution.fate != Fate.CARRIED_FORWARD)


def _numbers(document_ids: Sequence[int]):  # type: ignore[no-untyped-def]  # a select of a row nobody names
    public = (
        Contribution.document_id.in_(document_ids),
        Contribution.status == Status.PUBLISHED,
        Contribution.made_in != Stage.DRAFTING,
    )
    return (
        select(
            Contribution.document_id,
            func.count().label("said"),
            func.count(distinct(func.coalesce(Contribution.author_id, -Contribution.id))).label("people"),
            func.count().filter(Contribution.counts_for_gate).label("asked"),
            func.count().filter(Contribution.counts_for_gate, _lasting()).label("answered"),
        )
        .where(*public)
        .group_by(Contribution.document_id)
    )
