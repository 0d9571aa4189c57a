"""Put chosen contributions into one group of what is nearly the same, and take that back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

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
    """Put contributions into the largest group any of them is in, or into a new one; also says what was before.

    Never into what is set apart as blank: there, words would count as none. Raises Refused for one alone, or too many.
    """
    if not 1 < len(ids) <= MOST:
        raise Refused(f"Choose from 2 to {MOST} contributions that say the same.", field="chosen")
    lock(consultation)
    rows = db.session.execute(
        select(
            *(Contribution.id, Contribution.reference, AlikeGroup.public_id, AlikeGroup.size, AlikeGroup.blank),
            *(AlikeMember.by_id, AlikeMember.score, AlikeApart.contribution_id.label("apart")),
        )
        .outerjoin(AlikeMember, AlikeMember.contribution_id == Contribution.id)
        .outerjoin(AlikeGroup, AlikeGroup.id == AlikeMember.group_id)
        .outerjoin(AlikeApart, AlikeApart.contribution_id == Contribution.id)
        .where(Contribution.id.in_(ids))
        .order_by(Contribution.id)
    ).all()
    if all(row.blank for row in rows):
        raise Refused("These have no words, and are set apart together already.", field="chosen")
    there = [row for row in rows if row.public_id and not row.blank]
    begins = next(row.reference for row in rows if not row.blank)
    if there:
        group = get_group(consultation, max(there, key=lambda row: row.size).public_id)
    else:
        group = begin(consultation, begins, by=by, now=now)
    moved = [row for row in rows if row.public_id != group.public_id]
    for row in moved:
        if there or row.reference != begins:
            put_in(group, row.reference, by=by, now=now)
    return group, {
        "group": group.public_id,
        "were": {row.reference: row.public_id or "" for row in moved},
        "found": {row.reference: row.score for row in moved if row.public_id and row.by_id is None},
        "apart": [row.reference for row in moved if row.apart],
    }


def part_again(consultation: Consultation, before: Mapping[str, Any], *, by: Person, now: datetime) -> int:
    """Take contributions out of the group they were put into, back where they were; returns how many were there still.

    What the software had found is its finding again, and it may put them together again: nobody said that they are not
    alike, except of those that a person had taken out of a group before.
    """
    back, found, apart = 0, before.get("found", {}), before.get("apart", [])
    for reference, was in before["were"].items():
        try:
            take_out(get_group(consultation, before["group"]), reference, by=by, now=now)
            if reference not in apart:
                db.session.execute(delete(AlikeApart).where(AlikeApart.contribution_id == _id_of(reference)))
            if was:
                put_in(get_group(consultation, was), reference, by=by, now=now)
            if reference in found:
                db.session.execute(
                    update(AlikeMember)
                    .where(AlikeMember.contribution_id == _id_of(reference))
                    .values(by_id=None, score=found[reference])
                )
        except Missing:
            continue  # the group it was in is gone: it stands by itself
        except ConsultError:
            continue  # somebody moved it since
        back += 1
    return back


def _id_of(reference: str) -> int:
    return db.session.scalars(select(Contribution.id).where(Contribution.reference == reference)).one()
