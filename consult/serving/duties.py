"""What the worker does in each round, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from consult.accounts.codes import clear_old_codes
from consult.answers.promises.reminding import remind_of_promises
from consult.consultations.models import Consultation
from consult.consultations.stages import write_due
from consult.contributions.models import Waiting
from consult.core.stages import Stage
from consult.drafting.buffering import clear_old_buffers
from consult.extensions import db
from consult.insight.vectors import ask_for_missing
from consult.insight.voices.counting_once import count_areas_of, list_to_count
from consult.jobs.sending import empty_old_mails, handle_events, send_due
from consult.notifications.service import HANDLERS


def write_due_stages(now: datetime) -> None:
    """Write down the stages that dates have brought, so that they are in the log also where nobody writes."""
    moving = (
        select(Consultation)
        .where(
            or_(
                (Consultation.stage == Stage.DRAFTING) & (Consultation.opens_at <= now),
                (Consultation.stage == Stage.OPEN) & (Consultation.closes_at <= now),
            )
        )
        .order_by(Consultation.id)
        .with_for_update()
    )
    for consultation in db.session.scalars(moving):
        write_due(consultation, now)


def count_areas(now: datetime) -> None:
    """Count where people live, once, in each consultation that is over."""
    for consultation in list_to_count():
        count_areas_of(consultation, now)


def turn_events_into_mails(now: datetime) -> None:
    """Give each new event to whom it concerns."""
    handle_events(HANDLERS, now)


CLEAR_EVERY = timedelta(minutes=10)
_cleared: list[datetime] = []


def clear_away(now: datetime) -> None:
    """Remove what has lapsed: what waited for a code or to be saved too long, old codes, the words of old mails."""
    if _cleared and now - _cleared[0] < CLEAR_EVERY:
        return
    clear_lapsed(now)
    _cleared[:] = [now]


def clear_lapsed(now: datetime) -> None:
    """Remove what has lapsed by `now`."""
    db.session.execute(delete(Waiting).where(Waiting.expires_at <= now))
    clear_old_codes(now)
    clear_old_buffers(now)
    empty_old_mails(now)


DUTIES: tuple[Callable[[datetime], None], ...] = (
    write_due_stages,
    count_areas,
    remind_of_promises,
    turn_events_into_mails,
    send_due,
    clear_away,
    ask_for_missing,
)
