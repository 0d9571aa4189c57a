"""The drafting group of a document: who may write in the working draft besides officers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.audit.service import record
from consult.documents.models import Document, DraftingInvitation, DraftingMember
from consult.extensions import db


def list_members(document: Document) -> Sequence[DraftingMember]:
    """List the drafting group in the order people joined."""
    return db.session.scalars(
        select(DraftingMember)
        .where(DraftingMember.document_id == document.id)
        .options(joinedload(DraftingMember.person))
        .order_by(DraftingMember.id)
    ).all()


def add_member(document: Document, person: Person, *, by: Person | None, now: datetime) -> DraftingMember:
    """Let a person draft a document; one who already may is left as they are."""
    known = next((one for one in list_members(document) if one.person_id == person.id), None)
    if known is not None:
        return known
    member = DraftingMember(
        document_id=document.id, person_id=person.id, added_by_id=by.id if by else None, added_at=now
    )
    db.session.add(member)
    db.session.flush()
    _record(document, "drafter:added", person, by=by, now=now)
    return member


def remove_member(document: Document, public_id: str, *, by: Person | None, now: datetime) -> None:
    """Take a person out of the drafting group; nothing happens when they are not in it.

    The invitations they could come back by are taken back too, their organisation's among them.
    """
    for member in list_members(document):
        if member.person.public_id == public_id:
            db.session.delete(member)
            _record(document, "drafter:removed", member.person, by=by, now=now)
            _take_back_invitations(document, member.person, by=by, now=now)


def _take_back_invitations(document: Document, person: Person, *, by: Person | None, now: datetime) -> None:
    spoken_for = [one.organisation_id for one in person.memberships]
    theirs = or_(DraftingInvitation.email == (person.email or ""), DraftingInvitation.organisation_id.in_(spoken_for))
    rows = select(DraftingInvitation).where(
        DraftingInvitation.document_id == document.id, DraftingInvitation.withdrawn_at.is_(None), theirs
    )
    actor, chain = by.public_id if by else None, document.consultation.public_id
    for invitation in db.session.scalars(rows):
        invitation.withdrawn_at = now
        detail: dict[str, object] = {"invitation": invitation.public_id}
        record("drafter:uninvited", document.slug, by=actor, now=now, chain=chain, detail=detail)


def _record(document: Document, action: str, person: Person, *, by: Person | None, now: datetime) -> None:
    actor, chain = by.public_id if by else None, document.consultation.public_id
    record(action, document.slug, by=actor, now=now, chain=chain, detail={"person": person.public_id})
