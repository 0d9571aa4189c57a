"""Reading documents, saves and revisions."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager, joinedload, undefer

from consult.consultations.models import Consultation
from consult.core.clauses import Kind
from consult.core.errors import NOT_HERE, Missing
from consult.core.scopes import Scope
from consult.documents.models import Clause, ClauseChange, Document, DraftingMember, Revision, Save, Wording
from consult.documents.text import Text, TextClause
from consult.extensions import db

REDACTED = "words removed"
MOST_REVISIONS = 2**31 - 1
"""The largest number every database holds."""


# Statements asked in nearly every request are built once: building one costs as much as asking it.
_BY_SLUG = (
    select(Document)
    .where(Document.slug == bindparam("slug"))
    .options(joinedload(Document.consultation), joinedload(Document.newest_revision))
)
_DRAFTER = select(DraftingMember.id).where(
    DraftingMember.document_id == bindparam("document"), DraftingMember.person_id == bindparam("person")
)


def get_document(slug: str) -> Document:
    """Return a document with its consultation and newest revision. Raises Missing."""
    document = find_document(slug)
    if document is None:
        raise Missing(NOT_HERE)
    return document


def find_document(slug: str) -> Document | None:
    """Return a document with its consultation and newest revision, or None."""
    return db.session.scalars(_BY_SLUG, {"slug": slug}).one_or_none()


def list_documents(consultation_id: int) -> Sequence[Document]:
    """List a consultation's documents in order of making."""
    return db.session.scalars(
        select(Document)
        .where(Document.consultation_id == consultation_id)
        .options(joinedload(Document.newest_revision))
        .order_by(Document.id)
    ).all()


def get_revision(document: Document, number: int) -> Revision:
    """Return a revision of a document by its number. Raises Missing, also where no database could hold it."""
    found = select(Revision).where(Revision.document_id == document.id, Revision.number == min(number, MOST_REVISIONS))
    revision = db.session.scalars(found.options(joinedload(Revision.save_), joinedload(Revision.by))).one_or_none()
    if revision is None:
        raise Missing(f"There is no revision {number} of this document.")
    return revision


def list_revisions(document: Document) -> Sequence[Revision]:
    """List a document's revisions, oldest first."""
    return db.session.scalars(
        select(Revision)
        .where(Revision.document_id == document.id)
        .options(joinedload(Revision.by), joinedload(Revision.save_))
        .order_by(Revision.number)
    ).all()


def find_save(document: Document, public_id: str) -> Save | None:
    """Return a save of a document by its public id, or None."""
    return db.session.scalars(
        select(Save).where(Save.document_id == document.id, Save.public_id == public_id)
    ).one_or_none()


def read_save(save: Save) -> Text:
    """Read the text of a save: one query, or none when this process read it before."""
    return _read(save.public_id)


def read_revision(revision: Revision) -> Text:
    """Read the text of a revision: three queries, or none when this process read it before."""
    text = _published.get(revision.hash)
    if text is None:
        text = _published[revision.hash] = read_save(revision.save_)
    return text


_published: WeakValueDictionary[str, Text] = WeakValueDictionary()
"""Texts by the hash of their revision, for as long as `_read` keeps them."""


@lru_cache(maxsize=128)
def _read(public_id: str) -> Text:
    """Read a save by its public id. A save never changes, so its text may be kept for as long as there is room."""
    save = db.session.scalars(select(Save).where(Save.public_id == public_id).options(undefer(Save.order))).one()
    rows = json.loads(zlib.decompress(save.order))
    wordings = {
        wording.id: wording
        for wording in db.session.scalars(select(Wording).where(Wording.id.in_({row[7] for row in rows})))
    }
    return Text(save.id, public_id, tuple(_clause(row, wordings[row[7]]) for row in rows))


_forgetting: list[Callable[[], None]] = []
"""What else forgets with the texts: whatever was made from them."""


def when_forgotten(forget: Callable[[], None]) -> Callable[[], None]:
    """Let a function be called whenever the texts are forgotten."""
    _forgetting.append(forget)
    return forget


def forget_texts() -> None:
    """Forget the texts this process keeps: after a redaction, or to look at the database itself."""
    _read.cache_clear()
    _published.clear()
    for forget in _forgetting:
        forget()


def _clause(row: Sequence[Any], wording: Wording) -> TextClause:
    clause_id, key, kind, level, marker, scope, scope_reason, wording_id = row
    return TextClause(
        clause_id=clause_id,
        key=key,
        kind=Kind(kind),
        level=level,
        marker=marker,
        scope=Scope(scope),
        scope_reason=scope_reason,
        wording_id=wording_id,
        text=REDACTED if wording.text is None else wording.text,
        commitment=wording.commitment,
        redacted=wording.text is None,
    )


def list_clauses(document: Document) -> Sequence[Clause]:
    """List every clause a document ever had, oldest first."""
    return db.session.scalars(select(Clause).where(Clause.document_id == document.id).order_by(Clause.id)).all()


def find_clause(document: Document, key: str) -> Clause | None:
    """Return a clause of a document by its key, also one that has gone, or None."""
    return db.session.scalars(select(Clause).where(Clause.document_id == document.id, Clause.key == key)).one_or_none()


def get_clause(document: Document, key: str) -> Clause:
    """Return a clause of a document by its key, also one that has gone. Raises Missing."""
    clause = find_clause(document, key)
    if clause is None:
        raise Missing("There is no clause with this address in this document.")
    return clause


def list_changes(clause: Clause) -> Sequence[ClauseChange]:
    """List what revisions did to a clause, oldest first, with the words before and after."""
    return db.session.scalars(
        select(ClauseChange)
        .join(ClauseChange.revision)
        .where(ClauseChange.clause_id == clause.id)
        .options(
            contains_eager(ClauseChange.revision),
            joinedload(ClauseChange.old_wording),
            joinedload(ClauseChange.new_wording),
        )
        .order_by(Revision.number)
    ).all()


def is_drafter(document: Document, person_id: int) -> bool:
    """Say whether a person was invited to draft a document."""
    asked = {"document": document.id, "person": person_id}
    return db.session.connection().execute(_DRAFTER, asked).first() is not None


def drafts_anything(person_id: int) -> bool:
    """Say whether a person was invited to draft any document."""
    drafts = select(DraftingMember.id).where(DraftingMember.person_id == person_id).limit(1)
    return db.session.scalars(drafts).first() is not None


def drafts_in(consultation: Consultation, person_id: int) -> bool:
    """Say whether a person was invited to draft any document of a consultation."""
    found = (
        select(DraftingMember.id)
        .join(Document, Document.id == DraftingMember.document_id)
        .where(Document.consultation_id == consultation.id, DraftingMember.person_id == person_id)
    )
    return db.session.scalars(found).first() is not None
