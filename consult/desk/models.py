"""What was done to many contributions at once, with what they were before, so that it can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person, new_public_id
from consult.consultations.models import Consultation
from consult.database import Base


class DeskAct(Base):
    """One thing an officer did to some contributions of a consultation."""

    __tablename__ = "desk_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    verb: Mapped[str] = mapped_column(comment="what was done, as in acts.VERBS")
    said: Mapped[str] = mapped_column(comment="what was done, in plain words")
    before: Mapped[dict[str, Any]] = mapped_column(comment="what it needs to be undone")
    undone_at: Mapped[datetime | None]
    consultation: Mapped[Consultation] = relationship()
    by: Mapped[Person] = relationship()
