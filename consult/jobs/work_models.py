"""Long work, as a row that says how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from consult.database import Base


class Work(Base):
    """Something that takes longer than a page may: asked for by a person, done by the worker, once at a time.

    It waits until `started_at`, runs until `finished_at`, and then has a `result`, or says why it `failed`, or was
    cancelled.
    """

    __tablename__ = "work"
    __table_args__ = (
        Index("ix_work_waiting", "finished_at", "started_at", "id"),
        Index("ix_work_subject", "subject", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(comment="what:verb, names the function that does it")
    subject: Mapped[str] = mapped_column(comment="the slug of the consultation")
    by: Mapped[str | None] = mapped_column(comment="public id of who asked; none: the house itself")
    back: Mapped[str] = mapped_column(comment="the page its result stands on")
    detail: Mapped[dict[str, Any]] = mapped_column(comment="what it was asked with: plain values")
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None] = mapped_column(comment="when the worker last saw it run")
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0, comment="none known yet: 0")
    doing: Mapped[str] = mapped_column(default="", comment="what it is at, in plain words")
    cancel_asked_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    cancelled: Mapped[bool] = mapped_column(default=False)
    failed: Mapped[str | None] = mapped_column(Text, comment="why, in plain words")
    result: Mapped[dict[str, Any] | None]

    @property
    def state(self) -> str:
        """Say where it stands: waiting, running, stopping, done, cancelled or failed."""
        if self.finished_at is None:
            return "stopping" if self.cancel_asked_at else "running" if self.started_at else "waiting"
        return "cancelled" if self.cancelled else "failed" if self.failed else "done"

    @property
    def part(self) -> int:
        """How many of a hundred are done, rounded down."""
        return min(100, 100 * self.done // self.total) if self.total else 0
