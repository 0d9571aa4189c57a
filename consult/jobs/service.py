"""Write events and mails in the same transaction as what they tell of."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime

from sqlalchemy import insert

from consult.extensions import db
from consult.infra.storing import append
from consult.jobs.models import Event, Mail

handling: ContextVar[int | None] = ContextVar("handling", default=None)
"""The event that is being handled: mails queued meanwhile tell of it, and the record counts them by its kind."""


def emit(kind: str, subject: str, *, now: datetime, **payload: object) -> None:
    """Note that something happened; `kind` reads "subject:verb", `payload` holds public ids and plain values."""
    append(Event, kind=kind, subject=subject, at=now, payload=payload, handled_at=None)


def emit_all(kind: str, payloads: Mapping[str, Mapping[str, object]], *, now: datetime) -> None:
    """Note that the same happened to many: subject -> payload. One statement, however many."""
    rows = [
        {"kind": kind, "subject": subject, "at": now, "payload": dict(payload), "handled_at": None}
        for subject, payload in payloads.items()
    ]
    if rows:
        db.session.connection().execute(insert(Event), rows)


def queue_mail(to: str, subject: str, body: str, *, now: datetime) -> Mail:
    """Leave a mail for the worker to send."""
    mail = Mail(event_id=handling.get(), to=to, subject=subject, body=body, created_at=now, next_try_at=now, tries=0)
    db.session.add(mail)
    return mail
