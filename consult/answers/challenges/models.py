"""Challenges: somebody thinks that a change is called the wrong thing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person, new_public_id
from consult.database import Base
from consult.documents.models import ClauseChange


class Challenge(Base):
    """One person's word that a change is called the wrong thing, with the reason, and the answer in public."""

    __tablename__ = "challenge"
    __table_args__ = (UniqueConstraint("change_id", "by_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    change_id: Mapped[int] = mapped_column(ForeignKey("clause_change.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    editorial: Mapped[bool] = mapped_column(comment="what it should be called instead")
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str | None] = mapped_column(Text, comment="the reason, in public")
    granted: Mapped[bool | None] = mapped_column(comment="whether the change is called what they asked for")
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    hidden_reason: Mapped[str | None] = mapped_column(Text, comment="why its words are not shown; public")
    change: Mapped[ClauseChange] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])

    @property
    def is_open(self) -> bool:
        """Say whether it waits for an answer."""
        return self.withdrawn_at is None and self.answered_at is None
