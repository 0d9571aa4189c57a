"""The library of reasons: what an organisation says again and again, in words it agreed on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person, new_public_id
from consult.database import Base


class LibraryReason(Base):
    """A reason that can be picked: of an owner organisation, for all its consultations or for one."""

    __tablename__ = "library_reason"
    __table_args__ = (Index("ix_library_reason_owner", "owner_id", "consultation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"), comment="none: for all")
    name: Mapped[str] = mapped_column(comment="short, as officers call it")
    retired_at: Mapped[datetime | None] = mapped_column(comment="offered no longer; what was used stays")
    created_at: Mapped[datetime]
    texts: Mapped[list[LibraryText]] = relationship(back_populates="reason", order_by="LibraryText.number")


class LibraryText(Base):
    """The words of a library reason, one row for each version; never altered."""

    __tablename__ = "library_text"
    __table_args__ = (UniqueConstraint("reason_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reason_id: Mapped[int] = mapped_column(ForeignKey("library_reason.id"))
    number: Mapped[int] = mapped_column(comment="1, 2, 3 ...")
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    reason: Mapped[LibraryReason] = relationship(back_populates="texts")
    by: Mapped[Person | None] = relationship()
