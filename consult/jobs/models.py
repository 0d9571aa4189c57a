"""Events that happened, and mails that wait to be sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from consult.database import Base


class Event(Base):
    """Something that happened, for those who want to know; written in the transaction that made it so."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(comment="subject:verb")
    subject: Mapped[str] = mapped_column(comment="public id, reference or slug")
    payload: Mapped[dict[str, Any]]
    handled_at: Mapped[datetime | None] = mapped_column(index=True)


class Mail(Base):
    """A mail ready to send. The worker sends it, and tries again when the server does not take it."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_due", "sent_at", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id"), index=True, comment="what it tells of; none: a reader asked for it, like a sign-in code"
    )
    to: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Text, comment="plain text; emptied a while after sending")
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    sent_at: Mapped[datetime | None]
