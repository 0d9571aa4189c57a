"""Suggestions: what they would change, who stands behind them, and when they were merged."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Organisation, Person
from consult.contributions.models import Contribution
from consult.core.clauses import Kind
from consult.database import Base, enum_column
from consult.documents.models import Clause, Save, Wording


class ChangeOp(StrEnum):
    """What a suggestion would do to a clause."""

    REWORD = "reword"
    REMOVE = "remove"
    ADD = "add"


class SuggestedChange(Base):
    """One clause a suggestion would change, in one of its versions; never altered."""

    __tablename__ = "suggested_change"
    __table_args__ = (
        UniqueConstraint("contribution_id", "version", "place"),
        CheckConstraint("(op = 'add') <> (base_wording_id IS NOT NULL)", name="words_read"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    version: Mapped[int] = mapped_column(comment="1, and one more each time its author revises it")
    place: Mapped[int] = mapped_column(comment="its order among the changes")
    op: Mapped[ChangeOp] = mapped_column(enum_column(ChangeOp))
    clause_id: Mapped[int | None] = mapped_column(
        ForeignKey("clause.id"), index=True, comment="what it changes, or (add) goes after; none: the beginning"
    )
    base_wording_id: Mapped[int | None] = mapped_column(ForeignKey("wording.id"), comment="the words its author read")
    kind: Mapped[Kind | None] = mapped_column(enum_column(Kind), comment="of a new clause, with level and marker")
    level: Mapped[int] = mapped_column(default=0)
    marker: Mapped[str] = mapped_column(default="")
    text: Mapped[str | None] = mapped_column(Text, comment="none: take the clause away")
    clause: Mapped[Clause | None] = relationship()
    base_wording: Mapped[Wording | None] = relationship()


class Merge(Base):
    """A suggestion taken into the working draft, whole or in part, by one save."""

    __tablename__ = "suggestion_merge"
    __table_args__ = (Index("ix_suggestion_merge_contribution", "contribution_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    version: Mapped[int]
    save_id: Mapped[int] = mapped_column(ForeignKey("save.id"), unique=True)
    taken: Mapped[list[Any]] = mapped_column(comment="places of the changes that were merged")
    keys: Mapped[list[Any]] = mapped_column(comment="[[place, clause key]]: where their words went")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    save_: Mapped[Save] = relationship()


class Cosignature(Base):
    """Somebody who stands behind a suggestion, as themselves or for an organisation."""

    __tablename__ = "cosignature"
    __table_args__ = (UniqueConstraint("contribution_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime]
    contribution: Mapped[Contribution] = relationship()
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
