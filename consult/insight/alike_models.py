"""Contributions that say the same in nearly the same words: each counts, and they are looked at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person, new_public_id
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.database import Base


class AlikeGroup(Base):
    """Contributions of one consultation that are nearly the same."""

    __tablename__ = "alike_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    label: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(Text, comment="how they were found, in plain words")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="none: the software")
    created_at: Mapped[datetime]
    consultation: Mapped[Consultation] = relationship()
    by: Mapped[Person | None] = relationship()


class AlikeMember(Base):
    """A contribution in such a group; in one at most."""

    __tablename__ = "alike_member"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("alike_group.id"), index=True)
    score: Mapped[float] = mapped_column(comment="0 to 1: how alike to the one that leads")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="none: the software")
    at: Mapped[datetime]
    lead: Mapped[bool] = mapped_column(default=False, server_default=false(), comment="the one that stands for all")
    contribution: Mapped[Contribution] = relationship()
    group: Mapped[AlikeGroup] = relationship()
