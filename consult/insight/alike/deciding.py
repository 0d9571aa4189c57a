"""What people decide about groups: their label, who leads, who belongs, whether it is a campaign. It stays decided."""

from __future__ import annotations

from datetime import datetime
from textwrap import shorten

from sqlalchemy import delete, func, select, update

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.locking import lock
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.contributions.queries import find_contribution
from consult.core.errors import Conflict, Missing, Refused
from consult.core.normal import normalise
from consult.extensions import db
from consult.insight.alike.keeping import ensure_lead
from consult.insight.alike.queries import get_group, members_of
from consult.insight.alike_models import AlikeApart, AlikeGroup, AlikeMember
from consult.jobs.service import emit

LONGEST_LABEL = 200
LONGEST_AT_FIRST = 90
BY_HAND = "put together by hand"


def begin(consultation: Consultation, reference: str, *, by: Person, now: datetime) -> AlikeGroup:
    """Begin a group by hand with a contribution that is in none; its first words are the label.

    Raises Refused, Conflict.
    """
    lock(consultation)
    contribution = _contribution(consultation, reference)
    if _member(contribution) is not None:
        raise Conflict(f"{contribution.reference} is in a group already.", field="reference")
    label = shorten(
        " ".join((contribution.body or contribution.reference).split()), LONGEST_AT_FIRST, placeholder=" ..."
    )
    group = AlikeGroup(
        consultation_id=consultation.id, label=label, method=BY_HAND, by_id=by.id, created_at=now, size=0
    )
    group.label_from_id = contribution.id
    group.consultation = consultation
    db.session.add(group)
    db.session.flush()
    _put_in(group, contribution, by, now)
    return group


def name(group: AlikeGroup, label: str, *, by: Person, now: datetime) -> None:
    """Give a group a label of one's own; one that is left as it stands stays what somebody said. Raises Refused."""
    _lock(group)
    label = " ".join(normalise(label).split())
    as_it_stands = label == " ".join(normalise(group.heading).split())
    if not label:
        raise Refused("Write a label: a few words that say what they ask for.", field="label")
    if len(label) > LONGEST_LABEL and not as_it_stands:
        raise Refused(f"Write up to {LONGEST_LABEL} characters here.", field="label")
    if not as_it_stands:
        group.label, group.label_from_id = label, None
    group.named_by_id = by.id
    _tell("named", group, by, now)


def take_out(group: AlikeGroup, reference: str, *, by: Person, now: datetime) -> None:
    """Let a contribution stand by itself; the software puts it in no group again. Raises Refused, Conflict."""
    _lock(group)
    contribution = _contribution(group.consultation, reference)
    member = _member(contribution)
    if member is None or member.group_id != group.id:
        raise Conflict(f"{contribution.reference} is not in this group any more.", field="reference")
    db.session.delete(member)
    db.session.merge(AlikeApart(contribution_id=contribution.id, by_id=by.id, at=now))
    _settle(group)
    _tell("taken_out", group, by, now, contribution=contribution.reference)


def put_in(group: AlikeGroup, reference: str, *, by: Person, now: datetime) -> None:
    """Put a contribution into a group, out of the one it was in. Raises Refused, Conflict."""
    _lock(group)
    contribution = _contribution(group.consultation, reference)
    _put_in(group, contribution, by, now)


def _put_in(group: AlikeGroup, contribution: Contribution, by: Person, now: datetime) -> None:
    member = _member(contribution)
    if member is not None and member.group_id == group.id:
        raise Conflict(f"{contribution.reference} is in this group already.", field="reference")
    before = db.session.get(AlikeGroup, member.group_id, populate_existing=True) if member is not None else None
    if member is not None:
        db.session.delete(member)
        db.session.flush()
    db.session.execute(delete(AlikeApart).where(AlikeApart.contribution_id == contribution.id))
    db.session.add(AlikeMember(contribution_id=contribution.id, group_id=group.id, score=1.0, by_id=by.id, at=now))
    for one in (group, before):
        if one is not None:
            _settle(one)
    _tell("put_in", group, by, now, contribution=contribution.reference)


