"""Reports from readers and decisions by officers; nothing is deleted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.database import Base, enum_column


class Ruling(StrEnum):
    """What an officer decided."""

    CONFIRM = "confirm"
    HIDE = "hide"
    SHOW = "show again"
    KEEP = "keep"


class Report(Base):
    """Someone says a contribution should not stand."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    contribution: Mapped[Contribution] = relationship()
    by: Mapped[Person | None] = relationship()


class Decision(Base):
    """What an officer did about a contribution, with the reason its author got."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    ruling: Mapped[Ruling] = mapped_column(enum_column(Ruling))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    contribution: Mapped[Contribution] = relationship()
    by: Mapped[Person] = relationship()
