"""Give fates: drafted privately, published in bulk, with a revision or between two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from consult.accounts.models import Person
from consult.answers.checking import check_fate, check_fates, find_answerable
from consult.answers.given import Answer, GivenFate, Pointed
from consult.answers.models import DraftWords, FateEntry, Incorporation
from consult.answers.queries import fates_of, list_drafts
from consult.answers.step import Step, draft_step
from consult.audit.service import record
from consult.contributions.models import Contribution
from consult.contributions.service import lock
from consult.core.errors import Refused
from consult.documents.counting import raise_counts_version
from consult.documents.models import Clause, Document, Revision
from consult.extensions import db
from consult.jobs.service import emit

__all__ = ["Answer", "GivenFate", "Pointed", "draft_fate", "drop_draft", "publish_fates", "store_answers"]


def draft_fate(document: Document, given: GivenFate, *, by: Person | None, now: datetime) -> FateEntry:
    """Draft a fate privately, in place of any drafted before; seen by officers until it is published.

    Words pointed at must stand in a clause the working draft changes; publishing checks them again. Raises Refused.
    """
    document = lock(document)
    (contribution,) = find_answerable(document, [given.reference]).values()
    step = draft_step(document)
    check_fate(contribution, given, step)
    drop_draft(contribution)
    entry = FateEntry(
        contribution_id=contribution.id,
        fate=given.fate,
        reason=given.reason.strip(),
        by_id=by.id if by else None,
        at=now,
        published_at=None,
    )
    pointed = [
        DraftWords(clause_key=one.clause, start=one.start, end=one.end, exact=_exact(step, one)) for one in given.words
    ]
    entry.words = [*pointed, *(DraftWords(clause_key=key, start=None, end=None) for key in given.removed)]
    db.session.add(entry)
    db.session.flush()
    return entry


def _exact(step: Step, pointed: Pointed) -> str:
    clause = step.new.find(pointed.clause)
    return clause.text[pointed.start : pointed.end] if clause else ""


def drop_draft(contribution: Contribution) -> None:
    """Forget what was drafted for a contribution and not published."""
    drafts = select(FateEntry.id).where(FateEntry.contribution_id == contribution.id, FateEntry.published_at.is_(None))
    ids = list(db.session.scalars(drafts))
    if ids:
        _forget(ids)


def _forget(entry_ids: Sequence[int]) -> None:
    for at in range(0, len(entry_ids), 500):
        some = entry_ids[at : at + 500]
        db.session.execute(delete(DraftWords).where(DraftWords.fate_entry_id.in_(some)))
        db.session.execute(delete(FateEntry).where(FateEntry.id.in_(some)))


def publish_fates(
    document: Document, fates: Sequence[GivenFate], *, by: Person | None, now: datetime
) -> list[FateEntry]:
    """Publish fates between two revisions, all but those that belong to one; return them in the order given.

    Raises Refused.
    """
    if not fates:
        raise Refused("Give at least one fate.", field="fates")
    document = lock(document)
    answers = check_fates(document, fates, None)
    store_answers(document, answers, None, by=by, now=now)
    raise_counts_version(document)
    record(
        "fates:published",
        document.slug,
        by=by.public_id if by else None,
        now=now,
        chain=document.consultation.public_id,
        detail={"fates": {answer.contribution.reference: answer.fate.value for answer in answers}},
    )
    db.session.flush()
    newest = fates_of([answer.contribution.id for answer in answers])
    return [newest[answer.contribution.id][-1] for answer in answers]


def store_answers(
    document: Document,
    answers: Sequence[Answer],
    revision: Revision | None,
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Store published fates and the words they caused; drafts of the same contributions go.

    Those between two revisions have an event each; the event of a revision stands for all it brings.
    """
    answered = {answer.contribution.id for answer in answers}
    _forget([draft.id for draft in list_drafts(document) if draft.contribution_id in answered])
    rows = []
    for answer in answers:
        answer.contribution.fate, answer.contribution.frozen = answer.fate, True
        rows.append(
            {
                "contribution_id": answer.contribution.id,
                "fate": answer.fate,
                "reason": answer.reason,
                "by_id": _author(answer, by),
                "at": now,
                "published_at": now,
                "revision_id": revision.id if revision else None,
            }
        )
        if revision is None:
            _tell(document, answer, now)
    db.session.flush()
    if rows:
        db.session.execute(insert(FateEntry), rows)
    if revision is not None:
        _store_caused(document, answers, revision, by)


def _author(answer: Answer, by: Person | None) -> int | None:
    return None if answer.by_itself or by is None else by.id


def _tell(document: Document, answer: Answer, now: datetime) -> None:
    reference, fate = answer.contribution.reference, answer.fate.value
    emit("fate:published", reference, now=now, document=document.slug, fate=fate, revision=None)


def _store_caused(document: Document, answers: Sequence[Answer], revision: Revision, by: Person | None) -> None:
    """Store the words contributions brought about in a revision."""
    clause_ids = _clause_ids(document, answers)
    rows = [
        {
            "contribution_id": answer.contribution.id,
            "revision_id": revision.id,
            "clause_id": clause_ids[caused.key],
            "start": caused.start,
            "end": caused.end,
            "how": caused.how,
            "before": caused.before,
            "by_id": _author(answer, by),
        }
        for answer in answers
        for caused in answer.caused
    ]
    if rows:
        db.session.execute(insert(Incorporation), rows)


def _clause_ids(document: Document, answers: Sequence[Answer]) -> dict[str, int]:
    if not any(answer.caused for answer in answers):
        return {}
    rows = db.session.execute(select(Clause.key, Clause.id).where(Clause.document_id == document.id))
    return {row.key: row.id for row in rows}
