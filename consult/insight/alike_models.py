"""Contributions that say the same in nearly the same words: each counts, and they are looked at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person, new_public_id
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.database import Base


class AlikeGroup(Base):
    """Contributions of one consultation that are nearly the same; or, set apart, those that are blank."""

    __tablename__ = "alike_group"
    __table_args__ = (Index("ix_alike_group_list", "consultation_id", "blank", "size", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    label: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(Text, comment="how they were found, in plain words")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="none: the software")
    created_at: Mapped[datetime]
    size: Mapped[int] = mapped_column(default=0, server_default="0", comment="how many members")
    blank: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="no words, or words that only stand for missing ones"
    )
    campaign: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="many in a short time, or a person says so"
    )
    campaign_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="none: the software")
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="whose label it is")
    lead_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="who chose the lead")
    consultation: Mapped[Consultation] = relationship()
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
    campaign_by: Mapped[Person | None] = relationship(foreign_keys=[campaign_by_id])
    named_by: Mapped[Person | None] = relationship(foreign_keys=[named_by_id])
    lead_by: Mapped[Person | None] = relationship(foreign_keys=[lead_by_id])


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


class AlikeApart(Base):
    """A contribution a person took out of its group: the software puts it in none again."""

    __tablename__ = "alike_apart"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    contribution: Mapped[Contribution] = relationship()
    by: Mapped[Person] = relationship()
