"""The first save and revision 1 of a document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.core.clauses import Clause as Words
from consult.core.errors import Refused
from consult.documents.models import Document, DocumentKind, SaveCause
from consult.documents.revisions import NewRevision, store_revision
from consult.documents.service import KeyedClause, add_document, fresh_keys, store_save
from consult.jobs.service import emit


def start_document(
    consultation: Consultation,
    title: str,
    kind: DocumentKind,
    clauses: Sequence[Words],
    *,
    by: Person | None,
    now: datetime,
    cause_reference: str | None = None,
) -> Document:
    """Add a document to a consultation with its first save and revision 1. Raises Refused for an empty text."""
    if not any(clause.text.strip() for clause in clauses):
        raise Refused("This text has no words. Write or upload the draft people are to read.", field="markdown")
    document = add_document(consultation, title, kind, now=now)
    keyed = [KeyedClause(key, words) for key, words in zip(fresh_keys(), clauses, strict=False)]
    save = store_save(document, keyed, SaveCause.IMPORT, by=by, now=now, cause_reference=cause_reference)
    store_revision(document, save, NewRevision(summary="The first draft."), by=by, now=now)
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
