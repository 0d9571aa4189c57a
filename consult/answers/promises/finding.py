"""Sentences that read like promises and are none yet: in the newest revision, and in the answers people were given."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from consult.answers.models import FateEntry
from consult.answers.promises.models import NoPromise, Promise
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Status
from consult.core.kinds import Kind
from consult.core.promising import Promising, Sign, find_promises
from consult.core.quotes import Nearest, find_quote
from consult.core.stages import Stage
from consult.documents.models import Document, Revision
from consult.documents.queries import read_revision, when_forgotten
from consult.documents.text import Text
from consult.extensions import db
from consult.infra.keeping import Kept

MOST_ANSWERS = 200
"""Different answers looked through, newest first; one given to many in the same words is one."""
SILENT = (Kind.HEADING, Kind.CODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A sentence that may be a promise, and where it stands: in a clause of the newest revision, or in an answer.

    `found` names it: the same words in the same document are the same sentence. `others`: how many more people were
    given the same answer.
    """

    found: str
    document: Document
    words: str
    sign: Sign
    revision_id: int | None = None
    clause_id: int | None = None
    key: str = ""
    code: str = ""
    start: int | None = None
    end: int | None = None
    fate_entry_id: int | None = None
    reference: str = ""
    others: int = 0


_in_revisions: Kept[tuple[tuple[int, str, str, Promising], ...]] = Kept(64)
when_forgotten(_in_revisions.clear)


def list_sources(consultation: Consultation) -> list[Source]:
    """List what reads like a promise on all documents of a consultation and is not settled: five queries.

    Plain ones first, then in order of reading; answers after the text.
    """
    documents = db.session.scalars(
        select(Document)
        .where(Document.consultation_id == consultation.id)
        .options(joinedload(Document.newest_revision))
        .order_by(Document.id)
    ).all()
    ids = [one.id for one in documents]
    settled = _settled(ids)
    seen: set[tuple[int, str]] = set()
    found: list[Source] = []
    for one in (*_of_texts(documents), *_of_answers(documents)):
        name = (one.document.id, one.found)
        if name not in settled and name not in seen:
            seen.add(name)
            found.append(one)
    return sorted(found, key=lambda one: one.sign is not Sign.PLAIN)


def find_source(document: Document, found: str) -> Source | None:
    """Return the sentence of a document with a name, whether or not it is a promise by now, or None."""
    both = (*_of_texts([document]), *_of_answers([document]))
    return next((one for one in both if one.found == found), None)


def place_quote(document: Document, quote: str) -> Source | None:
    """Return where quoted words stand in the newest revision, as a source without a name, or None."""
    revision = document.newest_revision
    if revision is None:
        return None
    text = read_revision(revision)
    at = find_quote([clause.text for clause in text.clauses], quote)
    if isinstance(at, Nearest):
        return None
    clause = text.clauses[at.index]
    return Source(
        found="",
        document=document,
        words=quote,
        sign=Sign.PLAIN,
        revision_id=revision.id,
        clause_id=clause.clause_id,
        key=clause.key,
        code=text.code(clause.key),
        start=at.start,
        end=at.end,
    )


def name_of(words: str) -> str:
    """Name a sentence by its words."""
    return sha256(" ".join(words.split()).casefold().encode()).hexdigest()


def _settled(documents: Collection[int]) -> set[tuple[int, str]]:
    promised = select(Promise.document_id, Promise.found).where(
        Promise.document_id.in_(documents), Promise.found.is_not(None)
    )
    aside = select(NoPromise.document_id, NoPromise.found).where(NoPromise.document_id.in_(documents))
    return {(row[0], row[1] or "") for rows in (promised, aside) for row in db.session.execute(rows)}


def _of_texts(documents: Sequence[Document]) -> Iterator[Source]:
    for document in documents:
        revision = document.newest_revision
        if revision is None:
            continue
        text = read_revision(revision)
        for clause_id, key, code, one in _in_revision(revision, text):
            yield Source(
                found=name_of(one.words),
                document=document,
                words=one.words,
                sign=one.sign,
                revision_id=revision.id,
                clause_id=clause_id,
                key=key,
                code=code,
                start=one.start,
                end=one.end,
            )


def _in_revision(revision: Revision, text: Text) -> tuple[tuple[int, str, str, Promising], ...]:
    def look() -> tuple[tuple[int, str, str, Promising], ...]:
        return tuple(
            (clause.clause_id, clause.key, code, one)
            for clause, code in zip(text.clauses, text.codes, strict=True)
            if clause.kind not in SILENT
            for one in find_promises(clause.text)
        )

    return _in_revisions.get(revision.hash, "", look)


def _of_answers(documents: Sequence[Document]) -> Iterator[Source]:
    by_id = {one.id: one for one in documents}
    for row in db.session.execute(_answers(by_id)):
        for one in find_promises(row.reason):
            yield Source(
                found=name_of(one.words),
                document=by_id[row.document_id],
                words=one.words,
                sign=one.sign,
                fate_entry_id=row.entry,
                reference=row.reference,
                others=row.many - 1,
            )


def _answers(documents: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Select the answers that stand, in public, and hold a word promises are made with; each with whom it was given."""
    newer, first = aliased(FateEntry), aliased(Contribution)
    words = [
        FateEntry.reason.ilike(f"%{word}%") for word in ("will", "shall", "’ll", "'ll", "promise", "commit", "going to")
    ]
    superseded = (
        select(newer.id)
        .where(newer.contribution_id == FateEntry.contribution_id, newer.published_at.is_not(None))
        .where(newer.id > FateEntry.id)
        .exists()
    )
    given = (
        select(
            Contribution.document_id,
            FateEntry.reason,
            func.min(FateEntry.id).label("entry"),
            func.min(Contribution.id).label("contribution"),
            func.count().label("many"),
        )
        .join(FateEntry.contribution)
        .where(
            Contribution.document_id.in_(documents),
            Contribution.status == Status.PUBLISHED,
            Contribution.made_in != Stage.DRAFTING,
            FateEntry.published_at.is_not(None),
            or_(*words),
            ~superseded,
        )
        .group_by(Contribution.document_id, FateEntry.reason)
        .order_by(func.max(FateEntry.id).desc())
        .limit(MOST_ANSWERS)
        .subquery()
    )
    return (
        select(given.c.document_id, given.c.reason, first.reference, given.c.entry, given.c.many)
        .join(first, first.id == given.c.contribution)
        .order_by(given.c.entry.desc())
    )
