"""Starting from an old text: its newest published words, with new keys and a link back."""

from __future__ import annotations

from datetime import datetime

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.core.errors import Refused
from consult.documents.models import Document, SaveCause
from consult.documents.queries import read_revision
from consult.documents.revisions import NewRevision, store_revision
from consult.documents.service import KeyedClause, add_document, fresh_keys, store_save


def copy_document(document: Document, to: Consultation, *, by: Person | None, now: datetime) -> Document:
    """Begin a document of `to` with this one's newest published words and scopes. Raises Refused without any."""
    if document.newest_revision is None:
        raise Refused(f"“{document.title}” has no published words to start from.")
    text = read_revision(document.newest_revision)
    twin = add_document(to, document.title, document.kind, now=now)
    twin.copied_from_id = document.id
    keyed = [
        KeyedClause(key, clause.words, clause.scope, clause.scope_reason)
        for key, clause in zip(fresh_keys(), text.clauses, strict=False)
    ]
    save = store_save(twin, keyed, SaveCause.IMPORT, by=by, now=now, cause_reference=document.slug)
    store_revision(twin, save, NewRevision(summary=f"Begun from “{document.title}”."), by=by, now=now)
    actor = by.public_id if by else None
    detail: dict[str, object] = {"copied_from": document.slug}
    record("document:copied", twin.slug, by=actor, now=now, chain=to.public_id, detail=detail)
    return twin
