"""Documents, their clauses and wordings, the saves of the working draft, and the published revisions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Organisation, Person, new_public_id
from consult.consultations.models import Consultation
from consult.core.scopes import Scope
from consult.database import Base, enum_column

__all__ = [
    "AskingAgain",
    "Clause",
    "ClauseChange",
    "Document",
    "DocumentKind",
    "DocumentTemplate",
    "DraftingInvitation",
    "DraftingMember",
    "Provenance",
    "Revision",
    "Save",
    "SaveCause",
    "Scope",
    "Wording",
]


class DocumentKind(StrEnum):
    """What sort of text it is."""

    AGENDA = "agenda"
    SPECIFICATION = "specification"
    OTHER = "other"


class SaveCause(StrEnum):
    """What brought a save about."""

    IMPORT = "import"
    EDIT = "edit"
    MERGE = "merge"
    RESTORE = "restore"


class Document(Base):
    """A text people work on. Its row is the lock that publishing takes and contributing shares."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    title: Mapped[str]
    kind: Mapped[DocumentKind] = mapped_column(enum_column(DocumentKind))
    head_save_id: Mapped[int | None] = mapped_column(
        ForeignKey("save.id", use_alter=True), comment="the newest save of the working draft"
    )
    newest_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id", use_alter=True))
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    counts_version: Mapped[int] = mapped_column(default=0, comment="raised by whatever changes a public number")
    created_at: Mapped[datetime]
    consultation: Mapped[Consultation] = relationship()
    newest_revision: Mapped[Revision | None] = relationship(foreign_keys=[newest_revision_id], post_update=True)
    head: Mapped[Save | None] = relationship(foreign_keys=[head_save_id], post_update=True)


class Clause(Base):
    """The smallest addressable piece: a key that never changes. Its words lie in saves."""

    __tablename__ = "clause"
    __table_args__ = (UniqueConstraint("document_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    key: Mapped[str]
    came_from_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"), comment="the clause it was split from")
    retired: Mapped[bool] = mapped_column(default=False, comment="stands in the newest save no longer")


class Wording(Base):
    """Words of a clause, stored once for each document. Redacting removes text, lookup and salt together."""

    __tablename__ = "wording"
    __table_args__ = (UniqueConstraint("document_id", "lookup"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    text: Mapped[str | None] = mapped_column(Text)
    lookup: Mapped[str | None] = mapped_column(comment="SHA-256 of the text")
    salt: Mapped[str | None]
    commitment: Mapped[str] = mapped_column(comment="SHA-256 of salt and text")
    redacted_at: Mapped[datetime | None]
    redacted_because: Mapped[str | None]


class Save(Base):
    """One immutable state of the working draft."""

    __tablename__ = "save"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("save.id"))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cause: Mapped[SaveCause] = mapped_column(enum_column(SaveCause))
    cause_reference: Mapped[str | None] = mapped_column(comment="the suggestion merged, the file imported")
    changed: Mapped[list[Any]] = mapped_column(comment="keys of clauses changed against the parent")
    order: Mapped[bytes] = mapped_column(
        LargeBinary,
        deferred=True,
        comment="compressed JSON: [[clause id, key, kind, level, marker, scope, scope reason, wording id]]",
    )
    unmeasured: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="outcomes in it that nobody says how to measure"
    )
    by: Mapped[Person | None] = relationship()


class Revision(Base):
    """A published state: numbered, never altered, chained to the one before."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("document_id", "number"), UniqueConstraint("document_id", "save_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int]
    save_id: Mapped[int] = mapped_column(ForeignKey("save.id"))
    summary: Mapped[str | None] = mapped_column(Text)
    summary_salt: Mapped[str | None]
    summary_commitment: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_public_id: Mapped[str | None] = mapped_column(comment="as it stands in the chain")
    editorial: Mapped[bool] = mapped_column(default=False, comment="changes no meaning anywhere")
    exception: Mapped[str | None] = mapped_column(Text, comment="why it went out over unanswered voices; public")
    exception_references: Mapped[list[Any]] = mapped_column(default=list, comment="the voices unanswered then")
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="clauses changed, placements, fates; fixed")
    previous_hash: Mapped[str | None]
    hash: Mapped[str]
    document: Mapped[Document] = relationship(foreign_keys=[document_id])
    save_: Mapped[Save] = relationship()
    by: Mapped[Person | None] = relationship()


class Provenance(Base):
    """Which save brought each run of words of a published save; reckoned when it is published, never altered."""

    __tablename__ = "provenance"

    save_id: Mapped[int] = mapped_column(ForeignKey("save.id"), primary_key=True)
    runs: Mapped[bytes] = mapped_column(
        LargeBinary, comment="compressed JSON: [[clause key, [[end, save id]]]], each run from where the last one ends"
    )


class ClauseChange(Base):
    """What a revision did to one clause; the history of a clause is the list of these."""

    __tablename__ = "clause_change"
    __table_args__ = (UniqueConstraint("revision_id", "clause_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), index=True)
    op: Mapped[str] = mapped_column(comment="added, reworded, moved, moved_reworded or removed")
    editorial: Mapped[bool]
    old_wording_id: Mapped[int | None] = mapped_column(ForeignKey("wording.id"))
    new_wording_id: Mapped[int | None] = mapped_column(ForeignKey("wording.id"))
    revision: Mapped[Revision] = relationship()
    clause: Mapped[Clause] = relationship()
    old_wording: Mapped[Wording | None] = relationship(foreign_keys=[old_wording_id])
    new_wording: Mapped[Wording | None] = relationship(foreign_keys=[new_wording_id])


class AskingAgain(Base):
    """Whether people are asked again about what changed after the closing, up to and with a revision, and the public
    reason. What is called a change of meaning only later asks once more."""

    __tablename__ = "asking_again"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    clauses: Mapped[list[Any]] = mapped_column(comment="ids of the clauses opened again; empty: nobody is asked")
    reason: Mapped[str] = mapped_column(Text, comment="shown in public")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person | None] = relationship()


class DraftingMember(Base):
    """Someone invited to draft a document; officers of the owner belong to the group anyway."""

    __tablename__ = "drafting_member"
    __table_args__ = (UniqueConstraint("document_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class DraftingInvitation(Base):
    """An invitation to draft a document, to one address or to the members of an organisation."""

    __tablename__ = "drafting_invitation"
    __table_args__ = (CheckConstraint("(email IS NULL) <> (organisation_id IS NULL)", name="one_guest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    email: Mapped[str | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    document: Mapped[Document] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    invited_by: Mapped[Person] = relationship(foreign_keys=[invited_by_id])


class DocumentTemplate(Base):
    """A text new documents of an organisation may start from."""

    __tablename__ = "document_template"
    __table_args__ = (UniqueConstraint("owner_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[str]
    kind: Mapped[DocumentKind] = mapped_column(enum_column(DocumentKind))
    markdown: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
