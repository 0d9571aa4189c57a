"""What staff note about contributions: who looks after one, and that somebody has read it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, ReadMark
from consult.extensions import db
from consult.infra.parts import in_parts


def assign(consultation: Consultation, ids: Collection[int], to: Person | None, *, by: Person, now: datetime) -> None:
    """Give contributions to one of the staff to look after, or to nobody."""
    for some in in_parts(sorted(set(ids))):
        db.session.execute(
            update(Contribution).where(Contribution.id.in_(some)).values(assigned_to_id=to.id if to else None)
        )
    _record("contribution:assigned", consultation, ids, by, now, to=to.public_id if to else None)


def mark_read(consultation: Consultation, ids: Collection[int], *, by: Person, now: datetime) -> list[int]:
    """Say that `by` has read contributions; returns the ids of those they had not read before."""
    fresh: list[int] = []
    for some in in_parts(sorted(set(ids))):
        _lock(some)
        known = set(
            db.session.scalars(
                select(ReadMark.contribution_id).where(ReadMark.contribution_id.in_(some), ReadMark.person_id == by.id)
            )
        )
        new = [one for one in some if one not in known]
        if new:
            db.session.execute(
                insert(ReadMark), [{"contribution_id": one, "person_id": by.id, "at": now} for one in new]
            )
            db.session.execute(
                update(Contribution)
                .where(Contribution.id.in_(new), Contribution.first_read_at.is_(None))
                .values(first_read_at=now)
            )
        fresh += new
    if fresh:
        _record("contribution:read", consultation, fresh, by, now)
    return fresh


def unmark_read(consultation: Consultation, ids: Collection[int], *, by: Person, now: datetime) -> list[int]:
    """Take back that `by` has read contributions; that others have stays. Returns the ids of those they had read."""
    had: list[int] = []
    for some in in_parts(sorted(set(ids))):
        _lock(some)
        mine = ReadMark.contribution_id.in_(some), ReadMark.person_id == by.id
        found = list(db.session.scalars(select(ReadMark.contribution_id).where(*mine)))
        db.session.execute(delete(ReadMark).where(*mine))
        first = select(func.min(ReadMark.at)).where(ReadMark.contribution_id == Contribution.id).scalar_subquery()
        db.session.execute(
            update(Contribution)
            .where(Contribution.id.in_(found))
            .values(first_read_at=first)
            .execution_options(synchronize_session=False)
        )
        had += found
    if had:
        _record("contribution:unread", consultation, had, by, now)
    return had


def _lock(ids: Collection[int]) -> None:
    """Let one note about these follow the other, in one order: a second press waits, and finds what the first wrote."""
    rows = select(Contribution.id).where(Contribution.id.in_(ids)).order_by(Contribution.id)
    db.session.scalars(rows.with_for_update(key_share=True)).all()


def _record(
    action: str, consultation: Consultation, ids: Collection[int], by: Person, now: datetime, **more: object
) -> None:
    """Note one act for all of them; the references stand in its detail."""
    references = [
        reference
        for some in in_parts(sorted(set(ids)))
        for reference in db.session.scalars(
            select(Contribution.reference).where(Contribution.id.in_(some)).order_by(Contribution.id)
        )
    ]
    detail = {"contributions": references, **more}
    record(action, consultation.slug, by=by.public_id, now=now, chain=consultation.public_id, detail=detail)
