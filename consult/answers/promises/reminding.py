"""Reminding officers of promises: once before the date, and once on it; a promise that changed is reminded of again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from consult.answers.promises.models import PENDING, Promise
from consult.extensions import db
from consult.infra.clock import to_london
from consult.jobs.service import emit

AHEAD = timedelta(days=14)
"""How long before the date the first reminder goes out."""
AT_ONCE = 100


def remind_of_promises(now: datetime) -> None:
    """Emit what is to be told today: `promise:soon`, `promise:due`. What is due is not told of as coming up, too."""
    today = to_london(now).date()
    due = and_(Promise.due_on <= today, Promise.due_told_on.is_(None))
    soon = and_(Promise.due_on > today, Promise.due_on <= today + AHEAD, Promise.soon_told_on.is_(None))
    rows = (
        select(Promise)
        .where(Promise.state.in_(PENDING), Promise.due_on <= today + AHEAD, or_(due, soon))
        .order_by(Promise.due_on, Promise.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    for promise in db.session.scalars(rows):
        if promise.due_on <= today:
            promise.due_told_on = today
            emit("promise:due", promise.public_id, now=now, due=promise.due_on.isoformat())
        else:
            promise.soon_told_on = today
            emit("promise:soon", promise.public_id, now=now, due=promise.due_on.isoformat())
    db.session.flush()
