"""The first save and revision 1 of a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.core.clauses import Clause as Words
from consult.core.errors import Refused
from consult.core.scopes import Scope
from consult.documents.models import Document, DocumentKind, SaveCause
from consult.documents.revisions import NewRevision, store_revision
from consult.documents.service import KeyedClause, add_document, fresh_keys, store_save
from consult.jobs.service import emit


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What is known about a document before it begins, where it is known.

    slug: its address. scopes: what cannot change, and why, by the place of the clause among the clauses.
    """

    summary: str = "The first draft."
    slug: str | None = None
    scopes: Mapping[int, tuple[Scope, str]] = field(default_factory=dict)


def start_document(
    consultation: Consultation,
    title: str,
    kind: DocumentKind,
    clauses: Sequence[Words],
    *,
    by: Person | None,
    now: datetime,
    cause_reference: str | None = None,
    beginning: Beginning | None = None,
) -> Document:
    """Add a document to a consultation with its first save and revision 1. Raises Refused for an empty text."""
    if not any(clause.text.strip() for clause in clauses):
        raise Refused("This text has no words. Write or upload the draft people are to read.", field="markdown")
    beginning = beginning or Beginning()
    document = add_document(consultation, title, kind, now=now, slug=beginning.slug)
    open_to_change = (Scope.OPEN, "")
    keyed = [
        KeyedClause(key, words, *beginning.scopes.get(place, open_to_change))
        for place, (key, words) in enumerate(zip(fresh_keys(), clauses, strict=False))
    ]
    save = store_save(document, keyed, SaveCause.IMPORT, by=by, now=now, cause_reference=cause_reference)
    store_revision(document, save, NewRevision(summary=beginning.summary), by=by, now=now)
    actor = by.public_id if by else None
    record(
        "document:created",
        document.slug,
        by=actor,
        now=now,
        chain=consultation.public_id,
        detail={"title": title},
    )
    emit("revision:published", document.slug, now=now, number=1)
    return document
