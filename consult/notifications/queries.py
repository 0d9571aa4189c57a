"""Reading what a mail has to tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from consult.accounts.models import Person
from consult.answers.models import FateEntry
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Placement, PlacementStatus, Status
from consult.contributions.suggestion_models import Cosignature
from consult.documents.models import Document, Revision
from consult.extensions import db
from consult.jobs.models import Mail
from consult.voting.models import Vote

STANDING = (Status.PUBLISHED, Status.HELD)


def list_backers(contribution: Contribution) -> Sequence[Person]:
    """List who voted on earlier words of a suggestion or put their name to them, but not its author."""
    voted = select(Vote.person_id).where(Vote.contribution_id == contribution.id, Vote.version < contribution.version)
    signed = select(Cosignature.person_id).where(Cosignature.contribution_id == contribution.id)
    return db.session.scalars(
        select(Person)
        .where(Person.id.in_(voted.union(signed)), Person.id.is_distinct_from(contribution.author_id))
        .order_by(Person.id)
    ).all()


def find_mailed_since(subject: str, since: datetime) -> datetime | None:
    """Return when a mail with a subject was last written after a moment, or None."""
    lately = Mail.sent_at.is_(None) | (Mail.sent_at > since)  # what the index of due mails finds
    return db.session.scalar(
        select(func.max(Mail.created_at)).where(lately, Mail.created_at > since, Mail.subject == subject)
    )


def list_authors_on(document: Document, clauses: Sequence[int]) -> Sequence[Person]:
    """List who said something, that still stands, about any of these clauses of a document."""
    said = select(Contribution.author_id).where(
        Contribution.document_id == document.id,
        Contribution.clause_id.in_(clauses),
        Contribution.status.in_(STANDING),
        Contribution.author_id.is_not(None),
    )
    return db.session.scalars(select(Person).where(Person.id.in_(said)).order_by(Person.id)).all()


def list_fates_with(revision: Revision) -> Sequence[FateEntry]:
    """List the fates published with a revision of what still stands, with contributions and authors."""
    return db.session.scalars(
        select(FateEntry)
        .join(FateEntry.contribution)
        .where(
            FateEntry.revision_id == revision.id,
            FateEntry.published_at.is_not(None),
            Contribution.status.in_(STANDING),
        )
        .options(contains_eager(FateEntry.contribution).joinedload(Contribution.author))
        .order_by(FateEntry.id)
    ).all()


def list_moved_by(revision: Revision, statuses: Sequence[PlacementStatus]) -> Sequence[Placement]:
    """List the placements of a revision in some statuses of what still stands, with contributions and authors."""
    return db.session.scalars(
        select(Placement)
        .join(Placement.contribution)
        .where(
            Placement.revision_id == revision.id,
            Placement.status.in_(statuses),
            Contribution.status.in_(STANDING),
        )
        .options(contains_eager(Placement.contribution).joinedload(Contribution.author))
        .order_by(Placement.id)
    ).all()


def find_contribution(reference: str) -> Contribution | None:
    """Return a contribution with its author, document, consultation and owner, or None."""
    return db.session.scalars(
        select(Contribution)
        .where(Contribution.reference == reference)
        .options(
            joinedload(Contribution.author),
            joinedload(Contribution.document).joinedload(Document.consultation).joinedload(Consultation.owner),
        )
    ).one_or_none()


def find_newest_fate(contribution: Contribution, at: datetime) -> FateEntry | None:
    """Return the fate published at a moment, or None."""
    return db.session.scalars(
        select(FateEntry)
        .where(FateEntry.contribution_id == contribution.id, FateEntry.published_at == at)
        .order_by(FateEntry.id.desc())
        .limit(1)
    ).first()
