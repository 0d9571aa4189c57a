"""The summary of a consultation: its versions, what each cites, who signed and who read it, and offered drafts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person, new_public_id
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.database import Base


class Summary(Base):
    """What people said in a consultation, in the officers' words. One for each consultation; its words lie in saves."""

    __tablename__ = "summary"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), unique=True)
    created_at: Mapped[datetime]
    consultation: Mapped[Consultation] = relationship()


class SummarySave(Base):
    """One version of a summary, whole and never altered. The newest has the highest number."""

    __tablename__ = "summary_save"
    __table_args__ = (UniqueConstraint("summary_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summary_id: Mapped[int] = mapped_column(ForeignKey("summary.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    did: Mapped[str] = mapped_column(comment="what this version changed, in plain words")
    sections: Mapped[list[Any]] = mapped_column(comment="as sections.Section writes itself")
    hash: Mapped[str] = mapped_column(comment="SHA-256 of the sections, as canonical JSON: what a signature is under")
    considered_id: Mapped[int] = mapped_column(default=0, comment="the newest contribution somebody had looked at")
    considered_at: Mapped[datetime] = mapped_column(comment="edits and withdrawals until then were looked at")
    summary: Mapped[Summary] = relationship()
    by: Mapped[Person | None] = relationship()
    signatures: Mapped[list[SignOff]] = relationship(back_populates="save_", order_by="SignOff.id")
    readings: Mapped[list[SummaryReading]] = relationship(back_populates="save_", order_by="SummaryReading.id")


class SummaryCitation(Base):
    """A contribution a version cites; derived from its words when it is saved."""

    __tablename__ = "summary_citation"

    save_id: Mapped[int] = mapped_column(ForeignKey("summary_save.id"), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True, index=True)
    contribution: Mapped[Contribution] = relationship()


class SignOff(Base):
    """A named person answers for one version. It belongs to that version: other words need another."""

    __tablename__ = "summary_sign_off"
    __table_args__ = (UniqueConstraint("save_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    save_id: Mapped[int] = mapped_column(ForeignKey("summary_save.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(comment="as shown in public")
    role: Mapped[str] = mapped_column(default="", comment="as what they sign: 'Head of transport'")
    hash: Mapped[str] = mapped_column(comment="of the version that was signed")
    at: Mapped[datetime]
    save_: Mapped[SummarySave] = relationship(back_populates="signatures")
    person: Mapped[Person] = relationship()


class SummaryPublication(Base):
    """A version shown to the public, and what it left out at that moment. The newest one is shown."""

    __tablename__ = "summary_publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    summary_id: Mapped[int] = mapped_column(ForeignKey("summary.id"), index=True)
    save_id: Mapped[int] = mapped_column(ForeignKey("summary_save.id"), unique=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    counts: Mapped[dict[str, Any]] = mapped_column(comment="said, quoted and uncited contributions then")
    save_: Mapped[SummarySave] = relationship()
    by: Mapped[Person | None] = relationship()


class DecisionMaker(Base):
    """Somebody who is to read the summary before deciding; invited by an officer, by address."""

    __tablename__ = "decision_maker"
    __table_args__ = (
        Index("ix_decision_maker_person", "person_id", "consultation_id"),
        CheckConstraint("(accepted_at IS NULL) = (person_id IS NULL)", name="accepted_by_a_person"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    email: Mapped[str] = mapped_column(comment="lower case, as invited")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="who accepted")
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    consultation: Mapped[Consultation] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    invited_by: Mapped[Person] = relationship(foreign_keys=[invited_by_id])


class SummaryReading(Base):
    """A decision-maker's "I have read this", for one version."""

    __tablename__ = "summary_reading"
    __table_args__ = (UniqueConstraint("save_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    save_id: Mapped[int] = mapped_column(ForeignKey("summary_save.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(comment="as shown in public")
    words: Mapped[str] = mapped_column(Text, default="", comment="what they add, if anything; public")
    hash: Mapped[str] = mapped_column(comment="of the version that was read")
    at: Mapped[datetime]
    save_: Mapped[SummarySave] = relationship(back_populates="readings")
    person: Mapped[Person] = relationship()


class SummaryDraft(Base):
    """Quotes the software offers beside the officers' words. Nothing of it stands anywhere until a person takes it."""

    __tablename__ = "summary_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    summary_id: Mapped[int] = mapped_column(ForeignKey("summary.id"), index=True)
    made_at: Mapped[datetime]
    read: Mapped[dict[str, Any]] = mapped_column(comment="how many contributions and sentences were read")
    sections: Mapped[list[Any]] = mapped_column(comment="[{key, quotes: [{text, reference, why}]}]")
    summary: Mapped[Summary] = relationship()
