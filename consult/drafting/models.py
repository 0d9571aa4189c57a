"""What officers set by hand before a revision is published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.database import Base


class HandPlacement(Base):
    """Where a contribution's words lie in the working draft, said by a person; becomes a placement at publishing."""

    __tablename__ = "hand_placement"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    segments: Mapped[list[Any]] = mapped_column(comment="[[clause key, start, end]]; none: the words are gone")
    exact: Mapped[str] = mapped_column(Text, comment="the words there then: where they changed, it holds no more")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    contribution: Mapped[Contribution] = relationship()
    by: Mapped[Person | None] = relationship()


class Buffer(Base):
    """Words somebody typed for a clause and has not saved yet: private, one for each person and clause."""

    __tablename__ = "draft_buffer"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True, index=True)
    clause_key: Mapped[str] = mapped_column(primary_key=True)
    save: Mapped[str] = mapped_column(comment="public id of the save the words were begun on")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(comment="when it was last kept; lately: the person is in the clause")
    person: Mapped[Person] = relationship()
