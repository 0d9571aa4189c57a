"""Which consultations a caller may read, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from consult.accounts.models import MemberRole, Membership, NetworkMember, Person
from consult.consultations.models import Audience, Consultation, Invitation
from consult.core.stages import Stage
from consult.documents.models import Document, DraftingMember
from consult.extensions import db
from consult.infra import clock


def list_readable(person: Person | None, after: int | None, limit: int) -> Sequence[Consultation]:
    """List consultations a person may read, newest first, from the one made before `after`; with their guests."""
    rows = select(Consultation).where(_readable(person))
    if after is not None:
        rows = rows.where(Consultation.id < after)
    return db.session.scalars(
        rows.options(
            joinedload(Consultation.owner),
            selectinload(Consultation.invitations).joinedload(Invitation.organisation),
            selectinload(Consultation.invitations).joinedload(Invitation.network),
        )
        .order_by(Consultation.id.desc())
        .limit(limit)
    ).all()


def _readable(person: Person | None) -> ColumnElement[bool]:
    """Match what the policy's "consultation:read" allows; a test holds the two together."""
    # In drafting, unless its opening has come: the same dates that `core.stages.due` looks at.
    opened = and_(Consultation.opens_at >= Consultation.stage_at, Consultation.opens_at <= clock.now())
    left_drafting = or_(Consultation.stage != Stage.DRAFTING, opened)
    everyone = Consultation.audience == Audience.EVERYONE
    if person is None:
        return and_(left_drafting, everyone)
    if person.is_administrator:
        return true()
    runs = [one.organisation_id for one in person.memberships if one.role is MemberRole.OFFICER]
    own = select(Membership.organisation_id).where(Membership.person_id == person.id)
    networks = select(NetworkMember.network_id).where(NetworkMember.organisation_id.in_(own))
    invited = select(Invitation.consultation_id).where(
        or_(Invitation.organisation_id.in_(own), Invitation.network_id.in_(networks))
    )
    drafts = (
        select(Document.consultation_id)
        .join(DraftingMember, DraftingMember.document_id == Document.id)
        .where(DraftingMember.person_id == person.id)
    )
    return or_(
        Consultation.owner_id.in_(runs) if runs else false(),
        Consultation.id.in_(drafts),
        and_(left_drafting, or_(everyone, Consultation.id.in_(invited))),
    )
