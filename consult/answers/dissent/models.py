"""Minority notes: what those say who do not agree with a clause, in words everybody agreed to print."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Organisation, Person, new_public_id
from consult.database import Base
from consult.documents.models import Clause, Document


class MinorityNote(Base):
    """A short dissent on a clause. It is public once an officer agreed to its words, and stays with the clause."""

    __tablename__ = "minority_note"
    __table_args__ = (Index("ix_minority_note_clause", "document_id", "clause_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"))
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    agreed_at: Mapped[datetime | None] = mapped_column(
        comment="when an officer agreed to print it; then its words stand"
    )
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_back: Mapped[str | None] = mapped_column(Text, comment="why an officer did not agree yet")
    withdrawn_at: Mapped[datetime | None]
    document: Mapped[Document] = relationship()
    clause: Mapped[Clause] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    signatures: Mapped[list[NoteSignature]] = relationship(back_populates="note", order_by="NoteSignature.id")


class NoteSignature(Base):
    """Somebody who stands behind a minority note, as themselves or for an organisation."""

    __tablename__ = "note_signature"
    __table_args__ = (UniqueConstraint("note_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("minority_note.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime]
    note: Mapped[MinorityNote] = relationship(back_populates="signatures")
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
