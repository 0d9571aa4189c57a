"""A group as its page shows it: one page of its members, each with what is different from the one that leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from consult.contributions.models import Channel, Contribution, Status
from consult.core.diff import Change, diff
from consult.core.fates import Fate
from consult.extensions import db
from consult.insight.alike.words import denials
from consult.insight.alike_models import AlikeGroup, AlikeMember

LONGEST_DIFFERENCE = 4_000
"""Letters of a text up to which its differences are marked; longer ones are shown as they are."""


class Row(NamedTuple):
    """A member as it is stored."""

    reference: str
    body: str | None
    author_name: str
    channel: Channel
    at: datetime
    status: Status
    fate: Fate | None
    by_person: bool
    lead: bool


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member as it is shown. `changes`: from the lead's words to its own, None where they are not marked."""

    row: Row
    changes: Sequence[Change] | None
    turned: bool
    """It has a word like "not" where the lead has none, or none where the lead has one."""


_ROW = (
    Contribution.reference,
    Contribution.body,
    Contribution.author_name,
    Contribution.channel,
    Contribution.at,
    Contribution.status,
    Contribution.fate,
    AlikeMember.by_id.is_not(None),
    AlikeMember.lead,
)


def read_lead(group: AlikeGroup) -> Row | None:
    """Return the one that leads; one query."""
    found = _rows(group).where(AlikeMember.lead.is_(True)).limit(1)
    row = db.session.execute(found).one_or_none()
    return None if row is None else Row(*row)


def read_members(group: AlikeGroup, lead: Row | None, limit: int, offset: int) -> list[MemberLine]:
    """Return some of the others, as they came; one query."""
    found = (
        _rows(group)
        .where(AlikeMember.lead.is_(False))
        .order_by(Contribution.at, Contribution.id)
        .limit(limit)
        .offset(offset)
    )
    return [_line(Row(*row), lead if not group.blank else None) for row in db.session.execute(found)]


def _rows(group: AlikeGroup):  # type: ignore[no-untyped-def]  # a select of the columns of Row
    return select(*_ROW).join(AlikeMember.contribution).where(AlikeMember.group_id == group.id)


def _line(row: Row, lead: Row | None) -> MemberLine:
    gone = row.status is Status.WITHDRAWN
    if lead is None or not lead.body or not row.body or gone:
        return MemberLine(row._replace(body=None) if gone else row, None, turned=False)
    turned = denials(row.body) != denials(lead.body)
    if max(len(row.body), len(lead.body)) > LONGEST_DIFFERENCE:
        return MemberLine(row, None, turned)
    return MemberLine(row, diff(lead.body, row.body), turned)
