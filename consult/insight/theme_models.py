"""The coding frame: themes people settle, and which contribution carries which."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person, new_public_id
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.database import Base, enum_column


class ThemeState(StrEnum):
    """Where a theme stands: machines may only propose, people settle."""

    PROPOSED = "proposed"
    SETTLED = "settled"
    RETIRED = "retired"


class Theme(Base):
    """A topic staff settle on, in the frame of one consultation."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("consultation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(Text, default="", comment="what belongs here, and what does not")
    position: Mapped[int] = mapped_column(default=0, comment="order in the frame")
    state: Mapped[ThemeState] = mapped_column(enum_column(ThemeState))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="none: the software")
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="of a proposal: words and quotes behind it")
    consultation: Mapped[Consultation] = relationship()
    proposed_by: Mapped[Person | None] = relationship(foreign_keys=[proposed_by_id])
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id])


class ThemeLink(Base):
    """A contribution carries a theme: who says so, and whether a person looked at what the software said."""

    __tablename__ = "theme_link"
    __table_args__ = (
        UniqueConstraint("contribution_id", "theme_id"),
        Index("ix_theme_link_theme", "theme_id", "rejected", "contribution_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="none: the software")
    score: Mapped[float | None] = mapped_column(comment="0 to 1, of the software's links")
    at: Mapped[datetime]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None]
    rejected: Mapped[bool] = mapped_column(default=False, server_default=false(), comment="a person said it is not so")
    contribution: Mapped[Contribution] = relationship()
    theme: Mapped[Theme] = relationship()
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
    checked_by: Mapped[Person | None] = relationship(foreign_keys=[checked_by_id])
