"""Put chosen contributions into one group of what is nearly the same, and take that back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from consult.accounts.models import Person
from consult.consultations.locking import lock
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.core.errors import ConsultError, Missing, Refused
from consult.extensions import db
from consult.insight.alike.deciding import begin, put_in, take_out
from consult.insight.alike.queries import get_group
from consult.insight.alike_models import AlikeApart, AlikeGroup, AlikeMember

MOST = 200
"""Put together at once: people looked at them, so there are not thousands."""


def put_together(
    consultation: Consultation, ids: Collection[int], *, by: Person, now: datetime
) -> tuple[AlikeGroup, dict[str, Any]]:
    """Put contributions into the largest group any of them is in, or into a new one; also says where each was.

    Raises Refused for one alone, or too many.
    """
    if not 1 < len(ids) <= MOST:
        raise Refused(f"Choose from 2 to {MOST} contributions that say the same.", field="chosen")
    lock(consultation)
    rows = db.session.execute(
        select(Contribution.id, Contribution.reference, AlikeGroup.public_id, AlikeGroup.size)
        .outerjoin(AlikeMember, AlikeMember.contribution_id == Contribution.id)
        .outerjoin(AlikeGroup, AlikeGroup.id == AlikeMember.group_id)
        .where(Contribution.id.in_(ids))
        .order_by(Contribution.id)
    ).all()
    there = [row for row in rows if row.public_id]
    if there:
        group = get_group(consultation, max(there, key=lambda row: row.size).public_id)
    else:
        group = begin(consultation, rows[0].reference, by=by, now=now)
    moved = {row.reference: row.public_id or "" for row in rows if row.public_id != group.public_id}
    for reference in moved:
        if there or reference != rows[0].reference:
            put_in(group, reference, by=by, now=now)
    return group, {"were": moved, "group": group.public_id}


def part_again(consultation: Consultation, before: Mapping[str, Any], *, by: Person, now: datetime) -> int:
    """Take contributions out of the group they were put into, back where they were; returns how many were there still.

    The software may put them together again: nobody said that they are not alike.
    """
    back = 0
    for reference, was in before["were"].items():
        try:
            take_out(get_group(consultation, before["group"]), reference, by=by, now=now)
            db.session.execute(delete(AlikeApart).where(AlikeApart.contribution_id == _id_of(reference)))
            if was:
                put_in(get_group(consultation, was), reference, by=by, now=now)
        except Missing:
            continue  # the group it was in is gone: it stands by itself
        except ConsultError:
            continue  # somebody moved it since
        back += 1
    return back


def _id_of(reference: str) -> int:
    return db.session.scalars(select(Contribution.id).where(Contribution.reference == reference)).one()
