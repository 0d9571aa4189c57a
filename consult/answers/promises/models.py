"""Promises: what will be done, who does it, by when; and the log of what became of that."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person, new_public_id
from consult.answers.models import FateEntry
from consult.contributions.models import Contribution
from consult.database import Base, enum_column
from consult.documents.models import Clause, Document, Revision


class PromiseState(StrEnum):
    """Where a promise stands. `changed`: still to be kept, in other words, by another date or by somebody else."""

    OPEN = "open"
    CHANGED = "changed"
    KEPT = "kept"
    NOT_KEPT = "not kept"


class Promise(Base):
    """Something that will be done, as it stands now; its log has how it stood before."""

    __tablename__ = "promise"
    __table_args__ = (
        Index("ix_promise_document", "document_id", "state", "due_on"),
        Index("ix_promise_due", "state", "due_on"),
        UniqueConstraint("document_id", "found"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    words: Mapped[str] = mapped_column(Text)
    found: Mapped[str | None] = mapped_column(comment="SHA-256 of the sentence it was found in; none: written by hand")
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"), comment="where its sentence stands")
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"))
    start: Mapped[int | None] = mapped_column(comment="code points in the clause's text, half-open")
    end: Mapped[int | None]
    fate_entry_id: Mapped[int | None] = mapped_column(
        ForeignKey("fate_entry.id"), comment="the answer whose reason promises it"
    )
    keeper: Mapped[str] = mapped_column(comment="who keeps it, as shown in public")
    officer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="who is reminded")
    due_on: Mapped[date]
    state: Mapped[PromiseState] = mapped_column(enum_column(PromiseState))
    note: Mapped[str] = mapped_column(Text, default="", comment="the newest public note")
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state_at: Mapped[datetime]
    soon_told_on: Mapped[date | None] = mapped_column(comment="when the officer was reminded before the date")
    due_told_on: Mapped[date | None] = mapped_column(comment="when the officer was reminded that it is due")
    document: Mapped[Document] = relationship()
    revision: Mapped[Revision | None] = relationship()
    clause: Mapped[Clause | None] = relationship()
    fate_entry: Mapped[FateEntry | None] = relationship()
    officer: Mapped[Person] = relationship(foreign_keys=[officer_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    steps: Mapped[list[PromiseStep]] = relationship(back_populates="promise", order_by="PromiseStep.id")
    voices: Mapped[list[PromiseVoice]] = relationship(back_populates="promise", order_by="PromiseVoice.contribution_id")

    @property
    def pending(self) -> bool:
        """Say whether it is still to be kept."""
        return self.state in PENDING

    def is_late(self, today: date) -> bool:
        """Say whether its date has passed and it is still to be kept."""
        return self.pending and self.due_on < today


PENDING = (PromiseState.OPEN, PromiseState.CHANGED)
"""States in which a promise is still to be kept."""


class PromiseStep(Base):
    """How a promise stood from a moment on; the first step is its making."""

    __tablename__ = "promise_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[PromiseState] = mapped_column(enum_column(PromiseState))
    note: Mapped[str] = mapped_column(Text, default="", comment="public")
    words: Mapped[str] = mapped_column(Text)
    keeper: Mapped[str]
    due_on: Mapped[date]
    promise: Mapped[Promise] = relationship(back_populates="steps")
    by: Mapped[Person] = relationship()


class PromiseVoice(Base):
    """A contribution that a promise answers; its author is told what becomes of it."""

    __tablename__ = "promise_voice"

    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id"), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True, index=True)
    promise: Mapped[Promise] = relationship(back_populates="voices")
    contribution: Mapped[Contribution] = relationship()


class NoPromise(Base):
    """A sentence that reads like a promise, and an officer said that it is none."""

    __tablename__ = "no_promise"
    __table_args__ = (UniqueConstraint("document_id", "found"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    found: Mapped[str] = mapped_column(comment="SHA-256 of the sentence")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
