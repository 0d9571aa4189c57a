"""The intake register: what came in, its files, its parts, and tables of answers collected elsewhere."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Organisation, Person, new_public_id
from consult.consultations.models import Consultation
from consult.contributions.models import Channel, Contribution
from consult.database import Base, enum_column
from consult.documents.models import Document


class Source(StrEnum):
    """What came in."""

    LETTER = "letter"
    EMAIL = "email"
    SLIDES = "slides"
    NOTES = "notes"
    PHONE = "phone"
    FLIPCHART = "flipchart"
    TABLE = "table"
    OTHER = "other"


CHANNEL_OF = {
    Source.LETTER: Channel.PAPER,
    Source.EMAIL: Channel.EMAIL,
    Source.SLIDES: Channel.MEETING,
    Source.NOTES: Channel.MEETING,
    Source.PHONE: Channel.PHONE,
    Source.FLIPCHART: Channel.MEETING,
    Source.TABLE: Channel.IMPORT,
    Source.OTHER: Channel.PAPER,
}
"""How the parts of what came in reached us."""


class Mark(StrEnum):
    """Why nothing needs to be entered from a submission."""

    TWICE = "twice"
    NOTHING = "nothing"


class Submission(Base):
    """Something that came in from outside the site. It is never deleted, only marked."""

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint("(mark IS NULL) = (marked_at IS NULL)", name="marked"),
        CheckConstraint("(read_by_id IS NULL) = (read_at IS NULL)", name="read"),
        CheckConstraint("(done_by_id IS NULL) = (done_at IS NULL)", name="done"),
        Index("ix_submission_register", "consultation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, comment="R-12")
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    source: Mapped[Source] = mapped_column(enum_column(Source))
    title: Mapped[str] = mapped_column(comment="what it is, for officers: 'Letter of two pages'")
    sender: Mapped[str] = mapped_column(comment="for officers only; empty: anonymous, or taken away")
    email: Mapped[str | None] = mapped_column(comment="for receipts only; none once taken away")
    shown_as: Mapped[str] = mapped_column(comment="the name people see with its parts; empty: anonymous")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    people: Mapped[int | None] = mapped_column(comment="how many stand behind all of it, where somebody said so")
    received_on: Mapped[date]
    words: Mapped[str] = mapped_column(Text, comment="what it says, typed or pasted; may be empty where a file is kept")
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="the officer who is to read it")
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    read_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime | None] = mapped_column(comment="when an officer said that all it says is entered")
    mark: Mapped[Mark | None] = mapped_column(enum_column(Mark))
    twice_of_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"))
    marked_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    marked_at: Mapped[datetime | None]
    consultation: Mapped[Consultation] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    entered_by: Mapped[Person] = relationship(foreign_keys=[entered_by_id])
    reader: Mapped[Person] = relationship(foreign_keys=[reader_id])
    read_by: Mapped[Person | None] = relationship(foreign_keys=[read_by_id])
    done_by: Mapped[Person | None] = relationship(foreign_keys=[done_by_id])
    marked_by: Mapped[Person | None] = relationship(foreign_keys=[marked_by_id])
    twice_of: Mapped[Submission | None] = relationship(remote_side="Submission.id")
    files: Mapped[list[SubmissionFile]] = relationship(order_by="SubmissionFile.id")

    @property
    def channel(self) -> Channel:
        """How it reached us."""
        return CHANNEL_OF[self.source]

    @property
    def waits(self) -> bool:
        """Whether somebody still has to enter what it says."""
        return self.mark is None and self.done_at is None


class SubmissionFile(Base):
    """A file that came with a submission; kept for good, given to officers as a download."""

    __tablename__ = "submission_file"
    __table_args__ = (UniqueConstraint("submission_id", "file_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    filename: Mapped[str]
    file_hash: Mapped[str] = mapped_column(index=True, comment="SHA-256; the file lies under UPLOADS by this name")
    size: Mapped[int] = mapped_column(comment="bytes")
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]


class SubmissionPart(Base):
    """A contribution that is a part of what came in, with the people it speaks for."""

    __tablename__ = "submission_part"
    __table_args__ = (
        UniqueConstraint("submission_id", "position"),
        CheckConstraint("people IS NULL OR people > 0", name="people"),
        CheckConstraint("agreeing IS NULL OR (people IS NOT NULL AND agreeing BETWEEN 0 AND people)", name="agreeing"),
    )

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    position: Mapped[int] = mapped_column(comment="its place in the submission, from 1")
    place: Mapped[str] = mapped_column(comment="where in it: 'table 3', 'page 4'; may be empty")
    people: Mapped[int | None] = mapped_column(comment="how many it speaks for; none: nobody said")
    agreeing: Mapped[int | None] = mapped_column(comment="how many of them agree; none: nobody said")
    contribution: Mapped[Contribution] = relationship()
    submission: Mapped[Submission] = relationship()


class AnswerTable(Base):
    """A table of answers from another tool, on its way in: uploaded, its columns named, looked at, taken in."""

    __tablename__ = "answer_table"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), comment="what it became")
    came_from: Mapped[str] = mapped_column(comment="the name of the survey or tool: ids are its own")
    received_on: Mapped[date] = mapped_column(comment="for rows that give no day of their own")
    filename: Mapped[str]
    file_hash: Mapped[str] = mapped_column(comment="SHA-256 of the file as it came")
    size: Mapped[int] = mapped_column(comment="bytes")
    rows_hash: Mapped[str] = mapped_column(comment="SHA-256 of its rows as read, kept under UPLOADS")
    many: Mapped[int] = mapped_column(comment="rows below the headings")
    headings: Mapped[list[Any]]
    columns: Mapped[list[Any] | None] = mapped_column(
        JSON(none_as_null=True), comment="for each column: {means, clause}; none until somebody said"
    )
    options: Mapped[dict[str, Any]]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    asked_at: Mapped[datetime | None] = mapped_column(comment="when somebody said: take it in")
    work: Mapped[str | None] = mapped_column(comment="public id of the work that takes it in")
    taken_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), comment="counts by outcome")
    report_hash: Mapped[str | None] = mapped_column(comment="SHA-256 of the report as CSV, kept under UPLOADS")
    consultation: Mapped[Consultation] = relationship()
    document: Mapped[Document] = relationship()
    submission: Mapped[Submission | None] = relationship()
    added_by: Mapped[Person] = relationship()


class TakenAnswer(Base):
    """An answer of a table that was taken in, so that it is never taken in twice."""

    __tablename__ = "taken_answer"
    __table_args__ = (
        UniqueConstraint("document_id", "key"),
        Index("ix_taken_answer_whose", "document_id", "whose"),
    )

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    table_id: Mapped[int] = mapped_column(ForeignKey("answer_table.id"), index=True)
    row: Mapped[int] = mapped_column(comment="its row in that file, the headings being row 1")
    column: Mapped[str] = mapped_column(Text, comment="its heading in that file, in small letters")
    key: Mapped[str] = mapped_column(comment="SHA-256: of whose it is, the column, and the words or which of several")
    whose: Mapped[str] = mapped_column(comment="SHA-256: of the source and its id, else of what was said by whom, when")
    words: Mapped[str] = mapped_column(comment="SHA-256 of the words, to tell an answer changed there since")
