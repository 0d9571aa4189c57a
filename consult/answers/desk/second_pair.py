"""The rule of two: where a consultation asks for it, an answer drafted by one officer needs another's approval.

What is approved is exactly this answer to exactly these words: the mark covers what was said, the fate, the reason, and
the words of the text it points at. Whatever of it changes, the approval falls. It is asked for where answers are
published, so that no page and no call goes round it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from consult.accounts.models import Person
from consult.answers.checking import check_fate
from consult.answers.desk.models import RuleOfTwo
from consult.answers.given import Answer, Caused, name_some
from consult.answers.models import FateEntry
from consult.answers.queries import as_given, is_outdated
from consult.answers.step import Step, draft_step
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Status
from consult.contributions.service import lock
from consult.core.chain import canonical
from consult.core.errors import Conflict, ConsultError, Refused
from consult.core.fates import NEEDS
from consult.documents.models import Document
from consult.extensions import db
from consult.infra.parts import in_parts

WAITS = "{} waits for a second officer: what one drafts, another approves before it goes out."


@dataclass(frozen=True, slots=True)
class Approved:
    """What was approved, and what could not be, with the reason for each."""

    references: Sequence[str]
    refused: Sequence[tuple[str, str]]


def find_rule(consultation: Consultation) -> RuleOfTwo | None:
    """Return what was last said about a second officer, or None where nothing ever was."""
    return db.session.scalars(
        select(RuleOfTwo)
        .where(RuleOfTwo.consultation_id == consultation.id)
        .options(joinedload(RuleOfTwo.by))
        .order_by(RuleOfTwo.id.desc())
        .limit(1)
    ).first()


def needs_two(consultation: Consultation) -> bool:
    """Say whether answers of a consultation need a second officer now."""
    rule = find_rule(consultation)
    return rule is not None and rule.on


def set_rule(consultation: Consultation, on: bool, *, by: Person, now: datetime) -> None:
    """Ask for a second officer from now on, or no longer; written in the record. Nothing happens where it is so."""
    if needs_two(consultation) == on:
        return
    db.session.add(RuleOfTwo(consultation_id=consultation.id, on=on, by_id=by.id, at=now))
    action = "answers:second-officer-asked-for" if on else "answers:second-officer-no-longer-asked-for"
    record(action, consultation.slug, by=by.public_id, now=now, chain=consultation.public_id)


def mark_of(answer: Answer, step: Step | None) -> str:
    """Return the SHA-256 of exactly what an answer says, to which words, and of which words it points at."""
    said = answer.contribution
    caused = [[one.key, _words(one, step), one.before, one.how.value] for one in answer.caused]
    plain = {
        "reference": said.reference,
        "body": said.body or "",
        "version": said.version,
        "fate": answer.fate.value,
        "reason": answer.reason,
        "caused": caused,
    }
    return hashlib.sha256(canonical(plain).encode()).hexdigest()


def _words(caused: Caused, step: Step | None) -> str:
    clause = step.new.find(caused.key) if step is not None else None
    return clause.text[caused.start : caused.end] if clause is not None else ""


def approve(consultation: Consultation, seen: Mapping[str, int], *, by: Person, now: datetime) -> Approved:
    """Approve drafted answers as the second officer; `seen`: reference -> the version that was read.

    One's own, one that changed since it was read, and one that does not hold are refused, each with the reason.
    """
    ids: dict[int, Document] = {}
    for document in _documents(consultation, seen):
        ids[document.id] = lock(document)
    steps: dict[int, Step] = {}
    approved, refused = [], []
    for draft in _drafts(consultation, seen):
        reference = draft.contribution.reference
        try:
            _require_approvable(draft, seen[reference], by)
            step = _step(draft, ids, steps)
            draft.approved_mark = mark_of(check_fate(draft.contribution, as_given(draft), step), step)
        except ConsultError as error:
            refused.append((reference, error.message))
            continue
        draft.approved_by_id, draft.approved_at = by.id, now
        approved.append(reference)
    gone = set(seen) - set(approved) - {reference for reference, _ in refused}
    refused += [(reference, f"{reference} has no draft any more.") for reference in sorted(gone)]
    if approved:
        detail: dict[str, object] = {"references": approved}
        record(
            "answers:approved", consultation.slug, by=by.public_id, now=now, chain=consultation.public_id, detail=detail
        )
    return Approved(approved, refused)


def _require_approvable(draft: FateEntry, version: int, by: Person) -> None:
    reference = draft.contribution.reference
    if draft.version != version:
        raise Conflict(f"The answer to {reference} changed since you read it. Read it again.")
    if draft.by_id == by.id:
        raise Refused(f"You drafted the answer to {reference}: another officer approves it.")
    if is_outdated(draft):
        raise Conflict(f"{reference} was edited since its answer was drafted. Answer it again first.")


def _step(draft: FateEntry, documents: Mapping[int, Document], steps: dict[int, Step]) -> Step | None:
    """Return the text an answer belongs to: the working draft where it points at words or goes with a revision."""
    if not NEEDS[draft.fate].revision:
        return None
    document = documents[draft.contribution.document_id]
    if document.id not in steps:
        steps[document.id] = draft_step(document)
    return steps[document.id]


def _documents(consultation: Consultation, references: Collection[str]) -> Sequence[Document]:
    found: dict[int, Document] = {}
    for some in in_parts(references):
        rows = (
            select(Document)
            .where(
                Document.consultation_id == consultation.id,
                Document.id.in_(select(Contribution.document_id).where(Contribution.reference.in_(some))),
            )
            .options(joinedload(Document.consultation), joinedload(Document.newest_revision), joinedload(Document.head))
        )
        found |= {one.id: one for one in db.session.scalars(rows)}
    return [found[number] for number in sorted(found)]


def _drafts(consultation: Consultation, references: Collection[str]) -> Sequence[FateEntry]:
    found: list[FateEntry] = []
    for some in in_parts(references):
        rows = (
            select(FateEntry)
            .join(FateEntry.contribution)
            .join(Contribution.document)
            .where(
                Document.consultation_id == consultation.id,
                Contribution.reference.in_(some),
                Contribution.status.not_in((Status.HIDDEN, Status.WITHDRAWN)),
                FateEntry.published_at.is_(None),
            )
            .options(joinedload(FateEntry.contribution), selectinload(FateEntry.words))
            .order_by(FateEntry.contribution_id)
            .execution_options(populate_existing=True)
        )
        found += db.session.scalars(rows).all()
    return found


def require_approved(document: Document, answers: Sequence[Answer], step: Step | None) -> None:
    """Raise Conflict, with `unapproved`, where answers need a second officer and have none for just these words.

    What an editorial revision carries forward by itself, nobody drafted.
    """
    wanted = {answer.contribution.id: answer for answer in answers if not answer.by_itself}
    if not wanted or not needs_two(document.consultation):
        return
    approved: dict[int, str | None] = {}
    for ids in in_parts(wanted):
        rows = select(FateEntry.contribution_id, FateEntry.approved_mark).where(
            FateEntry.contribution_id.in_(ids),
            FateEntry.published_at.is_(None),
            FateEntry.approved_by_id.is_not(None),
            FateEntry.approved_by_id.is_distinct_from(FateEntry.by_id),
        )
        approved |= {row.contribution_id: row.approved_mark for row in db.session.execute(rows)}
    lacking = [
        answer.contribution.reference
        for number, answer in wanted.items()
        if approved.get(number) != _mark(answer, step)
    ]
    if lacking:
        raise Conflict(
            "In this consultation what one officer drafts, another approves before it goes out. "
            f"Not approved just as it stands: {name_some(lacking)}. "
            "Keep it as a draft, and ask another officer to approve it.",
            field="fates",
            unapproved=lacking,
        )


def _mark(answer: Answer, step: Step | None) -> str:
    return mark_of(answer, step if NEEDS[answer.fate].revision or answer.caused else None)


def is_approved(draft: FateEntry, step: Step | None) -> bool:
    """Say whether a draft is approved, just as it stands now, by an officer who did not write it."""
    if draft.approved_mark is None or draft.approved_by_id in (None, draft.by_id):
        return False
    try:
        answer = check_fate(draft.contribution, as_given(draft), step)
    except ConsultError:
        return False
    return draft.approved_mark == _mark(answer, step)