def choose_lead(group: AlikeGroup, reference: str, *, by: Person, now: datetime) -> None:
    """Let one of a group stand for all; the software keeps it in. Raises Refused, Conflict."""
    _lock(group)
    contribution = _contribution(group.consultation, reference)
    member = _member(contribution)
    if member is None or member.group_id != group.id:
        raise Conflict(f"{contribution.reference} is not in this group.", field="reference")
    db.session.execute(update(AlikeMember).where(AlikeMember.group_id == group.id).values(lead=False))
    member.lead, member.by_id, group.lead_by_id = True, by.id, by.id
    db.session.flush()
    _tell("led", group, by, now, contribution=contribution.reference)


def merge(group: AlikeGroup, other: str, *, by: Person, now: datetime) -> None:
    """Take all of another group (a public id) into this one. Raises Missing, Refused."""
    if other == group.public_id:
        raise Refused("Choose another group than this one.", field="other")
    _lock(group)
    found = get_group(group.consultation, other)
    if found.blank != group.blank:
        raise Refused("What is blank says nothing, so it cannot be one with what says something.", field="other")
    # Every one of both is a person's decision now, so the software does not part them again.
    for one in (found, group):
        db.session.execute(
            update(AlikeMember).where(AlikeMember.group_id == one.id, AlikeMember.by_id.is_(None)).values(by_id=by.id)
        )
    moved = len(members_of(found))
    db.session.execute(
        update(AlikeMember).where(AlikeMember.group_id == found.id).values(group_id=group.id, lead=False)
    )
    label, gone = found.heading, found.public_id
    db.session.expire_all()
    db.session.delete(found)
    _settle(group)
    _tell("merged", group, by, now, other=gone, label=label, moved=moved)


def declare(group: AlikeGroup, campaign: bool, *, by: Person, now: datetime) -> None:
    """Say whether a group is a campaign. It changes nothing of how they count. Raises Refused."""
    _lock(group)
    if group.blank:
        raise Refused("What is blank is no campaign.")
    group.campaign, group.campaign_by_id = campaign, by.id
    _tell("declared", group, by, now, campaign=campaign)


def _lock(group: AlikeGroup) -> None:
    """Let one decision about groups follow the other, and what the software finds; read the group as it stands now.

    Raises Missing where it is gone: merged, or nobody is in it any more.
    """
    lock(group.consultation)
    there = select(AlikeGroup).where(AlikeGroup.id == group.id, AlikeGroup.size > 0)
    if db.session.scalars(there.execution_options(populate_existing=True)).one_or_none() is None:
        raise Missing("This group is not there any more: it was merged with another, or nobody is in it now.")


def _member(contribution: Contribution) -> AlikeMember | None:
    """Return where a contribution is now, whatever was read before."""
    return db.session.get(AlikeMember, contribution.id, populate_existing=True)


def _contribution(consultation: Consultation, reference: str) -> Contribution:
    found = find_contribution(reference, whole=False)
    if found is None or found.document.consultation_id != consultation.id:
        raise Refused(
            "There is no such contribution in this consultation. Write its reference: C-12.", field="reference"
        )
    return found


def _settle(group: AlikeGroup) -> None:
    """Count a group anew and see that somebody leads; one that nobody is in any more is gone."""
    db.session.flush()
    counted = select(func.count()).select_from(AlikeMember).where(AlikeMember.group_id == group.id)
    group.size = db.session.scalars(counted).one()
    if group.size:
        ensure_lead(group.id)
    db.session.flush()


def _tell(verb: str, group: AlikeGroup, by: Person, now: datetime, **detail: object) -> None:
    chain = group.consultation.public_id
    record(f"alike:{verb}", group.public_id, by=by.public_id, now=now, chain=chain, detail=detail)
    emit(f"alike:{verb}", group.public_id, now=now, by=by.public_id, **detail)
