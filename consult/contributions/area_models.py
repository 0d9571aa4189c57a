"""Areas people may say they live in, and what they said: optional, counted only, and gone when they take it back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import new_public_id
from consult.database import Base


class Area(Base):
    """A part of the place a consultation is about, in the list its officers keep."""

    __tablename__ = "area"
    __table_args__ = (UniqueConstraint("consultation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    name: Mapped[str]
    people: Mapped[int | None] = mapped_column(comment="how many live there, if an officer loaded it")
    position: Mapped[int] = mapped_column(default=0, comment="order in the list")
    retired: Mapped[bool] = mapped_column(default=False, server_default=false(), comment="offered no longer")


class DeclaredArea(Base):
    """Where somebody says they live, once for a consultation; for people without an account, for one contribution.

    Shown to nobody beside a name, and counted only. Taking it back deletes the row.
    """

    __tablename__ = "declared_area"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (contribution_id IS NULL)", name="one_voice"),
        UniqueConstraint("person_id", "consultation_id"),
        UniqueConstraint("contribution_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"))
    at: Mapped[datetime]
    area: Mapped[Area] = relationship()
