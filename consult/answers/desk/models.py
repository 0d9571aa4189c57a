"""What officers do with drafted answers: the drafts before, the rule of two, and what went out in bulk."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person, new_public_id
from consult.core.fates import Fate
from consult.database import Base, enum_column


class Ended(StrEnum):
    """What became of a draft that is a draft no longer."""

    REPLACED = "replaced"
    DROPPED = "dropped"
    PUBLISHED = "published"


class DraftPast(Base):
    """A draft of an answer that was replaced, dropped or published: who wrote what, and who approved it."""

    __tablename__ = "draft_past"
    __table_args__ = (Index("ix_draft_past_contribution", "contribution_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    version: Mapped[int]
    fate: Mapped[Fate] = mapped_column(enum_column(Fate))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    ended: Mapped[Ended] = mapped_column(enum_column(Ended))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime]
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])


class RuleOfTwo(Base):
    """Whether the answers of a consultation need a second officer. A log: the newest row holds."""

    __tablename__ = "rule_of_two"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    on: Mapped[bool]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[Person | None] = relationship()


class BulkPublication(Base):
    """Drafted answers that went out together between two revisions, with what warned and why they went all the same."""

    __tablename__ = "bulk_publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    answers: Mapped[int] = mapped_column(comment="how many went out")
    warnings: Mapped[list[Any]] = mapped_column(comment="what warned, in the words that were shown")
    reason: Mapped[str] = mapped_column(Text, default="", comment="why it went out all the same")
    by: Mapped[Person | None] = relationship()
