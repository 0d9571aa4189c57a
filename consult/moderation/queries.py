"""What waits for an officer to look at, and what was decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import contains_eager, joinedload

from consult.accounts.models import MemberRole, Person
from consult.consultations.models import Consultation
from consult.contributions.models import Anchor, Contribution, Status
from consult.documents.models import Document
from consult.extensions import db
from consult.moderation.models import Decision, Report

LIMIT = 50


@dataclass(frozen=True, slots=True)
class Queue:
    """What an officer is to look at: held contributions, and reported ones with their reports; oldest first.

    held_total and reported_total: how many there are in all, more than are listed if over `LIMIT`.
    """

    held: Sequence[Contribution]
    reported: Sequence[tuple[Contribution, Sequence[Report]]]
    held_total: int
    reported_total: int


def _in_charge(person: Person) -> ColumnElement[bool]:
    """Match the consultations a person is an officer of."""
    if person.is_administrator:
        return true()
    owners = [one.organisation_id for one in person.memberships if one.role is MemberRole.OFFICER]
    return Consultation.owner_id.in_(owners)


def read_queue(person: Person) -> Queue:
    """Read what waits for an officer, over all their consultations: five queries."""
    held = (
        select(Contribution)
        .join(Contribution.document)
        .join(Document.consultation)
        .where(Contribution.status == Status.HELD, _in_charge(person))
    )
    open_reports = select(Report.contribution_id).where(Report.settled_at.is_(None))
    reported = (
        select(Contribution)
        .join(Contribution.document)
        .join(Document.consultation)
        .where(Contribution.id.in_(open_reports), _in_charge(person))
    )
    shown = db.session.scalars(_loaded(reported)).all()
    reports = reports_of([one.id for one in shown])
    return Queue(
        held=db.session.scalars(_loaded(held)).all(),
        reported=[(one, reports.get(one.id, [])) for one in shown],
        held_total=_count(held),
        reported_total=_count(reported),
    )


def _loaded(rows: Select[Contribution]) -> Select[Contribution]:
    return (
        rows.options(
            contains_eager(Contribution.document).contains_eager(Document.consultation),
            joinedload(Contribution.author),
            joinedload(Contribution.entered_by),
            joinedload(Contribution.organisation),
            joinedload(Contribution.clause),
            joinedload(Contribution.revision),
            joinedload(Contribution.anchor).joinedload(Anchor.clause),
        )
        .order_by(Contribution.id)
        .limit(LIMIT)
    )


def _count(rows: Select[Contribution]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.with_only_columns(Contribution.id).subquery())) or 0


def count_waiting(person: Person) -> int:
    """Count what waits for an officer, for the desk."""
    queue_of = select(Contribution.id).join(Contribution.document).join(Document.consultation).where(_in_charge(person))
    open_reports = select(Report.contribution_id).where(Report.settled_at.is_(None))
    rows = queue_of.where((Contribution.status == Status.HELD) | Contribution.id.in_(open_reports))
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def reports_of(ids: Collection[int]) -> dict[int, list[Report]]:
    """Return the unsettled reports of contributions by contribution id, oldest first."""
    found: dict[int, list[Report]] = {}
    rows = db.session.scalars(
        select(Report)
        .where(Report.contribution_id.in_(ids), Report.settled_at.is_(None))
        .options(joinedload(Report.by))
        .order_by(Report.id)
    )
    for report in rows:
        found.setdefault(report.contribution_id, []).append(report)
    return found


def list_decisions(contribution: Contribution) -> Sequence[Decision]:
    """List what officers decided about a contribution, oldest first."""
    return db.session.scalars(
        select(Decision)
        .where(Decision.contribution_id == contribution.id)
        .options(joinedload(Decision.by))
        .order_by(Decision.id)
    ).all()
