"""Write events and mails in the same transaction as what they tell of."""

from __future__ import annotations

from datetime import datetime

from consult.extensions import db
from consult.infra.storing import append
from consult.jobs.models import Event, Mail


def emit(kind: str, subject: str, *, now: datetime, **payload: object) -> None:
    """Note that something happened; `kind` reads "subject:verb", `payload` holds public ids and plain values."""
    append(Event, kind=kind, subject=subject, at=now, payload=payload, handled_at=None)


def queue_mail(to: str, subject: str, body: str, *, now: datetime) -> Mail:
    """Leave a mail for the worker to send."""
    mail = Mail(to=to, subject=subject, body=body, created_at=now, next_try_at=now, tries=0)
    db.session.add(mail)
    return mail
