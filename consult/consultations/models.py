"""Consultations and what belongs to them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Network, Organisation, Person, new_public_id
from consult.core.stages import Stage
from consult.database import Base, enum_column


class Audience(StrEnum):
    """Whom a consultation is for."""

    EVERYONE = "everyone"
    INVITED = "invited"


class Consultation(Base):
    """One exercise with a purpose, an owner, a timetable, an audience, papers and documents."""

    __tablename__ = "consultation"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    purpose: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    audience: Mapped[Audience] = mapped_column(enum_column(Audience))
    stage: Mapped[Stage] = mapped_column(enum_column(Stage), comment="newest written stage; dates may be ahead of it")
    stage_at: Mapped[datetime] = mapped_column(comment="when that stage began")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    reopened: Mapped[dict[str, list[int]] | None] = mapped_column(
        JSON(none_as_null=True), comment="while open again for some clauses only: document id -> clause ids"
    )
    created_at: Mapped[datetime]
    owner: Mapped[Organisation] = relationship()
    invitations: Mapped[list[Invitation]] = relationship(order_by="Invitation.id", cascade="all, delete-orphan")
    events: Mapped[list[TimetableEntry]] = relationship(order_by="TimetableEntry.on, TimetableEntry.id")
    papers: Mapped[list[Paper]] = relationship(order_by="Paper.id")
    changes: Mapped[list[StageChange]] = relationship(order_by="StageChange.at, StageChange.id")


class Invitation(Base):
    """An organisation or a network a consultation is for."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (network_id IS NULL)", name="one_guest"),
        UniqueConstraint("consultation_id", "organisation_id"),
        UniqueConstraint("consultation_id", "network_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    network_id: Mapped[int | None] = mapped_column(ForeignKey("network.id"), index=True)
    organisation: Mapped[Organisation | None] = relationship()
    network: Mapped[Network | None] = relationship()


class StageChange(Base):
    """A stage reached, or the timetable moved, with who did it and why. A log: never changed."""

    __tablename__ = "stage_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    stage: Mapped[Stage] = mapped_column(enum_column(Stage))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="none: the timetable did it")
    reason: Mapped[str] = mapped_column(Text, default="", comment="shown in public")
    closes_at: Mapped[datetime | None] = mapped_column(comment="the closing time as it stood after this")
    reopened: Mapped[dict[str, list[int]] | None] = mapped_column(
        JSON(none_as_null=True), comment="the clauses open after this, where not all are"
    )
    by: Mapped[Person | None] = relationship()


class TimetableEntry(Base):
    """A date in the public timetable: a meeting, a drop-in, when the decision is due."""

    __tablename__ = "timetable_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    on: Mapped[date]
    time: Mapped[str] = mapped_column(default="", comment="as people say it: '2pm to 4pm'")
    what: Mapped[str]
    where: Mapped[str] = mapped_column(default="")


class Paper(Base):
    """A background paper: a link or a file, with what it is."""

    __tablename__ = "paper"
    __table_args__ = (CheckConstraint("(url IS NULL) <> (file_hash IS NULL)", name="link_or_file"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    title: Mapped[str]
    what: Mapped[str] = mapped_column(Text, default="", comment="what it is and why it matters here")
    url: Mapped[str | None]
    filename: Mapped[str | None]
    file_hash: Mapped[str | None] = mapped_column(comment="SHA-256; the file lies under UPLOADS by this name")
    size: Mapped[int | None] = mapped_column(comment="bytes")
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
