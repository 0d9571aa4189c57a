"""Groups of contributions that are nearly the same, for the pages and for whoever answers or themes them at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Status
from consult.core.errors import NOT_HERE, Missing
from consult.core.stages import Stage
from consult.extensions import db
from consult.insight.alike_models import AlikeGroup, AlikeMember

__all__ = [
    "GroupLine",
    "Mark",
    "Sums",
    "alike_in_public",
    "count_groups",
    "find_blank",
    "get_group",
    "group_of",
    "lead_of",
    "list_groups",
    "members_of",
    "sums_of",
]


class Mark(NamedTuple):
    """The group a contribution is in."""

    id: int
    public_id: str
    label: str
    size: int


def members_of(group: AlikeGroup) -> list[int]:
    """Return the ids of all contributions of a group, the lead first, then as they came; one query."""
    found = (
        select(AlikeMember.contribution_id)
        .where(AlikeMember.group_id == group.id)
        .order_by(AlikeMember.lead.desc(), AlikeMember.contribution_id)
    )
    return list(db.session.scalars(found))


def group_of(contribution_ids: Collection[int]) -> dict[int, Mark]:
    """Return the group of each of these contributions that is in one (of a page's number: one query); blank ones in
    none, for they say nothing together."""
    found = (
        select(AlikeMember.contribution_id, AlikeGroup.id, AlikeGroup.public_id, AlikeGroup.heading, AlikeGroup.size)
        .join(AlikeMember.group)
        .where(AlikeMember.contribution_id.in_(contribution_ids), AlikeGroup.blank.is_(False))
    )
    return {row[0]: Mark(*row[1:]) for row in db.session.execute(found)}


def lead_of(group: AlikeGroup) -> int | None:
    """Return the id of the contribution that stands for a group; None where nobody is in it."""
    return db.session.scalars(
        select(AlikeMember.contribution_id).where(AlikeMember.group_id == group.id, AlikeMember.lead.is_(True)).limit(1)
    ).one_or_none()


def get_group(consultation: Consultation, public_id: str) -> AlikeGroup:
    """Return a group of a consultation. Raises Missing."""
    found = db.session.scalars(
        select(AlikeGroup).where(
            AlikeGroup.public_id == public_id, AlikeGroup.consultation_id == consultation.id, AlikeGroup.size > 0
        )
    ).one_or_none()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def find_blank(consultation: Consultation) -> AlikeGroup | None:
    """Return what is set apart because it is blank, or None."""
    return db.session.scalars(
        select(AlikeGroup).where(AlikeGroup.consultation_id == consultation.id, AlikeGroup.blank, AlikeGroup.size > 0)
    ).one_or_none()


class GroupLine(NamedTuple):
    """A group in the list, with the words that lead it."""

    id: int
    public_id: str
    label: str
    size: int
    campaign: bool
    named: bool
    reference: str | None
    body: str | None


def list_groups(consultation: Consultation, limit: int, offset: int = 0) -> list[GroupLine]:
    """List the groups, biggest first; one query."""
    lead = (AlikeMember.group_id == AlikeGroup.id) & AlikeMember.lead.is_(True)
    found = (
        select(
            AlikeGroup.id,
            AlikeGroup.public_id,
            AlikeGroup.heading,
            AlikeGroup.size,
            AlikeGroup.campaign,
            AlikeGroup.named_by_id.is_not(None),
            Contribution.reference,
            Contribution.body,
        )
        .outerjoin(AlikeMember, lead)
        .outerjoin(Contribution, Contribution.id == AlikeMember.contribution_id)
        .where(AlikeGroup.consultation_id == consultation.id, AlikeGroup.blank.is_(False), AlikeGroup.size > 0)
        .order_by(AlikeGroup.size.desc(), AlikeGroup.id)
        .limit(limit)
        .offset(offset)
    )
    return [GroupLine(*row) for row in db.session.execute(found)]


def count_groups(consultation: Consultation) -> tuple[int, int]:
    """Return how many groups there are, and how many contributions are in them."""
    found = select(func.count(), func.coalesce(func.sum(AlikeGroup.size), 0)).where(
        AlikeGroup.consultation_id == consultation.id, AlikeGroup.blank.is_(False), AlikeGroup.size > 0
    )
    groups, members = db.session.execute(found).one()
    return groups, members


@dataclass(frozen=True, slots=True)
class Sums:
    """Who and what is in a group. `people`: signed in ones once each, and every voice entered for others or left with a
    name; `gone`: taken back or hidden since."""

    people: int
    first: object
    last: object
    gone: int
    answered: int
    channels: Sequence[tuple[str, int]]


def sums_of(group_ids: Collection[int]) -> dict[int, Sums]:
    """Add up each of these groups; two queries."""
    gone = Contribution.status.in_((Status.HIDDEN, Status.WITHDRAWN))
    own = Contribution.entered_by_id.is_(None) & Contribution.author_id.is_not(None)
    sums = (
        select(
            AlikeMember.group_id,
            func.count(Contribution.author_id.distinct()).filter(own) + func.count().filter(~own),
            func.min(Contribution.at),
            func.max(Contribution.at),
            func.count().filter(gone),
            func.count(Contribution.fate),
        )
        .join(AlikeMember.contribution)
        .where(AlikeMember.group_id.in_(group_ids))
        .group_by(AlikeMember.group_id)
    )
    channels = (
        select(AlikeMember.group_id, Contribution.channel, func.count())
        .join(AlikeMember.contribution)
        .where(AlikeMember.group_id.in_(group_ids))
        .group_by(AlikeMember.group_id, Contribution.channel)
        .order_by(func.count().desc(), Contribution.channel)
    )
    came: dict[int, list[tuple[str, int]]] = {}
    for group_id, channel, many in db.session.execute(channels):
        came.setdefault(group_id, []).append((channel.value, many))
    return {row[0]: Sums(*row[1:], tuple(came.get(row[0], ()))) for row in db.session.execute(sums)}


def alike_in_public(contribution: Contribution, limit: int, offset: int = 0) -> list[tuple[str, str]]:
    """Return reference and words of some of what `count_alike_in_public` counts, as they came. One query."""
    here = select(AlikeMember.group_id).where(AlikeMember.contribution_id == contribution.id).scalar_subquery()
    found = (
        select(Contribution.reference, Contribution.body)
        .join(AlikeMember, AlikeMember.contribution_id == Contribution.id)
        .join(AlikeMember.group)
        .where(AlikeMember.group_id == here, AlikeGroup.blank.is_(False), *shown())
        .order_by(Contribution.id)
        .limit(limit)
        .offset(offset)
    )
    return [(row.reference, row.body or "") for row in db.session.execute(found)]


def count_alike_in_public(contribution: Contribution) -> int:
    """Count all that anybody may read and that are nearly the same as a contribution, itself among them; nought where
    it stands alone or is not shown itself. One query."""
    here = select(AlikeMember.group_id).where(AlikeMember.contribution_id == contribution.id).scalar_subquery()
    found = (
        select(func.count(), func.count().filter(Contribution.id == contribution.id))
        .select_from(AlikeMember)
        .join(AlikeMember.contribution)
        .join(AlikeMember.group)
        .where(AlikeMember.group_id == here, AlikeGroup.blank.is_(False), *shown())
    )
    many, itself = db.session.execute(found).one()
    return many if itself and many > 1 else 0


def shown() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Match what anybody may read."""
    return Contribution.status == Status.PUBLISHED, Contribution.made_in != Stage.DRAFTING
