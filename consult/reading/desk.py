"""What an officer or drafter has to do today, counted in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from consult.accounts.models import MemberRole, Person
from consult.answers.challenges.models import Challenge
from consult.answers.promises.models import PENDING, Promise
from consult.answers.replies.disputes import count_waiting
from consult.consultations.models import Consultation
from consult.contributions.models import Anchor, Contribution, Placement, PlacementStatus, Status
from consult.contributions.placing import WEAK
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.documents.models import ClauseChange, Document, DraftingMember, Revision
from consult.extensions import db
from consult.insight.summary.staleness import list_stale
from consult.intake.models import Submission
from consult.intake.queries import still_waits
from consult.moderation.models import Report

OVER = (Stage.REVIEWED, Stage.CANCELLED)
"""Stages in which nobody answers any more, so that nothing waits."""


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A document with what waits in it. runs: whether the person is its officer, not only a drafter."""

    document: Document
    runs: bool
    asked: int
    unanswered: int
    held: int
    reported: int
    weak: int
    challenged: int = 0
    """How many challenges of what a change is called wait for an answer."""
    disputed: int = 0
    """How many answers their authors say are not what they meant, and nobody answered again."""
    overdue: int = 0
    """How many promises are to be kept still, and their day has passed."""

    @property
    def over(self) -> bool:
        """Say whether nothing can be written or published any more."""
        return self.document.consultation.stage in OVER

    @property
    def draft_ahead(self) -> bool:
        """Say whether the working draft has words that are not published."""
        newest = self.document.newest_revision
        return newest is not None and self.document.head_save_id != newest.save_id

    @property
    def unmeasured(self) -> int:
        """How many outcomes of the working draft nobody says how to measure."""
        return self.document.head.unmeasured if self.document.head is not None and not self.over else 0

    @property
    def waits(self) -> bool:
        """Say whether anything waits for a person."""
        waiting = (self.unanswered, self.held, self.reported, self.weak, self.challenged, self.disputed, self.overdue)
        return any(waiting)

    @property
    def answered(self) -> int:
        """How many of those who need an answer have one."""
        return self.asked - self.unanswered

    @property
    def part(self) -> int:
        """How many of a hundred have an answer, rounded down."""
        return 100 * self.answered // self.asked if self.asked else 100


def list_rows(person: Person, today: date | None = None) -> Sequence[DeskRow]:
    """List the documents a person runs or drafts, with what waits in each; six queries. today: for what is overdue."""
    found = db.session.execute(
        select(Document, _challenged(), _overdue(today), count_waiting())
        .join(Document.consultation)
        .where(_mine(person))
        .options(joinedload(Document.consultation), joinedload(Document.newest_revision), joinedload(Document.head))
        .order_by(Document.id.desc())
    ).all()
    documents, challenged = [row[0] for row in found], {row[0].id: row[1] for row in found}
    disputed = {row[0].id: row[3] for row in found}
    overdue = {row[0].id: row[2] for row in found}
    live = [document for document in documents if document.consultation.stage not in OVER]
    ids = [document.id for document in live]
    asked = _count([document.id for document in documents], Contribution.counts_for_gate.is_(True))
    unanswered = _count(ids, *_unanswered())
    held = _count(ids, Contribution.status == Status.HELD)
    reported = _count(ids, Contribution.id.in_(select(Report.contribution_id).where(Report.settled_at.is_(None))))
    weak = _count(ids, Contribution.id.in_(_weak(live)))
    owners = _owners(person)
    return [
        DeskRow(
            document,
            runs=person.is_administrator or document.consultation.owner_id in owners,
            asked=asked.get(document.id, 0),
            unanswered=unanswered.get(document.id, 0),
            held=held.get(document.id, 0),
            reported=reported.get(document.id, 0),
            weak=weak.get(document.id, 0),
            challenged=challenged[document.id] if document.consultation.stage not in OVER else 0,
            disputed=disputed[document.id] if document.consultation.stage not in OVER else 0,
            overdue=overdue[document.id],
        )
        for document in documents
    ]


