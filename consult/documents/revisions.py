"""Storing revisions, and proving that nobody altered one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from consult.accounts.models import Person
from consult.core.chain import ClauseLink, commitment, revision_link
from consult.documents.models import Clause, ClauseChange, Document, Revision, Save
from consult.documents.provenance import store_provenance
from consult.documents.queries import read_save
from consult.documents.text import Text
from consult.extensions import db


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a revision did to one clause; `op` as in `core.compare`."""

    key: str
    op: str
    editorial: bool
    old_wording_id: int | None
    new_wording_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRevision:
    """All that goes into a revision besides its save."""

    summary: str
    changes: Sequence[Change] = ()
    editorial: bool = False
    exception: str | None = None
    exception_references: Sequence[str] = ()
    counts: dict[str, Any] = field(default_factory=dict)


def store_revision(document: Document, save: Save, new: NewRevision, *, by: Person | None, now: datetime) -> Revision:
    """Store the next revision of a document, chained to the one before, and make it the newest."""
    previous = document.newest_revision
    salt = secrets.token_hex(16)
    revision = Revision(
        document_id=document.id,
        number=previous.number + 1 if previous else 1,
        save_id=save.id,
        summary=new.summary,
        summary_salt=salt,
        summary_commitment=commitment(salt, new.summary),
        at=now,
        by_id=by.id if by else None,
        by_public_id=by.public_id if by else None,
        editorial=new.editorial,
        exception=new.exception,
        exception_references=list(new.exception_references),
        counts=new.counts,
        previous_hash=previous.hash if previous else None,
    )
    revision.save_, revision.by = save, by
    revision.hash = link_of(document, revision, read_save(save))
    db.session.add(revision)
    db.session.flush()
    _store_changes(document, revision, new.changes)
    store_provenance(document, save)
    document.newest_revision, document.newest_revision_id = revision, revision.id
    document.counts_version += 1
    db.session.flush()
    return revision


def _store_changes(document: Document, revision: Revision, changes: Sequence[Change]) -> None:
    rows = db.session.execute(select(Clause.key, Clause.id).where(Clause.document_id == document.id))
    ids = {row.key: row.id for row in rows}
    db.session.add_all(
        ClauseChange(
            revision_id=revision.id,
            clause_id=ids[change.key],
            op=change.op,
            editorial=change.editorial,
            old_wording_id=change.old_wording_id,
            new_wording_id=change.new_wording_id,
        )
        for change in changes
    )


def link_of(document: Document, revision: Revision, text: Text) -> str:
    """Return the hash a revision must have, from what is stored."""
    clauses: list[ClauseLink] = [
        (clause.key, clause.kind.value, clause.level, clause.marker, clause.scope.value, clause.commitment)
        for clause in text.clauses
    ]
    return revision_link(
        document=document.slug,
        number=revision.number,
        summary=revision.summary_commitment,
        at=revision.at,
        by=revision.by_public_id,
        clauses=clauses,
        previous=revision.previous_hash,
    )
