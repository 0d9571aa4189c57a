"""Reading people, organisations and networks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from consult.accounts.models import MemberRole, Membership, Network, NetworkMember, Organisation, Person
from consult.core.errors import Missing
from consult.extensions import db


def find_person_by_email(email: str) -> Person | None:
    """Return the person with this address, with memberships, or None. Capitals do not matter."""
    return (
        db.session.scalars(
            select(Person)
            .where(Person.email == email.strip().lower())
            .options(joinedload(Person.memberships).joinedload(Membership.organisation))
        )
        .unique()
        .one_or_none()
    )


def find_person(public_id: str) -> Person | None:
    """Return a person with memberships, or None."""
    return (
        db.session.scalars(
            select(Person)
            .where(Person.public_id == public_id)
            .options(joinedload(Person.memberships).joinedload(Membership.organisation))
        )
        .unique()
        .one_or_none()
    )


def get_person(public_id: str) -> Person:
    """Return a person with memberships. Raises Missing."""
    person = find_person(public_id)
    if person is None:
        raise Missing("There is no such person.")
    return person


def find_organisation(slug: str) -> Organisation | None:
    """Return an organisation, or None."""
    return db.session.scalars(select(Organisation).where(Organisation.slug == slug)).one_or_none()


def get_organisation(slug: str) -> Organisation:
    """Return an organisation. Raises Missing."""
    organisation = find_organisation(slug)
    if organisation is None:
        raise Missing("There is no such organisation.")
    return organisation


def find_default_organisation() -> Organisation | None:
    """Return the organisation whose officers the command line makes: the one marked so, else the oldest with any."""
    with_officers = select(Membership.organisation_id).where(Membership.role == MemberRole.OFFICER)
    marked = select(Organisation).where(Organisation.is_default).order_by(Organisation.id).limit(1)
    oldest = select(Organisation).where(Organisation.id.in_(with_officers)).order_by(Organisation.id).limit(1)
    return db.session.scalars(marked).first() or db.session.scalars(oldest).first()


def list_organisations() -> Sequence[Organisation]:
    """List all organisations by name."""
    return db.session.scalars(select(Organisation).order_by(func.lower(Organisation.name), Organisation.id)).all()


def member_counts() -> dict[int, int]:
    """Count members by organisation id."""
    counts = select(Membership.organisation_id, func.count()).group_by(Membership.organisation_id)
    return {row[0]: row[1] for row in db.session.execute(counts)}


def list_members(organisation: Organisation) -> Sequence[Membership]:
    """List an organisation's members, officers first, then by name."""
    return db.session.scalars(
        select(Membership)
        .join(Membership.person)
        .where(Membership.organisation_id == organisation.id)
        .options(joinedload(Membership.person))
        .order_by(Membership.role != MemberRole.OFFICER, func.lower(Person.name), Membership.id)
    ).all()


def list_networks() -> Sequence[Network]:
    """List all networks by name, with their organisations."""
    return db.session.scalars(
        select(Network).options(selectinload(Network.members)).order_by(func.lower(Network.name), Network.id)
    ).all()


def get_network(slug: str) -> Network:
    """Return a network with its organisations. Raises Missing."""
    network = db.session.scalars(
        select(Network).where(Network.slug == slug).options(selectinload(Network.members))
    ).one_or_none()
    if network is None:
        raise Missing("There is no such network.")
    return network


def networks_of(organisation: Organisation) -> Sequence[Network]:
    """List the networks an organisation belongs to, by name."""
    return db.session.scalars(
        select(Network)
        .join(NetworkMember, NetworkMember.network_id == Network.id)
        .where(NetworkMember.organisation_id == organisation.id)
        .order_by(func.lower(Network.name), Network.id)
    ).all()


def list_people(*, like: str = "", after: int = 0, limit: int = 50, members_only: bool = False) -> Sequence[Person]:
    """List people by id, with memberships, whose name or address contains `like`, from behind `after`.

    `members_only`: those who belong to an organisation; a resident's address is no officer's business.
    """
    people = (
        select(Person)
        .where(Person.id > after, Person.erased_at.is_(None))
        .options(selectinload(Person.memberships).joinedload(Membership.organisation))
        .order_by(Person.id)
        .limit(limit)
    )
    if members_only:
        people = people.where(Person.memberships.any())
    if like:
        # `autoescape`: a percent sign somebody types is a percent sign.
        people = people.where(
            Person.name.icontains(like, autoescape=True) | Person.email.icontains(like, autoescape=True)
        )
    return db.session.scalars(people).all()
