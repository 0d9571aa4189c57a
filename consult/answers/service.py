"""Give fates: drafted privately, published in bulk, with a revision or between two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from consult.accounts.models import Person
from consult.answers.checking import check_fate, check_fates, find_answerable
from consult.answers.desk.models import Ended
from consult.answers.desk.second_pair import require_approved
from consult.answers.given import Answer, GivenFate, Pointed, Read
from consult.answers.history import end_drafts, next_versions, require_newest, require_read, require_seen
from consult.answers.models import DraftWords, FateEntry, Incorporation
from consult.answers.queries import fates_of, find_draft, list_drafts
from consult.answers.replies.disputes import close_disputes
from consult.answers.step import Step, draft_step
from consult.audit.service import record
from consult.contributions.models import Contribution
from consult.contributions.service import lock
from consult.core.errors import Refused
from consult.documents.counting import raise_counts_version
from consult.documents.models import Clause, Document, Revision
from consult.extensions import db
from consult.infra.parts import in_parts
from consult.jobs.service import emit_all

__all__ = ["Answer", "GivenFate", "Pointed", "Read", "draft_fate", "drop_draft", "publish_fates", "store_answers"]


def draft_fate(
    document: Document, given: GivenFate, *, by: Person | None, now: datetime, seen: int | None = None
) -> FateEntry:
    """Draft a fate privately, in place of any drafted before; seen by officers until it is published.

    Words pointed at must stand in a clause the working draft changes; publishing checks them again. Raises Refused,
    and Conflict where the draft there is not the version that was `seen` (0: none; None: whatever there is).
    """
    document = lock(document)
    (contribution,) = find_answerable(document, [given.reference]).values()
    if seen is not None:
        require_seen([contribution], {given.reference: seen})
    step = draft_step(document)
    check_fate(contribution, given, step)
    drop_draft(contribution, by=by, now=now, how=Ended.REPLACED)
    entry = FateEntry(
        contribution_id=contribution.id,
        fate=given.fate,
        reason=given.reason.strip(),
        by_id=by.id if by else None,
        at=now,
        published_at=None,
        version=next_versions([contribution.id]).get(contribution.id, 1),
        library_text_id=given.library_text,
    )
    pointed = [
        DraftWords(clause_key=one.clause, start=one.start, end=one.end, exact=exact_words(step, one))
        for one in given.words
    ]
    entry.words = [*pointed, *(DraftWords(clause_key=key, start=None, end=None) for key in given.removed)]
    db.session.add(entry)
    db.session.flush()
    return entry


def exact_words(step: Step, pointed: Pointed) -> str:
    """Return the words of the new text that are pointed at."""
    clause = step.new.find(pointed.clause)
    return clause.text[pointed.start : pointed.end] if clause else ""


def drop_draft(
    contribution: Contribution, *, by: Person | None, now: datetime, how: Ended = Ended.DROPPED, seen: int | None = None
) -> None:
    """Take a draft back that was not published; its words stay in the officers' history. Raises Conflict as above."""
    if seen is not None:
        require_seen([contribution], {contribution.reference: seen})
    draft = find_draft(contribution)
    if draft is not None:
        end_drafts([draft], how, by=by, now=now)


def publish_fates(
    document: Document,
    fates: Sequence[GivenFate],
    *,
    by: Person | None,
    now: datetime,
    seen: Mapping[str, int] | None = None,
    answered: Mapping[str, int] | None = None,
    read: Mapping[str, Read] | None = None,
) -> list[FateEntry]:
    """Publish fates between two revisions, all but those that belong to one; return them in the order given.

    Raises Refused, and Conflict where a draft is not the one that was `seen`, an answer was published since the newest
    one that was looked at (`answered`: its id, 0 for none), or a second officer has to approve. `read` is what a
    program says of both for each; one that says nothing of some goes over nobody else's there (`require_read`).
    """
    answers = publish_answers(document, fates, by=by, now=now, seen=seen, answered=answered, read=read)
    newest = fates_of([answer.contribution.id for answer in answers])
    return [newest[answer.contribution.id][-1] for answer in answers]


def publish_answers(
    document: Document,
    fates: Sequence[GivenFate],
    *,
    by: Person | None,
    now: datetime,
    seen: Mapping[str, int] | None = None,
    answered: Mapping[str, int] | None = None,
    read: Mapping[str, Read] | None = None,
    bulk_id: int | None = None,
) -> list[Answer]:
    """Publish as `publish_fates` does; those of one bulk publication are told of together, by its own event."""
    if not fates:
        raise Refused("Give at least one fate.", field="fates")
    document = lock(document)
    answers = check_fates(document, fates, None)
    require_approved(document, answers, None)
    require_seen([answer.contribution for answer in answers], seen or {})
    require_newest([answer.contribution for answer in answers], answered or {})
    if read is not None:
        require_read(answers, read, by)
    store_answers(document, answers, None, by=by, now=now, bulk_id=bulk_id)
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
    return answers


def store_answers(
    document: Document,
    answers: Sequence[Answer],
    revision: Revision | None,
    *,
    by: Person | None,
    now: datetime,
    bulk_id: int | None = None,
) -> None:
    """Store published fates and the words they caused; drafts of the same contributions end, disputes are answered.

    Those between two revisions have an event each; the event of a revision, or of a bulk publication, stands for all
    it brings.
    """
    answered = {answer.contribution.id for answer in answers}
    drafts = [draft for draft in list_drafts(document) if draft.contribution_id in answered]
    end_drafts(drafts, Ended.PUBLISHED, by=by, now=now)
    _mark_answered(answers)
    rows = []
    for answer in answers:
        rows.append(
            {
                "contribution_id": answer.contribution.id,
                "fate": answer.fate,
                "reason": answer.reason,
                "by_id": _author(answer, by),
                "at": now,
                "published_at": now,
                "revision_id": revision.id if revision else None,
                "library_text_id": answer.library_text,
                "bulk_id": bulk_id,
            }
        )
    db.session.flush()
    if rows:
        db.session.execute(insert(FateEntry), rows)
    close_disputes(answers, now)
    if revision is not None:
        _store_caused(document, answers, revision, by)
    elif bulk_id is None:
        _tell(document, answers, now)


def _mark_answered(answers: Sequence[Answer]) -> None:
    """Give contributions their newest fate: one statement for each fate and thousand, however they stood before."""
    for fate in {answer.fate for answer in answers}:
        for ids in in_parts([answer.contribution.id for answer in answers if answer.fate is fate]):
            db.session.execute(update(Contribution).where(Contribution.id.in_(ids)).values(fate=fate, frozen=True))


def _author(answer: Answer, by: Person | None) -> int | None:
    return None if answer.by_itself or by is None else by.id


def _tell(document: Document, answers: Sequence[Answer], now: datetime) -> None:
    emit_all(
        "fate:published",
        {
            answer.contribution.reference: {"document": document.slug, "fate": answer.fate.value, "revision": None}
            for answer in answers
        },
        now=now,
    )


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
