"""Gather the published texts of a consultation: revisions with what their links are made of, and what each changed."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload, undefer

from consult.core.clauses import Kind
from consult.core.scopes import Scope
from consult.documents.classing import is_editorial
from consult.documents.models import Clause, ClauseChange, Document, Revision, Save, Wording
from consult.documents.queries import REDACTED
from consult.documents.text import Text, TextClause
from consult.exchange.recording.facts import Fact, PublishedText, RecordedDocument, when
from consult.extensions import db

Words = Mapping[int, Row[*tuple[Any, ...]]]


@dataclass(slots=True)
class Texts:
    """All documents, and their texts by the id and number of a revision, so that places can be named."""

    documents: list[RecordedDocument] = field(default_factory=list)
    by_revision: dict[int, Text] = field(default_factory=dict)
    newest: dict[str, Text] = field(default_factory=dict)
    """By document."""

    def code(self, revision_id: int | None, key: str) -> str:
        """Return the code of a clause in a revision, or nothing where it does not stand there."""
        text = self.by_revision.get(revision_id or 0)
        return text.code(key) if text is not None and key in text.positions else ""

    def code_now(self, document: str, key: str) -> str:
        """Return the code of a clause in the newest revision of a document, or nothing."""
        text = self.newest.get(document)
        return text.code(key) if text is not None and key in text.positions else ""

    def is_removed(self, revision_id: int | None, key: str) -> bool:
        """Say whether the words of a clause were removed from a revision."""
        text = self.by_revision.get(revision_id or 0)
        clause = text.find(key) if text is not None else None
        return clause is not None and clause.redacted


def list_texts(consultation_id: int) -> Texts:
    """Read every revision of every document: four queries."""
    documents = db.session.scalars(
        select(Document).where(Document.consultation_id == consultation_id).order_by(Document.id)
    ).all()
    revisions = db.session.scalars(
        select(Revision)
        .join(Document, Document.id == Revision.document_id)
        .where(Document.consultation_id == consultation_id)
        .options(joinedload(Revision.by), joinedload(Revision.save_).options(undefer(Save.order)))
        .order_by(Revision.document_id, Revision.number)
    ).all()
    orders = {one.id: json.loads(zlib.decompress(one.save_.order)) for one in revisions}
    words = _words(consultation_id, {row[7] for order in orders.values() for row in order})
    changes = _changes(consultation_id)
    found = Texts()
    for document in documents:
        published = []
        for revision in (one for one in revisions if one.document_id == document.id):
            text = Text(revision.save_id, "", tuple(_clause(row, words) for row in orders[revision.id]))
            found.by_revision[revision.id] = found.newest[document.slug] = text
            published.append(_published(document, revision, text, words))
        found.documents.append(
            RecordedDocument(document.slug, document.title, document.kind.value, published, changes[document.id])
        )
    return found


def _words(consultation_id: int, used: set[int]) -> Words:
    """Read wordings as columns, and keep those a revision uses: not what was only drafted."""
    columns = (Wording.id, Wording.text, Wording.salt, Wording.commitment)
    rows = db.session.execute(
        select(*columns, Wording.redacted_at, Wording.redacted_because)
        .join(Document, Document.id == Wording.document_id)
        .where(Document.consultation_id == consultation_id)
        .execution_options(yield_per=1_000)
    )
    return {row.id: row for row in rows if row.id in used}


def _clause(row: Sequence[Any], words: Words) -> TextClause:
    clause_id, key, kind, level, marker, scope, scope_reason, wording_id = row
    wording = words[wording_id]
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


def _published(document: Document, revision: Revision, text: Text, words: Words) -> PublishedText:
    facts: Fact = {
        "document": document.slug,
        "number": revision.number,
        "summary": revision.summary,
        "summary_salt": revision.summary_salt,
        "summary_commitment": revision.summary_commitment,
        "at": when(revision.at),
        "by": revision.by_public_id,
        "published_by": revision.by.name if revision.by else "",
        "editorial": revision.editorial,
        "exception": revision.exception,
        "unanswered_then": list(revision.exception_references) if revision.exception else [],
        "previous": revision.previous_hash,
        "hash": revision.hash,
    }
    ids = {clause.wording_id for clause in text.clauses}
    removed = {
        number: {"at": when(words[number].redacted_at), "reason": words[number].redacted_because}
        for number in ids
        if words[number].text is None
    }
    return PublishedText(facts, text, {number: words[number].salt for number in ids}, removed)


def _changes(consultation_id: int) -> Mapping[int, list[Fact]]:
    """Read what each revision did to which clause, as it is called now."""
    rows = db.session.execute(
        select(Revision.document_id, Revision.number, Clause.key, ClauseChange.op, is_editorial().label("editorial"))
        .select_from(ClauseChange)
        .join(Revision, Revision.id == ClauseChange.revision_id)
        .join(Clause, Clause.id == ClauseChange.clause_id)
        .join(Document, Document.id == Revision.document_id)
        .where(Document.consultation_id == consultation_id)
        .order_by(Revision.document_id, Revision.number, ClauseChange.id)
    )
    found: dict[int, list[Fact]] = defaultdict(list)
    for row in rows:
        change = {"revision": row.number, "clause": row.key, "what": row.op, "editorial": bool(row.editorial)}
        found[row.document_id].append(change)
    return found
