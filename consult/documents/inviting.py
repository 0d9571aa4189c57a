"""Invite people and organisations to draft a document: by mail, accepted by a link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Organisation, Person
from consult.accounts.queries import list_members as members_of
from consult.audit.service import record
from consult.core.errors import NOT_HERE, Conflict, Denied, Missing, Refused
from consult.documents.group import add_member, list_members
from consult.documents.models import Document, DraftingInvitation, DraftingMember
from consult.extensions import db
from consult.infra.keyed import digest, same
from consult.jobs.service import emit

LASTS = timedelta(days=30)
SECRET = 32
"""Letters of the link's secret: it is reckoned from the invitation's id and the site's key, so that none is stored."""


def invite_person(document: Document, email: str, *, by: Person, now: datetime) -> DraftingInvitation:
    """Invite whoever reads the mails of an address (in its normal form). Raises Refused for one who drafts already."""
    if any(member.person.email == email for member in list_members(document)):
        raise Refused("They are in the drafting group already.", field="email")
    return _invite(document, DraftingInvitation(email=email), by=by, now=now)


def invite_organisation(
    document: Document, organisation: Organisation, *, by: Person, now: datetime
) -> DraftingInvitation:
    """Invite the members of an organisation: each who accepts drafts. Raises Refused where it has none to write to."""
    if not any(member.person.email for member in members_of(organisation)):
        raise Refused("Nobody of this organisation has an address here. Invite a person of it.", field="organisation")
    return _invite(document, DraftingInvitation(organisation_id=organisation.id), by=by, now=now)


def _invite(document: Document, invitation: DraftingInvitation, *, by: Person, now: datetime) -> DraftingInvitation:
    """Store an invitation, in place of an open one to the same, and have it mailed."""
    for open_one in list_invitations(document, now):
        if (open_one.email, open_one.organisation_id) == (invitation.email, invitation.organisation_id):
            open_one.withdrawn_at = now
    invitation.document_id, invitation.invited_by_id, invitation.invited_at = document.id, by.id, now
    db.session.add(invitation)
    db.session.flush()
    _note("drafter:invited", invitation, document, by, now)
    emit("drafter:invited", document.slug, now=now, invitation=invitation.public_id)
    return invitation


def list_invitations(document: Document, now: datetime) -> Sequence[DraftingInvitation]:
    """List the invitations that may still be accepted, oldest first."""
    return db.session.scalars(
        select(DraftingInvitation)
        .where(
            DraftingInvitation.document_id == document.id,
            DraftingInvitation.withdrawn_at.is_(None),
            DraftingInvitation.accepted_at.is_(None),
            DraftingInvitation.invited_at > now - LASTS,
        )
        .options(joinedload(DraftingInvitation.organisation), joinedload(DraftingInvitation.invited_by))
        .order_by(DraftingInvitation.id)
    ).all()


def withdraw_invitation(document: Document, public_id: str, *, by: Person, now: datetime) -> None:
    """Take an invitation back; nothing happens where it is not open."""
    for invitation in list_invitations(document, now):
        if invitation.public_id == public_id:
            invitation.withdrawn_at = now
            _note("drafter:uninvited", invitation, document, by, now)


def find_mailed(public_id: str) -> DraftingInvitation | None:
    """Return an invitation by its public id, for the mail that tells of it, or None."""
    return db.session.scalars(
        select(DraftingInvitation)
        .where(DraftingInvitation.public_id == public_id)
        .options(
            joinedload(DraftingInvitation.document),
            joinedload(DraftingInvitation.organisation),
            joinedload(DraftingInvitation.invited_by),
        )
    ).one_or_none()


def secret_of(invitation: DraftingInvitation) -> str:
    """Return what stands in the mailed link: the public id and a secret only this site can reckon."""
    return f"{invitation.public_id}-{digest('invitation', invitation.public_id)[:SECRET]}"


def get_invitation(secret: str, now: datetime) -> DraftingInvitation:
    """Return the invitation of a mailed link. Raises Missing, also for one that has lapsed or was taken back."""
    public_id, _, sent = secret.partition("-")
    if not public_id.isalnum() or not same(digest("invitation", public_id)[:SECRET], sent):
        raise Missing(NOT_HERE)
    invitation = find_mailed(public_id)
    if invitation is None or invitation.withdrawn_at is not None or invitation.invited_at <= now - LASTS:
        raise Missing("This invitation is no longer open. Ask the council to send a new one.")
    return invitation


def may_accept(invitation: DraftingInvitation, person: Person) -> bool:
    """Say whether an invitation is for a person: their address, or an organisation they speak for."""
    if invitation.organisation_id is None:
        return person.email == invitation.email
    return any(one.organisation_id == invitation.organisation_id for one in person.memberships)


def accept(invitation: DraftingInvitation, person: Person, now: datetime) -> DraftingMember:
    """Join the drafting group; a second time changes nothing. Raises Denied, Conflict.

    An organisation's invitation stays open for its other members.
    """
    if not may_accept(invitation, person):
        raise Denied("This invitation was sent to somebody else. Sign in with the address it was sent to.")
    if invitation.accepted_at is not None and invitation.accepted_by_id != person.id:
        raise Conflict("This invitation was accepted already.")
    if invitation.organisation_id is None:
        invitation.accepted_at, invitation.accepted_by_id = invitation.accepted_at or now, person.id
    return add_member(invitation.document, person, by=invitation.invited_by, now=now)


def _note(action: str, invitation: DraftingInvitation, document: Document, by: Person, now: datetime) -> None:
    detail: dict[str, object] = {"invitation": invitation.public_id}
    record(action, document.slug, by=by.public_id, now=now, chain=document.consultation.public_id, detail=detail)
