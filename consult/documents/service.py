"""Storing clauses, wordings, saves and revisions. Only `drafting` decides when; nothing here checks a stage."""

from __future__ import annotations

import hashlib
import json
import secrets
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import Person
from consult.consultations.models import Consultation
from consult.core.chain import commitment
from consult.core.clauses import Clause as Words
from consult.core.naming import slugify
from consult.core.outcomes import unmeasured
from consult.core.scopes import Scope
from consult.documents.models import Clause, Document, DocumentKind, Save, SaveCause, Wording
from consult.extensions import db

KEY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters of clause keys: none that look alike."""


@dataclass(frozen=True, slots=True)
class KeyedClause:
    """A clause about to be saved: its key, where the key came from, its words and its scope."""

    key: str
    words: Words
    scope: Scope = Scope.OPEN
    scope_reason: str = ""
    came_from: str | None = None


def fresh_keys() -> Iterator[str]:
    """Yield new clause keys without end, none twice; a letter first, six characters."""
    given: set[str] = set()
    while True:
        key = secrets.choice(KEY_LETTERS[:23]) + "".join(secrets.choice(KEY_LETTERS) for _ in range(5))
        if key not in given:
            given.add(key)
            yield key


def add_document(
    consultation: Consultation, title: str, kind: DocumentKind, *, now: datetime, slug: str | None = None
) -> Document:
    """Add an empty document to a consultation; its address comes from `slug`, else from its title."""
    stem = slugify(slug or title)
    taken = set(db.session.scalars(select(Document.slug).where(Document.slug.startswith(stem, autoescape=True))))
    document = Document(
        slug=slugify(slug or title, taken), consultation_id=consultation.id, title=title, kind=kind, created_at=now
    )
    document.consultation = consultation
    db.session.add(document)
    db.session.flush()
    return document


def store_save(
    document: Document,
    clauses: Sequence[KeyedClause],
    cause: SaveCause,
    *,
    by: Person | None,
    now: datetime,
    cause_reference: str | None = None,
) -> Save:
    """Store one state of the working draft and make it the head."""
    known = {
        clause.key: clause for clause in db.session.scalars(select(Clause).where(Clause.document_id == document.id))
    }
    _add_clauses(document, clauses, known)
    wordings = _wordings(document, [clause.words.text for clause in clauses])
    order = [
        [
            known[clause.key].id,
            clause.key,
            clause.words.kind.value,
            clause.words.level,
            clause.words.marker,
            clause.scope.value,
            clause.scope_reason,
            wordings[clause.words.text].id,
        ]
        for clause in clauses
    ]
    save = Save(
        document_id=document.id,
        parent_id=document.head_save_id,
        at=now,
        by_id=by.id if by else None,
        cause=cause,
        cause_reference=cause_reference,
        changed=_changed(document, order),
        unmeasured=len(unmeasured([clause.words for clause in clauses])),
        order=zlib.compress(json.dumps(order, ensure_ascii=False, separators=(",", ":")).encode()),
    )
    db.session.add(save)
    db.session.flush()
    document.head = save
    document.head_save_id = save.id
    db.session.flush()
    return save


def _add_clauses(document: Document, clauses: Sequence[KeyedClause], known: dict[str, Clause]) -> None:
    """Add clauses with new keys, and note which keys stand in the newest save."""
    for clause in clauses:
        if clause.key not in known:
            known[clause.key] = Clause(document_id=document.id, key=clause.key, retired=False)
            db.session.add(known[clause.key])
    db.session.flush()
    standing = {clause.key for clause in clauses}
    for clause in clauses:
        row = known[clause.key]
        if clause.came_from is not None and row.came_from_id is None and clause.came_from != clause.key:
            row.came_from_id = known[clause.came_from].id
    for key, row in known.items():
        if row.retired != (key not in standing):
            row.retired = key not in standing


def _wordings(document: Document, texts: Sequence[str]) -> dict[str, Wording]:
    """Return a stored wording for each text, storing what is new."""
    lookups = {hashlib.sha256(text.encode()).hexdigest(): text for text in texts}
    found = {
        wording.lookup: wording
        for wording in db.session.scalars(
            select(Wording).where(Wording.document_id == document.id, Wording.lookup.in_(lookups))
        )
    }
    for lookup, text in lookups.items():
        if lookup not in found:
            salt = secrets.token_hex(16)
            found[lookup] = Wording(
                document_id=document.id,
                text=text,
                lookup=lookup,
                salt=salt,
                commitment=commitment(salt, text),
            )
            db.session.add(found[lookup])
    db.session.flush()
    return {text: found[lookup] for lookup, text in lookups.items()}


def _changed(document: Document, order: Sequence[Sequence[object]]) -> list[object]:
    """List the keys whose row differs from the parent save's."""
    parent = document.head
    if parent is None:
        return [row[1] for row in order]
    before = {row[1]: row for row in json.loads(zlib.decompress(parent.order))}
    now_keys = {row[1] for row in order}
    return [row[1] for row in order if before.get(row[1]) != row] + [key for key in before if key not in now_keys]
