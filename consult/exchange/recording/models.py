"""Records that were made, so that anybody can see who made which, when, and with what seal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person, new_public_id
from consult.consultations.models import Consultation
from consult.database import Base, enum_column
from consult.exchange.recording.facts import Edition


class MadeRecord(Base):
    """A record as it was made once: its files lie under UPLOADS by their hash and are never made anew."""

    __tablename__ = "made_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    edition: Mapped[Edition] = mapped_column(enum_column(Edition))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="none: the house itself")
    at: Mapped[datetime]
    said: Mapped[int] = mapped_column(comment="contributions in it, replies too")
    files: Mapped[list[Any]] = mapped_column(comment="[{form, hash, size}]: SHA-256, bytes")
    published_at: Mapped[datetime | None] = mapped_column(comment="a public edition, laid out for all who may read")
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    consultation: Mapped[Consultation] = relationship()
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
    published_by: Mapped[Person | None] = relationship(foreign_keys=[published_by_id])
