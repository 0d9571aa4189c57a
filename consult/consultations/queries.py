"""Reading consultations."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import joinedload

from consult.accounts.models import Membership, NetworkMember, Person
from consult.consultations.models import Audience, Consultation, Invitation, Paper
from consult.core.errors import NOT_HERE, Missing
from consult.extensions import db


def find_consultation(slug: str) -> Consultation | None:
    """Return a consultation with its owner, or None."""
    return db.session.scalars(
        select(Consultation).where(Consultation.slug == slug).options(joinedload(Consultation.owner))
    ).one_or_none()


def get_consultation(slug: str) -> Consultation:
    """Return a consultation with its owner. Raises Missing."""
    consultation = find_consultation(slug)
    if consultation is None:
        raise Missing(NOT_HERE)
    return consultation


def _guests(person_id: int) -> ColumnElement[bool]:
    """Match invitations that reach a person through an organisation or a network of it."""
    own = select(Membership.organisation_id).where(Membership.person_id == person_id)
    networks = select(NetworkMember.network_id).where(NetworkMember.organisation_id.in_(own))
    return or_(Invitation.organisation_id.in_(own), Invitation.network_id.in_(networks))


def is_invited(consultation: Consultation, person: Person) -> bool:
    """Say whether a person belongs to an invited organisation or network."""
    return (
        db.session.scalars(
            select(Invitation.id).where(Invitation.consultation_id == consultation.id, _guests(person.id)).limit(1)
        ).first()
        is not None
    )


def in_audience(person: Person | None) -> ColumnElement[bool]:
    """Match consultations whose audience a person is in, or whose owner they are an officer of (any membership)."""
    public = Consultation.audience == Audience.EVERYONE
    if person is None:
        return public
    if person.is_administrator:
        return true()
    invited = select(Invitation.consultation_id).where(_guests(person.id))
    own = select(Membership.organisation_id).where(Membership.person_id == person.id)
    return or_(public, Consultation.id.in_(invited), Consultation.owner_id.in_(own))


def list_consultations(person: Person | None) -> Sequence[Consultation]:
    """List the consultations that exist for a person, newest first; those still in drafting must be sifted by facts."""
    return db.session.scalars(
        select(Consultation)
        .where(in_audience(person))
        .options(joinedload(Consultation.owner))
        .order_by(Consultation.opens_at.desc(), Consultation.id.desc())
    ).all()


def get_paper(consultation: Consultation, public_id: str) -> Paper:
    """Return a background paper. Raises Missing."""
    paper = db.session.scalars(
        select(Paper).where(Paper.consultation_id == consultation.id, Paper.public_id == public_id)
    ).one_or_none()
    if paper is None:
        raise Missing("There is no such paper.")
    return paper
