"""What officers mean to do so that more people are heard, and where people live, as it was counted once."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person, new_public_id
from consult.consultations.models import Consultation
from consult.database import Base


class Approach(Base):
    """Somebody to ask who was not heard yet: whom, by which of the staff, and until when."""

    __tablename__ = "approach"
    __table_args__ = (Index("ix_approach_open", "consultation_id", "done_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    whom: Mapped[str] = mapped_column(comment="whom to ask: 'Larkhill Tenants'")
    who: Mapped[str] = mapped_column(default="", comment="which of the staff asks them")
    due: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="", comment="what came of it")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    consultation: Mapped[Consultation] = relationship()
    done_by: Mapped[Person | None] = relationship(foreign_keys=[done_by_id])


class AreasCounted(Base):
    """How many people of each area had spoken when a consultation was over: all that everybody is ever told of it.

    Counted once and never again, because the difference of two counts can tell where one person lives. Kept as it may
    be shown, small numbers left out, so that nothing more can be read here either.
    """

    __tablename__ = "areas_counted"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), unique=True)
    at: Mapped[datetime]
    people: Mapped[int] = mapped_column(comment="how many had spoken, those who did not say where they live too")
    rows: Mapped[list[list[str | int | None]]] = mapped_column(
        JSON, comment="[[area, people or null where it is not shown]]; empty: too few to tell"
    )
