"""Fates, as a log, and the words contributions brought about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.answers.desk.models import BulkPublication
from consult.answers.reasons.models import LibraryText
from consult.contributions.models import Contribution, PlacementStatus
from consult.core.fates import Fate, How, reason_key
from consult.database import Base, enum_column
from consult.documents.models import Clause, Revision


def _key_of_row(context: DefaultExecutionContext) -> str:
    row = context.get_current_parameters()  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types
    return reason_key(str(row.get("reason") or ""))


class FateEntry(Base):
    """A fate given to a contribution: drafted privately, then published, with a revision or between two.

    A draft that changes is a new row with the next version; `DraftPast` keeps the ones before.
    """

    __tablename__ = "fate_entry"
    __table_args__ = (Index("ix_fate_entry_contribution", "contribution_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    fate: Mapped[Fate] = mapped_column(enum_column(Fate))
    reason: Mapped[str] = mapped_column(Text, default="", comment="for 'answered' the reply")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="none: carried by an editorial revision")
    at: Mapped[datetime]
    published_at: Mapped[datetime | None] = mapped_column(index=True, comment="none: a private draft")
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"), index=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1", comment="how many drafts there were, with it")
    reason_key: Mapped[str] = mapped_column(
        default=_key_of_row, server_default="", comment="the same for reasons that differ in nothing a reader hears"
    )
    library_text_id: Mapped[int | None] = mapped_column(ForeignKey("library_text.id"), index=True)
    bulk_id: Mapped[int | None] = mapped_column(
        ForeignKey("bulk_publication.id"), index=True, comment="the bulk publication it went out with"
    )
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    approved_mark: Mapped[str | None] = mapped_column(comment="SHA-256 of exactly what was approved")
    contribution: Mapped[Contribution] = relationship()
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])
    library_text: Mapped[LibraryText | None] = relationship()
    bulk: Mapped[BulkPublication | None] = relationship()
    revision: Mapped[Revision | None] = relationship()
    words: Mapped[list[DraftWords]] = relationship(
        back_populates="fate_entry", order_by="DraftWords.id", passive_deletes="all"
    )


class DraftWords(Base):
    """Words of the working draft an officer pointed at for a drafted fate; checked again at publishing."""

    __tablename__ = "draft_words"

    id: Mapped[int] = mapped_column(primary_key=True)
    fate_entry_id: Mapped[int] = mapped_column(ForeignKey("fate_entry.id"), index=True)
    clause_key: Mapped[str]
    start: Mapped[int | None] = mapped_column(comment="none with `end` none: the clause is taken away")
    end: Mapped[int | None]
    exact: Mapped[str] = mapped_column(Text, default="")
    fate_entry: Mapped[FateEntry] = relationship(back_populates="words")


class Incorporation(Base):
    """A range of words in a revision that a contribution caused, checked against the text.

    An empty range (`start == end`) marks the place words were taken from; `before` holds those words.
    """

    __tablename__ = "incorporation"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), index=True)
    start: Mapped[int]
    end: Mapped[int]
    how: Mapped[How] = mapped_column(enum_column(How))
    before: Mapped[str] = mapped_column(Text, default="", comment="the words taken away there")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    contribution: Mapped[Contribution] = relationship()
    revision: Mapped[Revision] = relationship()
    clause: Mapped[Clause] = relationship()


class IncorporationPlace(Base):
    """Where the words of an incorporation lie in one later revision; reckoned when that one is published."""

    __tablename__ = "incorporation_place"

    incorporation_id: Mapped[int] = mapped_column(ForeignKey("incorporation.id"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True, index=True)
    status: Mapped[PlacementStatus] = mapped_column(enum_column(PlacementStatus))
    score: Mapped[float] = mapped_column(comment="0 to 1")
    segments: Mapped[list[Any]] = mapped_column(comment="[[clause key, start, end]] in order of reading")
    revision: Mapped[Revision] = relationship()