def list_intake(person: Person) -> Sequence[tuple[Consultation, int]]:
    """List the consultations a person runs in which something that came in is not entered, with how many; most first.

    One query, or none for somebody who runs nothing.
    """
    owners = _owners(person)
    if not owners and not person.is_administrator:
        return []
    mine = true() if person.is_administrator else Consultation.owner_id.in_(owners)
    waiting = (
        select(Submission.consultation_id, func.count().label("many"))
        .where(still_waits())
        .group_by(Submission.consultation_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Consultation, waiting.c.many)
        .join(waiting, waiting.c.consultation_id == Consultation.id)
        .where(mine, Consultation.stage.not_in(OVER))
        .order_by(waiting.c.many.desc(), Consultation.id)
    )
    return [(row[0], row[1]) for row in rows]


def list_waiting(rows: Sequence[DeskRow], limit: int) -> Sequence[Contribution]:
    """List what a person is to answer, longest waiting first; one query."""
    return db.session.scalars(
        select(Contribution)
        .where(
            Contribution.document_id.in_([row.document.id for row in rows if row.runs and row.unanswered]),
            *_unanswered(),
        )
        .options(
            joinedload(Contribution.document),
            joinedload(Contribution.organisation),
            joinedload(Contribution.anchor).joinedload(Anchor.clause),
        )
        .order_by(Contribution.at, Contribution.id)
        .limit(limit)
    ).all()


def list_stale_summaries(rows: Sequence[DeskRow]) -> Sequence[Consultation]:
    """List the consultations a person runs whose summary does not know of what came since; one query."""
    return list_stale({row.document.consultation_id for row in rows if row.runs and not row.over})


def _owners(person: Person) -> Collection[int]:
    return [one.organisation_id for one in person.memberships if one.role is MemberRole.OFFICER]


def _mine(person: Person) -> ColumnElement[bool]:
    if person.is_administrator:
        return true()
    owners = _owners(person)
    drafts = select(DraftingMember.document_id).where(DraftingMember.person_id == person.id)
    return or_(Consultation.owner_id.in_(owners) if owners else false(), Document.id.in_(drafts))


def _unanswered() -> tuple[ColumnElement[bool], ...]:
    return (
        Contribution.counts_for_gate.is_(True),
        or_(Contribution.fate.is_(None), Contribution.fate == Fate.CARRIED_FORWARD),
    )


def _challenged() -> ScalarSelect[int]:
    """Count the challenges of a document that wait for an answer."""
    return (
        select(func.count())
        .join(Challenge.change)
        .join(ClauseChange.revision)
        .where(Revision.document_id == Document.id, Challenge.withdrawn_at.is_(None), Challenge.answered_at.is_(None))
        .correlate(Document)
        .scalar_subquery()
    )


def _overdue(today: date | None) -> ScalarSelect[int]:
    """Count the promises on a document whose day has passed before `today`: also where a consultation is over."""
    return (
        select(func.count())
        .select_from(Promise)
        .where(Promise.document_id == Document.id, Promise.state.in_(PENDING), Promise.due_on < (today or date.min))
        .correlate(Document)
        .scalar_subquery()
    )


def _weak(documents: Sequence[Document]):  # type: ignore[no-untyped-def]  # a select used as a subquery
    newest = [document.newest_revision_id for document in documents if document.newest_revision_id]
    return select(Placement.contribution_id).where(
        Placement.revision_id.in_(newest),
        Placement.status == PlacementStatus.REWORDED,
        Placement.score < WEAK,
        Placement.confirmed_at.is_(None),
    )


def _count(document_ids: Sequence[int], *wanted: ColumnElement[bool]) -> dict[int, int]:
    rows = db.session.execute(
        select(Contribution.document_id, func.count())
        .where(Contribution.document_id.in_(document_ids), *wanted)
        .group_by(Contribution.document_id)
    )
    return {row[0]: row[1] for row in rows}
