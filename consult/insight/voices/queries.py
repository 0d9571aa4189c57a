"""Count who has spoken: a few sums made by the database, however much was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, distinct, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from consult.accounts.models import MemberRole, Network, NetworkMember, Organisation, OrganisationKind, Person
from consult.accounts.models import OrganisationSize as Size
from consult.consultations.models import Audience, Consultation, Invitation
from consult.contributions.area_models import DeclaredArea
from consult.contributions.models import Channel, Contribution, ContributionKind, Status
from consult.documents.models import Document, Revision
from consult.extensions import db
from consult.insight.voices.models import Approach, AreasCounted


@dataclass(frozen=True, slots=True)
class Combination:
    """How many contributions came this way, by people for themselves (kind and size are None) or for organisations."""

    channel: Channel
    organised: bool
    kind: OrganisationKind | None
    size: Size | None
    count: int


@dataclass(frozen=True, slots=True)
class Heads:
    """How many people spoke for themselves, and how many organisations."""

    people: int = 0
    organisations: int = 0


def counted() -> tuple[ColumnElement[bool], ...]:
    """Match what counts as a voice: what was said by itself and shows, but for what officers say for themselves.

    A letter is counted by the parts it was split into.
    """
    return (
        Contribution.counts_for_gate.is_(True),
        Contribution.status == Status.PUBLISHED,
        Contribution.kind != ContributionKind.SUBMISSION,
    )


def count_combinations(consultation: Consultation) -> list[Combination]:
    """Count contributions by channel, kind and size at once; one query, as many rows as combinations."""
    columns = (
        Contribution.channel,
        Contribution.organisation_id.is_not(None).label("organised"),
        Organisation.kind,
        Organisation.size,
    )
    rows = db.session.execute(
        select(*columns, func.count())
        .join(Document, Document.id == Contribution.document_id)
        .outerjoin(Organisation, Organisation.id == Contribution.organisation_id)
        .where(Document.consultation_id == consultation.id, *counted())
        .group_by(*columns)
    )
    return [Combination(row[0], bool(row[1]), row[2], row[3], row[4]) for row in rows]


def _heads() -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Count people and organisations. What staff entered for others without a name of an account is a head each."""
    alone = Contribution.organisation_id.is_(None)
    people = func.count(distinct(Contribution.author_id)).filter(alone)
    entered = func.count().filter(alone, Contribution.author_id.is_(None))
    return people + entered, func.count(distinct(Contribution.organisation_id))


def count_heads(consultation: Consultation) -> Heads:
    """Count who spoke in a consultation; one query."""
    row = db.session.execute(
        select(*_heads())
        .join(Document, Document.id == Contribution.document_id)
        .where(Document.consultation_id == consultation.id, *counted())
    ).one()
    return Heads(*row)


def count_heads_by_area(consultation: Consultation) -> dict[int | None, int]:
    """Count the people who spoke for themselves by where they say they live, None for those who did not; one query.

    Each counts once, however much they said: one who says a lot must not look like many who live there.
    """
    own, entered = aliased(DeclaredArea), aliased(DeclaredArea)
    area = func.coalesce(own.area_id, entered.area_id).label("area")
    rows = db.session.execute(
        select(area, _heads()[0])
        .join(Document, Document.id == Contribution.document_id)
        .outerjoin(own, and_(own.person_id == Contribution.author_id, own.consultation_id == Document.consultation_id))
        .outerjoin(entered, entered.contribution_id == Contribution.id)
        .where(Document.consultation_id == consultation.id, Contribution.organisation_id.is_(None), *counted())
        .group_by(area)
    )
    return {row[0]: row[1] for row in rows}


def find_areas_counted(consultation: Consultation) -> AreasCounted | None:
    """Return where people live as it was counted when it was over, or None before; one query."""
    return db.session.scalars(select(AreasCounted).where(AreasCounted.consultation_id == consultation.id)).one_or_none()


def count_heads_by_clause(document: Document) -> dict[int | None, Heads]:
    """Count who spoke about each clause of a document, None for the whole; one query."""
    rows = db.session.execute(
        select(Contribution.clause_id, *_heads())
        .where(Contribution.document_id == document.id, *counted())
        .group_by(Contribution.clause_id)
    )
    return {row[0]: Heads(row[1], row[2]) for row in rows}


def list_unheard_organisations(consultation: Consultation, limit: int) -> tuple[Sequence[str], int]:
    """List organisations that could have spoken and have not, by name, and count them all; one query.

    Those invited; where everybody is, those that are known here. The owner is none of them.
    """
    spoke = (
        select(Contribution.organisation_id)
        .join(Document, Document.id == Contribution.document_id)
        .where(
            Document.consultation_id == consultation.id,
            Contribution.organisation_id.is_not(None),
            Contribution.status.in_((Status.PUBLISHED, Status.HELD)),
        )
    )
    wanted = [Organisation.id.not_in(spoke), Organisation.id != consultation.owner_id]
    if consultation.audience is Audience.INVITED:
        guests = select(Invitation.organisation_id).where(
            Invitation.consultation_id == consultation.id, Invitation.organisation_id.is_not(None)
        )
        members = (
            select(NetworkMember.organisation_id)
            .join(Network, Network.id == NetworkMember.network_id)
            .join(Invitation, Invitation.network_id == Network.id)
            .where(Invitation.consultation_id == consultation.id)
        )
        wanted.append(or_(Organisation.id.in_(guests), Organisation.id.in_(members)))
    rows = db.session.execute(
        select(Organisation.name, func.count().over()).where(*wanted).order_by(Organisation.name).limit(limit)
    ).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def list_documents(consultation: Consultation) -> Sequence[Document]:
    """List the published documents of a consultation, oldest first; one query."""
    wanted = select(Document).where(
        Document.consultation_id == consultation.id, Document.newest_revision_id.is_not(None)
    )
    return db.session.scalars(
        wanted.options(joinedload(Document.newest_revision).joinedload(Revision.save_)).order_by(Document.id)
    ).all()


def list_approaches(consultation: Consultation) -> Sequence[Approach]:
    """List whom officers mean to ask, what is open first, what is due soonest before; one query."""
    return db.session.scalars(
        select(Approach)
        .where(Approach.consultation_id == consultation.id)
        .order_by(Approach.done_at.is_not(None), Approach.due.is_(None), Approach.due, Approach.id)
    ).all()


def list_open_approaches(person: Person, limit: int) -> list[tuple[Approach, Consultation]]:
    """List whom a person's consultations still have to ask, what is due soonest first; one query."""
    owners = [one.organisation_id for one in person.memberships if one.role is MemberRole.OFFICER]
    wanted = (
        select(Approach, Consultation)
        .join(Consultation, Consultation.id == Approach.consultation_id)
        .where(Approach.done_at.is_(None))
        .order_by(Approach.due.is_(None), Approach.due, Approach.id)
        .limit(limit)
    )
    if not person.is_administrator:
        wanted = wanted.where(Consultation.owner_id.in_(owners))
    return [(row[0], row[1]) for row in db.session.execute(wanted)]
