"""Reading summaries: the newest version, the one the public sees, the log of versions, what a version cites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.core.errors import NOT_HERE, Missing
from consult.extensions import db
from consult.insight.summary.models import (
    Summary,
    SummaryCitation,
    SummaryDraft,
    SummaryPublication,
    SummarySave,
)
from consult.insight.summary.sections import Section, read_sections

VERSIONS = 50
"""How many versions a page lists."""


@dataclass(frozen=True, slots=True)
class Current:
    """A summary as others print it: the version that counts, and whether the public may see it."""

    save: SummarySave
    sections: tuple[Section, ...]
    publication: SummaryPublication | None
    """None: it is not published; then it is the newest version."""
    cited: tuple[str, ...]
    """References of what it cites, oldest first."""


_WHOLE = (
    joinedload(SummarySave.summary),
    joinedload(SummarySave.by),
    selectinload(SummarySave.signatures),
    selectinload(SummarySave.readings),
)


def find_summary(consultation: Consultation) -> Summary | None:
    """Return the summary of a consultation, or None while nobody began one."""
    return db.session.scalars(select(Summary).where(Summary.consultation_id == consultation.id)).one_or_none()


def find_newest(consultation: Consultation) -> SummarySave | None:
    """Return the newest version with its signatures and readings, or None; three queries."""
    return (
        db.session.scalars(
            select(SummarySave)
            .join(SummarySave.summary)
            .where(Summary.consultation_id == consultation.id)
            .options(*_WHOLE)
            .order_by(SummarySave.number.desc())
            .limit(1)
        )
        .unique()
        .one_or_none()
    )


def get_newest(consultation: Consultation) -> SummarySave:
    """Return the newest version. Raises Missing."""
    save = find_newest(consultation)
    if save is None:
        raise Missing("Nobody has begun a summary of this consultation yet.")
    return save


def get_version(consultation: Consultation, number: int) -> SummarySave:
    """Return one version by its number, with its signatures and readings. Raises Missing."""
    save = db.session.scalars(
        select(SummarySave)
        .join(SummarySave.summary)
        .where(Summary.consultation_id == consultation.id, SummarySave.number == number)
        .options(*_WHOLE)
    ).one_or_none()
    if save is None:
        raise Missing(NOT_HERE)
    return save


def find_signed(consultation: Consultation) -> SummarySave | None:
    """Return the newest version somebody signed off, which is the one to be read before deciding, or None."""
    return (
        db.session.scalars(
            select(SummarySave)
            .join(SummarySave.summary)
            .where(Summary.consultation_id == consultation.id, SummarySave.signatures.any())
            .options(*_WHOLE)
            .order_by(SummarySave.number.desc())
            .limit(1)
        )
        .unique()
        .one_or_none()
    )


def list_versions(summary: Summary) -> Sequence[SummarySave]:
    """List the newest versions, newest first."""
    return db.session.scalars(
        select(SummarySave)
        .where(SummarySave.summary_id == summary.id)
        .options(joinedload(SummarySave.by), selectinload(SummarySave.signatures))
        .order_by(SummarySave.number.desc())
        .limit(VERSIONS)
    ).all()


def find_publication(consultation: Consultation) -> SummaryPublication | None:
    """Return what the public sees, with its version, or None while nothing is published."""
    return (
        db.session.scalars(
            select(SummaryPublication)
            .join(Summary, Summary.id == SummaryPublication.summary_id)
            .where(Summary.consultation_id == consultation.id)
            .options(
                joinedload(SummaryPublication.save_).options(
                    joinedload(SummarySave.summary),
                    joinedload(SummarySave.by),
                    selectinload(SummarySave.signatures),
                    selectinload(SummarySave.readings),
                )
            )
            .order_by(SummaryPublication.id.desc())
            .limit(1)
        )
        .unique()
        .one_or_none()
    )


def is_published(consultation: Consultation) -> bool:
    """Say whether the public can read a summary; one query."""
    found = (
        select(SummaryPublication.id)
        .join(Summary, Summary.id == SummaryPublication.summary_id)
        .where(Summary.consultation_id == consultation.id)
        .limit(1)
    )
    return db.session.execute(found).first() is not None


def current_summary(consultation: Consultation) -> Current | None:
    """Return the summary that goes into the record: the published version, else the newest; None without any."""
    publication = find_publication(consultation)
    save = publication.save_ if publication else find_newest(consultation)
    if save is None:
        return None
    return Current(save, read_sections(save.sections), publication, tuple(list_cited(save)))


def list_cited(save: SummarySave) -> Sequence[str]:
    """List the references of what a version cites, oldest first."""
    return db.session.scalars(
        select(Contribution.reference)
        .join(SummaryCitation, SummaryCitation.contribution_id == Contribution.id)
        .where(SummaryCitation.save_id == save.id)
        .order_by(Contribution.id)
    ).all()


def count_cited(save: SummarySave) -> int:
    """Count what a version cites."""
    counted = select(func.count()).select_from(SummaryCitation).where(SummaryCitation.save_id == save.id)
    return db.session.execute(counted).scalar_one()


def find_draft(summary: Summary) -> SummaryDraft | None:
    """Return the newest offered draft, or None."""
    return db.session.scalars(
        select(SummaryDraft).where(SummaryDraft.summary_id == summary.id).order_by(SummaryDraft.id.desc()).limit(1)
    ).one_or_none()
