"""Votes, each pinned to the wording or the contribution it was cast on."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.database import Base, enum_column


class VoteValue(StrEnum):
    """What a vote says."""

    AGREE = "agree"
    UNSURE = "unsure"
    DISAGREE = "disagree"


class Vote(Base):
    """One person's vote on a clause's wording or on a contribution. Changeable while open; never moved."""

    __tablename__ = "vote"
    __table_args__ = (
        CheckConstraint("(clause_id IS NULL) <> (contribution_id IS NULL)", name="one_thing"),
        CheckConstraint("(clause_id IS NULL) = (wording_id IS NULL)", name="wording_with_clause"),
        UniqueConstraint("person_id", "clause_id", "wording_id"),
        UniqueConstraint("person_id", "contribution_id", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"), index=True)
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("wording.id"))
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"), index=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1", comment="of the contribution's words")
    value: Mapped[VoteValue] = mapped_column(enum_column(VoteValue))
    reason: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]


class Tally(Base):
    """The sums of the votes on one wording of one clause, kept with every vote."""

    __tablename__ = "tally"

    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), primary_key=True)
    wording_id: Mapped[int] = mapped_column(ForeignKey("wording.id"), primary_key=True)
    agree: Mapped[int] = mapped_column(default=0)
    unsure: Mapped[int] = mapped_column(default=0)
    disagree: Mapped[int] = mapped_column(default=0)
