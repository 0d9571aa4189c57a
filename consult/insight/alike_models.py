"""Contributions that say the same in nearly the same words: each counts, and they are looked at once."""

from __future__ import annotations

from datetime import datetime
from string import ascii_letters, digits

from sqlalchemy import ColumnElement, ForeignKey, Index, Text, case, false, func, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from consult.accounts.models import Person, new_public_id
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Status
from consult.database import Base


class AlikeMember(Base):
    """A contribution in such a group; in one at most."""

    __tablename__ = "alike_member"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("alike_group.id"))
    score: Mapped[float] = mapped_column(comment="0 to 1: how alike to the one that leads")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="none: the software")
    at: Mapped[datetime]
    lead: Mapped[bool] = mapped_column(default=False, server_default=false(), comment="the one that stands for all")
    contribution: Mapped[Contribution] = relationship()
    group: Mapped[AlikeGroup] = relationship()


Index("ix_alike_member_order", AlikeMember.group_id, AlikeMember.lead.desc(), AlikeMember.contribution_id)

LONGEST_LABEL = 90
"""Letters of somebody's words that name a group."""
LETTERS = f"{ascii_letters}{digits}'’-àáâèéêëìíîïòóôùúûüŵŷ"
STANDS = (Status.PUBLISHED, Status.HELD)
ALL_GONE = "All of this was hidden or taken back"


def _heading(group_id: Mapped[int], label: Mapped[str], label_from_id: Mapped[int | None]) -> ColumnElement[str]:
    """Return what a group is called: reckoned when it is read, so that no words outlive that they were taken back."""
    said, member = Contribution.__table__, AlikeMember.__table__  # tables: the classes are not all made yet
    source, other = said.alias(), said.alias()
    still = select(source.c.id).where(source.c.id == label_from_id, source.c.status.in_(STANDS)).exists()
    plain = func.replace(func.replace(other.c.body, "\r", ""), "\n", " ")
    begun = func.substr(plain, 1, LONGEST_LABEL + 1)
    whole = func.rtrim(func.rtrim(begun, LETTERS), " ,.;:")  # no half word at the end
    kept = func.coalesce(func.nullif(whole, ""), begun)
    cut = case((func.length(plain) > LONGEST_LABEL, kept + " …"), else_=plain)
    words = (
        select(cut)
        .join(member, member.c.contribution_id == other.c.id)
        .where(member.c.group_id == group_id, other.c.status.in_(STANDS), other.c.body.is_not(None))
        .order_by(member.c.lead.desc(), member.c.contribution_id)  # as its index lies: the first that stands is enough
        .limit(1)
        .correlate_except(other, member)
        .scalar_subquery()
    )
    return case((label_from_id.is_(None), label), (still, label), else_=func.coalesce(words, ALL_GONE))


class AlikeGroup(Base):
    """Contributions of one consultation that are nearly the same; or, set apart, those that are blank."""

    __tablename__ = "alike_group"
    __table_args__ = (Index("ix_alike_group_list", "consultation_id", "blank", "size", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    label: Mapped[str] = mapped_column(Text, comment="as it was given; `heading` is what is shown")
    label_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("contribution.id"), comment="whose first words the label is; none: a person's own, or blank"
    )
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
    heading: Mapped[str] = column_property(_heading(id, label, label_from_id))
    """What the group is called: its label, or where the words it was taken from are gone, those of another one."""


class AlikeApart(Base):
    """A contribution a person took out of its group: the software puts it in none again."""

    __tablename__ = "alike_apart"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    contribution: Mapped[Contribution] = relationship()
    by: Mapped[Person] = relationship()
