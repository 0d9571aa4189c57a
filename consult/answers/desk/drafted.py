"""The drafted answers of a consultation as a list, a page at a time: two queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Person
from consult.answers.desk.counts import STANDING, is_lacking, is_stale
from consult.answers.models import FateEntry
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.core.fates import Fate
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.models import AlikeGroup, AlikeMember

PER_PAGE = 50
SHOWS: Mapping[str, str] = {
    "": "All drafts",
    "stale": "Edited since by their authors",
    "lacking": "Lacking a reason or words",
    "unapproved": "Without a second officer",
    "alike": "Alike to others",
}
"""What the list can be narrowed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One draft, as the list shows it."""

    reference: str
    author: str
    said: str
    title: str
    fate: Fate
    reason: str
    version: int
    by_id: int | None
    by: str
    at: datetime
    stale: bool
    approved: str
    """Who approved it, or nothing; what was approved is looked at again when it goes out."""
    group: str
    label: str


@dataclass(frozen=True, slots=True)
class Drafts:
    """A page of drafts, and how many there are in all."""

    show: str
    many: int
    lines: Sequence[Line]


def list_drafted(consultation: Consultation, show: str, page: int) -> Drafts:
    """List drafts, longest waiting contribution first; `show` narrows them (see `SHOWS`)."""
    approver = aliased(Person)
    author = aliased(Person)
    rows = (
        select(
            Contribution.reference,
            Contribution.author_name,
            func.substr(Contribution.body, 1, 300).label("said"),
            Document.title,
            FateEntry.fate,
            FateEntry.reason,
            FateEntry.version,
            FateEntry.by_id,
            author.name.label("by"),
            FateEntry.at,
            is_stale().label("stale"),
            approver.name.label("approved"),
            AlikeGroup.public_id.label("group"),
            AlikeGroup.heading.label("label"),
            func.count().over().label("many"),
        )
        .select_from(FateEntry)
        .join(FateEntry.contribution)
        .join(Contribution.document)
        .outerjoin(author, author.id == FateEntry.by_id)
        .outerjoin(approver, approver.id == FateEntry.approved_by_id)
        .outerjoin(AlikeMember, AlikeMember.contribution_id == Contribution.id)
        .outerjoin(AlikeGroup, AlikeGroup.id == AlikeMember.group_id)
        .where(
            Document.consultation_id == consultation.id,
            Contribution.status.in_(STANDING),
            FateEntry.published_at.is_(None),
            *_narrow(show),
        )
        .order_by(FateEntry.contribution_id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    found = db.session.execute(rows).all()
    lines = [
        Line(
            reference=row.reference,
            author=row.author_name,
            said=row.said or "",
            title=row.title,
            fate=row.fate,
            reason=row.reason,
            version=row.version,
            by_id=row.by_id,
            by=row.by or "",
            at=row.at,
            stale=bool(row.stale),
            approved=row.approved or "",
            group=row.group or "",
            label=row.label or "",
        )
        for row in found
    ]
    return Drafts(show, found[0].many if found else 0, lines)


def _narrow(show: str) -> Sequence[ColumnElement[bool]]:
    match show:
        case "stale":
            return (is_stale(),)
        case "lacking":
            return (is_lacking(),)
        case "unapproved":
            return (or_(FateEntry.approved_by_id.is_(None), FateEntry.approved_by_id == FateEntry.by_id),)
        case "alike":
            return (AlikeMember.group_id.is_not(None),)
    return ()
