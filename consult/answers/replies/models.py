"""What authors say to the answer they got: once, signed in or by a link that needs no sign-in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person, new_public_id
from consult.answers.models import FateEntry
from consult.contributions.models import Contribution
from consult.database import Base, enum_column


class Way(StrEnum):
    """How a reply reached us."""

    MAIL = "mail"
    LETTER = "letter"
    PAGE = "page"


class ReplyLink(Base):
    """A link, or a code in a letter, with which an author says once what they think of their answer.

    Only a keyed hash of its secret is kept, so that the database alone opens nothing.
    """

    __tablename__ = "reply_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    fate_entry_id: Mapped[int] = mapped_column(ForeignKey("fate_entry.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    way: Mapped[Way] = mapped_column(enum_column(Way))
    at: Mapped[datetime] = mapped_column(comment="of the notice; the 28 days count from here")
    expires_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="who printed it for a letter")
    fate_entry: Mapped[FateEntry] = relationship()


class AuthorReply(Base):
    """An author's one word on a published answer: "that is what I meant", or "not what I meant"."""

    __tablename__ = "author_reply"
    __table_args__ = (Index("ix_author_reply_open", "contribution_id", "agrees", "answered_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    fate_entry_id: Mapped[int] = mapped_column(ForeignKey("fate_entry.id"), unique=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    agrees: Mapped[bool] = mapped_column(comment="whether it is what they meant; else the answer is disputed")
    words: Mapped[str] = mapped_column(Text, default="", comment="theirs, optional, public")
    way: Mapped[Way] = mapped_column(enum_column(Way))
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(comment="when the dispute was answered again")
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    hidden_reason: Mapped[str | None] = mapped_column(Text, comment="why its words are not shown; public")
    fate_entry: Mapped[FateEntry] = relationship()
    contribution: Mapped[Contribution] = relationship()
    hidden_by: Mapped[Person | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Say whether it disputes an answer and nobody answered again."""
        return not self.agrees and self.answered_at is None
