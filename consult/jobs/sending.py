"""Sending the mails that wait, and working through events, so that a kill at any moment loses nothing.

These functions end transactions themselves: no lock may be held while a mail server takes its time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import load_only

from consult.core.errors import ConsultError
from consult.extensions import db
from consult.infra.keyed import digest
from consult.infra.mail import Letter, MailError, compose, transport_of
from consult.jobs.models import Event, Mail
from consult.jobs.service import handling

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""How long after each failed try the next one waits; after the last, the mail is given up."""
MOST_TRIES = len(WAITS) + 1
CLAIMED = timedelta(minutes=5)
"""How long a mail belongs to the worker that took it up; longer than a mail server may take."""
AT_ONCE = 50
BODY_KEPT = timedelta(days=30)
log = logging.getLogger(__name__)

Handler = Callable[[Event, datetime], None]


def send_due(now: datetime) -> None:
    """Send the mails that are due, oldest first, each once unless the process is killed in the very act.

    Whoever takes a mail up moves its next try into the future first; so another worker leaves it alone, and after
    a kill it is tried again. It keeps its Message-ID, by which mail programs know a second copy.
    """
    due = select(Mail.id).where(Mail.sent_at.is_(None), Mail.next_try_at <= now, Mail.tries < MOST_TRIES)
    waiting = db.session.scalars(due.order_by(Mail.next_try_at, Mail.id).limit(AT_ONCE)).all()
    db.session.commit()
    for mail_id in waiting:
        if _claim(mail_id, now):
            _send(mail_id, now)


def _claim(mail_id: int, now: datetime) -> bool:
    taken = db.session.execute(
        update(Mail)
        .where(Mail.id == mail_id, Mail.sent_at.is_(None), Mail.next_try_at <= now)
        .values(next_try_at=now + CLAIMED, tries=Mail.tries + 1)
    )
    db.session.commit()
    return bool(taken.rowcount)  # type: ignore[attr-defined]  # an update's result has a row count


def _send(mail_id: int, now: datetime) -> None:
    mail = db.session.get_one(Mail, mail_id, populate_existing=True)
    tries, letter = mail.tries, Letter(mail.to, mail.subject, mail.body)
    db.session.commit()
    error: ConsultError | None = None
    try:
        message = compose(letter, current_app.config["MAIL_FROM"], name=f"mail-{digest('mail', str(mail_id))[:24]}")
        transport_of(current_app.config).send(message)
    except ConsultError as caught:
        error = caught
        log.warning("mail %d was not taken, try %d", mail_id, tries, exc_info=True)
    mail = db.session.get_one(Mail, mail_id)
    if error is None:
        mail.sent_at, mail.error = now, None
    else:
        _put_off(mail, error, now)
    db.session.commit()


def _put_off(mail: Mail, error: ConsultError, now: datetime) -> None:
    cause = error.__cause__
    mail.error = str(cause if cause is not None else error.message)[:500]
    # A refused address stays refused, and so does a letter that cannot be written.
    if not isinstance(error, MailError) or error.for_good:
        mail.tries = MOST_TRIES
    if mail.tries < MOST_TRIES:
        mail.next_try_at = now + WAITS[mail.tries - 1]


def empty_old_mails(now: datetime) -> None:
    """Take the words out of mails sent a while ago; that they were sent stays."""
    db.session.execute(update(Mail).where(Mail.sent_at < now - BODY_KEPT, Mail.body != "").values(body="", subject=""))


_stumbled: dict[int, datetime] = {}
STUMBLE = timedelta(minutes=10)


def handle_events(handlers: Mapping[str, Handler], now: datetime) -> None:
    """Give each new event to the handler of its kind, oldest first, each in a transaction with the mark "handled".

    An event whose time is yet to come waits for it.

    So what a handler writes is there exactly once. One that fails is logged, left for later, and keeps no other
    event from being handled.
    """
    due = Event.handled_at.is_(None), Event.at <= now
    new = select(Event).where(*due).options(load_only(Event.id)).order_by(Event.id)
    ids = [event.id for event in db.session.scalars(new.limit(4 * AT_ONCE))]
    db.session.commit()
    for event_id in ids:
        if _stumbled.get(event_id, now) > now:
            continue
        try:
            handle_event(event_id, handlers, now)
            db.session.commit()
            _stumbled.pop(event_id, None)
        except Exception:  # one event must not keep the others waiting; it is tried again later
            db.session.rollback()
            _stumbled[event_id] = now + STUMBLE
            log.exception("event %d could not be handled and will be tried again", event_id)


def handle_event(event_id: int, handlers: Mapping[str, Handler], now: datetime) -> None:
    """Handle one event and mark it, without committing; nothing happens if it was handled meanwhile."""
    event = db.session.scalars(
        select(Event)
        .where(Event.id == event_id, Event.handled_at.is_(None))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if event is None:
        return
    handler = handlers.get(event.kind)
    if handler is not None:
        token = handling.set(event.id)
        try:
            handler(event, now)
        finally:
            handling.reset(token)
    event.handled_at = now
    db.session.flush()
