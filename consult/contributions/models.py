"""Contributions, where they point, and where those words lie in later revisions."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Organisation, Person
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.database import Base, enum_column
from consult.documents.models import Clause, Document, Revision


class ContributionKind(StrEnum):
    """What sort of thing was put in."""

    COMMENT = "comment"
    SUGGESTION = "suggestion"
    SUBMISSION = "submission"


class Channel(StrEnum):
    """How it reached us."""

    WEB = "web"
    EMAIL = "email"
    PAPER = "paper"
    MEETING = "meeting"
    PHONE = "phone"
    IMPORT = "import"


class Status(StrEnum):
    """Whether it can be seen. What waits for a mailed code is no contribution yet (see `Waiting`)."""

    PUBLISHED = "published"
    HELD = "held"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class PlacementStatus(StrEnum):
    """What became of an anchor's words in a later revision."""

    SAME = "same"
    MOVED = "moved"
    REWORDED = "reworded"
    REMOVED = "removed"


class ReferenceCounter(Base):
    """The last number given for a letter; each counter runs over the whole site."""

    __tablename__ = "reference_counter"

    letter: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class Contribution(Base):
    """Anything a person puts in."""

    __tablename__ = "contribution"
    __table_args__ = (
        Index("ix_contribution_place", "document_id", "clause_id", "id"),
        Index("ix_contribution_gate", "document_id", "counts_for_gate", "fate"),
        Index("ix_contribution_list", "document_id", "id"),
        Index("ix_contribution_author", "author_id", "document_id", "status", "made_in"),
        Index("ix_contribution_assigned", "assigned_to_id", "document_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, comment="C-104, S-17, R-12")
    kind: Mapped[ContributionKind] = mapped_column(enum_column(ContributionKind))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), comment="the revision read")
    clause_id: Mapped[int | None] = mapped_column(
        ForeignKey("clause.id"),
        comment="where it lies now: the first segment of its newest placement; none: the document",
    )
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"), index=True)
    body: Mapped[str | None] = mapped_column(Text, comment="as typed; none once erased")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    author_name: Mapped[str] = mapped_column(comment="as shown; for others: whom it was entered for, or 'anonymous'")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    entered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), comment="staff who entered it for others"
    )
    received_on: Mapped[date | None]
    made_in: Mapped[Stage] = mapped_column(enum_column(Stage), comment="what is made in drafting stays with the group")
    at: Mapped[datetime]
    status: Mapped[Status] = mapped_column(enum_column(Status))
    status_reason: Mapped[str | None] = mapped_column(Text)
    status_at: Mapped[datetime | None]
    frozen: Mapped[bool] = mapped_column(default=False, comment="a reply, a vote or a fate ended the time for edits")
    edited_at: Mapped[datetime | None]
    counts_for_gate: Mapped[bool] = mapped_column(
        comment="needs a fate: no reply, not an officer's own, not from drafting, neither hidden nor withdrawn"
    )
    fate: Mapped[Fate | None] = mapped_column(enum_column(Fate), comment="newest published fate")
    agree: Mapped[int] = mapped_column(default=0)
    unsure: Mapped[int] = mapped_column(default=0)
    disagree: Mapped[int] = mapped_column(default=0)
    replies: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1, server_default="1", comment="of a suggestion's words, that counts")
    assigned_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", name="fk_contribution_assigned_to_id_person"), comment="who on the staff looks after it"
    )
    first_read_at: Mapped[datetime | None] = mapped_column(comment="when the first of the staff marked it read")
    document: Mapped[Document] = relationship()
    revision: Mapped[Revision] = relationship()
    clause: Mapped[Clause | None] = relationship()
    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])
    entered_by: Mapped[Person | None] = relationship(foreign_keys=[entered_by_id])
    organisation: Mapped[Organisation | None] = relationship()
    assigned_to: Mapped[Person | None] = relationship(foreign_keys=[assigned_to_id])
    reply_to: Mapped[Contribution | None] = relationship(remote_side="Contribution.id")
    anchor: Mapped[Anchor | None] = relationship(back_populates="contribution")
    placements: Mapped[list[Placement]] = relationship(back_populates="contribution", order_by="Placement.revision_id")
    edits: Mapped[list[ContributionEdit]] = relationship(order_by="ContributionEdit.id")


class Anchor(Base):
    """Where a contribution points, as made; kept for ever. Offsets are code points in the clause's text, half-open."""

    __tablename__ = "anchor"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), index=True)
    start: Mapped[int]
    end: Mapped[int]
    whole: Mapped[bool] = mapped_column(comment="the whole clause, not words in it")
    exact: Mapped[str] = mapped_column(Text)
    prefix: Mapped[str] = mapped_column(Text)
    suffix: Mapped[str] = mapped_column(Text)
    contribution: Mapped[Contribution] = relationship(back_populates="anchor")
    clause: Mapped[Clause] = relationship()


class Placement(Base):
    """Where an anchor lies in one later revision; computed at publishing, never at viewing."""

    __tablename__ = "placement"
    __table_args__ = (
        UniqueConstraint("contribution_id", "revision_id"),
        Index("ix_placement_revision", "revision_id", "score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    status: Mapped[PlacementStatus] = mapped_column(enum_column(PlacementStatus))
    score: Mapped[float] = mapped_column(comment="0 to 1")
    segments: Mapped[list[Any]] = mapped_column(comment="[[clause key, start, end]] in order of reading")
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    contribution: Mapped[Contribution] = relationship(back_populates="placements")
    revision: Mapped[Revision] = relationship()


class ContributionEdit(Base):
    """The words a contribution had before one of its edits."""

    __tablename__ = "contribution_edit"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    body: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(comment="when they were replaced")


class ReadMark(Base):
    """One of the staff says: I have read this. Kept for the record; the first time also stands on the contribution."""

    __tablename__ = "read_mark"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime]
    person: Mapped[Person] = relationship()


class Waiting(Base):
    """What someone typed before saying who they are: seen by nobody, not counted, gone after 14 days."""

    __tablename__ = "waiting"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    typed: Mapped[dict[str, Any]] = mapped_column(comment="the form as sent: body, revision, clause, quote, vote ...")
    email: Mapped[str | None]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"), comment="what it became")
    document: Mapped[Document] = relationship()
    contribution: Mapped[Contribution | None] = relationship()
