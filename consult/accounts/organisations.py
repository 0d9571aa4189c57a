"""Organisations, networks of them, and who speaks for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from consult.accounts.models import (
    MemberRole,
    Membership,
    Network,
    Organisation,
    OrganisationKind,
    OrganisationSize,
    Person,
)
from consult.accounts.queries import find_default_organisation
from consult.audit.service import record
from consult.core.errors import Denied, Missing, Refused
from consult.extensions import db
from consult.jobs.service import emit

LONGEST_NAME = 150
LONGEST_SLUG = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationWords:
    """What is said about an organisation."""

    name: str
    kind: OrganisationKind
    size: OrganisationSize | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    contact_post: str | None = None


def make_organisation(words: OrganisationWords, *, by: Person | None, now: datetime) -> Organisation:
    """Add an organisation. Raises Refused where another has this name."""
    _refuse_taken(Organisation, words.name, None)
    organisation = Organisation(slug=_free_slug(Organisation, words.name), created_at=now)
    _say(organisation, words)
    db.session.add(organisation)
    db.session.flush()
    record("organisation:made", organisation.slug, by=_id(by), now=now, detail={"name": organisation.name})
    return organisation


_followers: list[Callable[[], None]] = []


def when_edited(follow: Callable[[], None]) -> Callable[[], None]:
    """Have `follow` called when an organisation is edited: features above this one keep pages with its name."""
    _followers.append(follow)
    return follow


def edit_organisation(organisation: Organisation, words: OrganisationWords, *, by: Person, now: datetime) -> None:
    """Change what is said about an organisation; its address stays. Raises Denied, Refused."""
    _refuse_others_council(organisation, by)
    _refuse_taken(Organisation, words.name, organisation.id)
    _say(organisation, words)
    for follow in _followers:
        follow()
    record("organisation:edited", organisation.slug, by=by.public_id, now=now, detail={"name": organisation.name})


def make_network(name: str, members: Sequence[Organisation], *, by: Person | None, now: datetime) -> Network:
    """Add a network of organisations, kept by the organisation of `by`. Raises Refused where another has this name."""
    _refuse_taken(Network, name, None)
    owner = next((one.organisation for one in by.memberships if one.role is MemberRole.OFFICER), None) if by else None
    network = Network(
        slug=_free_slug(Network, name), name=name.strip(), created_at=now, members=list(members), owner=owner
    )
    db.session.add(network)
    db.session.flush()
    slugs = [organisation.slug for organisation in members]
    record("network:made", network.slug, by=_id(by), now=now, detail={"name": network.name, "members": slugs})
    return network


def edit_network(network: Network, name: str, members: Sequence[Organisation], *, by: Person, now: datetime) -> None:
    """Change a network's name and the organisations in it. Raises Denied, Refused.

    Who is in a network decides who is invited, so only its keeper's officers and administrators change it.
    """
    if not may_keep(network, by):
        raise Denied("Only an officer of the organisation that keeps this network, or an administrator, can change it.")
    _refuse_taken(Network, name, network.id)
    network.name, network.members = name.strip(), list(members)
    slugs = [organisation.slug for organisation in members]
    record(
        "network:edited",
        network.slug,
        by=by.public_id,
        now=now,
        detail={"name": network.name, "members": slugs},
    )


def may_keep(network: Network, by: Person) -> bool:
    """Say whether `by` may change a network; one without a keeper is for administrators."""
    return by.is_administrator or (network.owner is not None and is_officer_of(network.owner, by))


def ensure_default_organisation(name: str, *, now: datetime) -> Organisation:
    """Return the default organisation, made with `name` where there is none."""
    organisation = find_default_organisation()
    if organisation is None:
        words = OrganisationWords(name=name, kind=OrganisationKind.COUNCIL)
        organisation = make_organisation(words, by=None, now=now)
        organisation.is_default = True
    return organisation


def may_make_officers(organisation: Organisation, by: Person | None) -> bool:
    """Say whether `by` may make officers of `organisation`: its own officers and administrators may.

    None is the command line.
    """
    return by is None or by.is_administrator or is_officer_of(organisation, by)


def is_officer_of(organisation: Organisation, person: Person) -> bool:
    """Say whether a person is an officer of an organisation."""
    return any(
        membership.role is MemberRole.OFFICER and membership.organisation_id == organisation.id
        for membership in person.memberships
    )


def may_manage(organisation: Organisation, by: Person | None) -> bool:
    """Say whether an officer may change an organisation: one with officers of its own is theirs to change."""
    return may_make_officers(organisation, by) or not has_officers(organisation)


def has_officers(organisation: Organisation) -> bool:
    """Say whether an organisation has officers, that is, runs consultations."""
    officers = select(Membership.id).where(
        Membership.organisation_id == organisation.id, Membership.role == MemberRole.OFFICER
    )
    return db.session.scalars(officers.limit(1)).first() is not None


def add_member(
    person: Person, organisation: Organisation, role: MemberRole, by: Person | None, now: datetime
) -> Membership:
    """Add a person to an organisation, or give a member another role. Raises Denied."""
    _refuse_others_council(organisation, by)
    if role is MemberRole.OFFICER and not may_make_officers(organisation, by):
        raise Denied("Only an administrator, or an officer of that organisation, can make somebody its officer.")
    if by is not None and by.id == person.id and not may_make_officers(organisation, by):
        raise Denied("Somebody else adds you: an administrator, or an officer who knows you speak for it.")
    membership = _find_membership(person, organisation)
    if membership is None:
        membership = Membership(
            person=person,
            organisation=organisation,
            role=role,
            added_by_id=by.id if by else None,
            added_at=now,
        )
        db.session.add(membership)
    membership.role = role
    db.session.flush()
    detail: dict[str, object] = {"person": person.public_id, "role": role.value}
    record("membership:added", organisation.slug, by=_id(by), now=now, detail=detail)
    if by is not None and by.id != person.id:
        emit("membership:added", organisation.slug, now=now, person=person.public_id, role=role.value)
    return membership


def remove_member(person: Person, organisation: Organisation, *, by: Person, now: datetime) -> None:
    """Take a person out of an organisation; what they said for it stays. Raises Missing, Denied, Refused."""
    membership = _find_membership(person, organisation)
    if membership is None:
        raise Missing("This person is not a member.")
    _refuse_others_council(organisation, by)
    if membership.role is MemberRole.OFFICER and person.id == by.id and not by.is_administrator:
        raise Refused("You cannot remove yourself: ask another officer or an administrator, so that somebody is left.")
    db.session.delete(membership)
    db.session.flush()
    db.session.expire(person, ["memberships"])
    record("membership:removed", organisation.slug, by=by.public_id, now=now, detail={"person": person.public_id})


def _find_membership(person: Person, organisation: Organisation) -> Membership | None:
    return db.session.scalars(
        select(Membership).where(Membership.person_id == person.id, Membership.organisation_id == organisation.id)
    ).one_or_none()


def _refuse_others_council(organisation: Organisation, by: Person | None) -> None:
    if not may_manage(organisation, by):
        raise Denied(f"{organisation.name} has officers of its own: only they and administrators can change this.")


def _say(organisation: Organisation, words: OrganisationWords) -> None:
    organisation.name = words.name.strip()
    organisation.kind, organisation.size = words.kind, words.size
    organisation.contact_email = words.contact_email or None
    organisation.contact_phone = words.contact_phone or None
    organisation.contact_post = words.contact_post or None


def _refuse_taken(kind: type[Organisation] | type[Network], name: str, own_id: int | None) -> None:
    if not name.strip():
        raise Refused("Write a name.", field="name")
    if len(name) > LONGEST_NAME:
        raise Refused(f"Write a name of up to {LONGEST_NAME} letters.", field="name")
    same = select(kind.id).where(func.lower(kind.name) == name.strip().lower())
    if any(found != own_id for found in db.session.scalars(same)):
        raise Refused("There is one with this name already.", field="name")


def _free_slug(kind: type[Organisation] | type[Network], name: str) -> str:
    """Return an address word made of a name that nothing of this kind has yet."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    start = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-") or kind.__tablename__
    taken = set(db.session.scalars(select(kind.slug).where(kind.slug.startswith(start, autoescape=True))))
    number, slug = 1, start
    while slug in taken:
        number += 1
        slug = f"{start}-{number}"
    return slug


def _id(person: Person | None) -> str | None:
    return person.public_id if person else None
