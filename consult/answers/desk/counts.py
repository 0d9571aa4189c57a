"""The drafted answers of a consultation in numbers: of which fates, by whom, and what keeps some from going out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from consult.accounts.models import Person
from consult.answers.models import DraftWords, FateEntry
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, ContributionKind, Status
from consult.core.fates import NEEDS, Fate
from consult.documents.models import Document
from consult.extensions import db

STANDING = (Status.PUBLISHED, Status.HELD)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers an officer has drafted, and of which fates."""

    name: str
    many: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The drafts of a consultation in numbers."""

    drafted: int
    stale: int
    lacking: int
    gone: int
    with_revision: int
    by_fate: Sequence[tuple[Fate, int]]
    by_officer: Sequence[Tally]


def count_drafts(consultation: Consultation) -> Counts:
    """Count the drafts of a consultation, what keeps some from going out, and who wrote them: three queries."""
    drafts = (Document.consultation_id == consultation.id, FateEntry.published_at.is_(None))
    stands = Contribution.status.in_(STANDING)
    row = db.session.execute(
        select(
            func.count().filter(stands).label("drafted"),
            func.count().filter(stands, is_stale()).label("stale"),
            func.count().filter(stands, is_lacking()).label("lacking"),
            func.count().filter(~stands).label("gone"),
            func.count().filter(stands, FateEntry.fate.in_(WITH_REVISION)).label("with_revision"),
        )
        .select_from(FateEntry)
        .join(FateEntry.contribution)
        .join(Contribution.document)
        .where(*drafts)
    ).one()
    by_fate = db.session.execute(
        select(FateEntry.fate, func.count())
        .join(FateEntry.contribution)
        .join(Contribution.document)
        .where(*drafts, stands)
        .group_by(FateEntry.fate)
    ).all()
    by_officer = db.session.execute(
        select(func.coalesce(func.max(Person.name), ""), func.count())
        .select_from(FateEntry)
        .join(FateEntry.contribution)
        .join(Contribution.document)
        .outerjoin(Person, Person.id == FateEntry.by_id)
        .where(*drafts, stands)
        .group_by(FateEntry.by_id)
        .order_by(func.count().desc())
    ).all()
    return Counts(
        *row,
        by_fate=sorted(((fate, many) for fate, many in by_fate), key=lambda one: list(Fate).index(one[0])),
        by_officer=[Tally(name or "Somebody", many) for name, many in by_officer],
    )


WITH_REVISION = tuple(fate for fate in Fate if NEEDS[fate].revision)
_REASONED = tuple(fate for fate in Fate if NEEDS[fate].reason)
_WORDED = tuple(fate for fate in Fate if NEEDS[fate].words)


def is_stale() -> ColumnElement[bool]:
    """Match drafts for words that were edited since."""
    return and_(Contribution.edited_at.is_not(None), FateEntry.at < Contribution.edited_at)


def is_lacking() -> ColumnElement[bool]:
    """Match drafts without the reason or the words their fate needs."""
    worded = select(DraftWords.id).where(DraftWords.fate_entry_id == FateEntry.id).correlate(FateEntry).exists()
    return or_(
        and_(FateEntry.fate.in_(_REASONED), FateEntry.reason_key == ""),
        and_(FateEntry.fate.in_(_WORDED), Contribution.kind != ContributionKind.SUGGESTION, ~worded),
    )
