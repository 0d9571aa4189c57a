"""Reading the register. Each list takes the same number of queries, however long it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from consult.accounts.models import MemberRole, Membership, Organisation, Person
from consult.consultations.models import Consultation
from consult.contributions.models import Anchor, Contribution
from consult.contributions.references import read_reference
from consult.core.errors import Missing
from consult.documents.models import Clause, Document
from consult.extensions import db
from consult.intake.models import AnswerTable, Mark, Source, Submission, SubmissionFile, SubmissionPart

PAGE = 50
WAITING = "waiting"
"""Filter value: somebody still has to enter what it says."""

_BY_REFERENCE = (
    select(Submission)
    .where(Submission.reference == bindparam("reference"))
    .options(
        joinedload(Submission.consultation).joinedload(Consultation.owner),
        joinedload(Submission.organisation),
        joinedload(Submission.reader),
        joinedload(Submission.entered_by),
        joinedload(Submission.read_by),
        joinedload(Submission.done_by),
        joinedload(Submission.marked_by),
        joinedload(Submission.twice_of),
        selectinload(Submission.files),
    )
)


def find_submission(reference: str) -> Submission | None:
    """Return a submission with its people and files, or None. Capitals do not matter. Two queries."""
    reference = read_reference(reference)
    return db.session.scalars(_BY_REFERENCE, {"reference": reference}).one_or_none() if reference else None


def get_submission(consultation: Consultation, reference: str) -> Submission:
    """Return a submission of a consultation. Raises Missing."""
    submission = find_submission(reference)
    if submission is None or submission.consultation_id != consultation.id:
        raise Missing("There is no such submission in this register.")
    return submission


def get_file(submission: Submission, public_id: str) -> SubmissionFile:
    """Return a file of a submission. Raises Missing."""
    for file in submission.files:
        if file.public_id == public_id:
            return file
    raise Missing("There is no such file with this submission.")


@dataclass(frozen=True, slots=True)
class Registered:
    """A line of the register."""

    reference: str
    source: Source
    title: str
    sender: str
    shown_as: str
    organisation: str | None
    received_on: date
    reader: str
    read_at: datetime | None
    done_at: datetime | None
    mark: Mark | None
    files: int
    parts: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Some of the register, newest first, and where the next page begins (None at the end): give it as `before`."""

    items: Sequence[Registered]
    next: int | None


_reader = aliased(Person)
_parts = (
    select(
        SubmissionPart.submission_id,
        func.count().label("many"),
        func.count().filter(Contribution.counts_for_gate.is_(True), Contribution.fate.is_(None)).label("unanswered"),
    )
    .join(Contribution, Contribution.id == SubmissionPart.contribution_id)
    .group_by(SubmissionPart.submission_id)
)
_files = select(SubmissionFile.submission_id, func.count().label("many")).group_by(SubmissionFile.submission_id)


def list_register(
    consultation: Consultation, show: str = "", before: int | None = None, limit: int = PAGE
) -> RegisterPage:
    """List the register of a consultation: all of it, or what waits (`WAITING`). One query."""
    wanted: list[ColumnElement[bool]] = [Submission.consultation_id == consultation.id]
    if show == WAITING:
        wanted.append(still_waits())
    if before is not None:
        wanted.append(Submission.id < before)
    shown = select(Submission.id).where(*wanted).order_by(Submission.id.desc()).limit(limit + 1)
    ids = list(db.session.scalars(shown))
    # Only the page's own are counted; a table of twenty thousand answers is one line of it.
    parts = _parts.where(SubmissionPart.submission_id.in_(ids[:limit])).subquery()
    files = _files.where(SubmissionFile.submission_id.in_(ids[:limit])).subquery()
    rows = db.session.execute(
        select(
            *(Submission.reference, Submission.source, Submission.title, Submission.sender, Submission.shown_as),
            *(Organisation.name, Submission.received_on, _reader.name, Submission.read_at, Submission.done_at),
            *(Submission.mark, func.coalesce(files.c.many, 0)),
            *(func.coalesce(parts.c.many, 0), func.coalesce(parts.c.unanswered, 0)),
        )
        .join(_reader, _reader.id == Submission.reader_id)
        .outerjoin(Organisation, Organisation.id == Submission.organisation_id)
        .outerjoin(parts, parts.c.submission_id == Submission.id)
        .outerjoin(files, files.c.submission_id == Submission.id)
        .where(Submission.id.in_(ids[:limit]))
        .order_by(Submission.id.desc())
    )
    items = [Registered(*tuple(row)) for row in rows]
    return RegisterPage(items, ids[limit - 1] if len(ids) > limit else None)


def still_waits() -> ColumnElement[bool]:
    """Match submissions from which somebody still has to enter what they say."""
    return Submission.mark.is_(None) & Submission.done_at.is_(None)


def count_register(consultation: Consultation) -> tuple[int, int]:
    """Count the submissions of a consultation: all, and those that wait."""
    counts = select(func.count(), func.count().filter(still_waits())).where(
        Submission.consultation_id == consultation.id
    )
    everything, waiting = db.session.execute(counts).one()
    return everything, waiting


def count_waiting(consultation: Consultation) -> int:
    """Count the submissions of a consultation that wait: one query."""
    counts = select(func.count()).where(Submission.consultation_id == consultation.id, still_waits())
    return db.session.scalar(counts) or 0


def list_waiting(consultation: Consultation) -> list[str]:
    """List the references of what waits, oldest first."""
    waiting = select(Submission.reference).where(Submission.consultation_id == consultation.id, still_waits())
    return list(db.session.scalars(waiting.order_by(Submission.id)))


PartLine = Row[*tuple[Any, ...]]
"""A part: the contribution's columns by name, `clause_key`, `document_slug`, and the part's own."""

_PART_COLUMNS = (
    *(Contribution.reference, Contribution.body, Contribution.status, Contribution.fate, Contribution.clause_id),
    *(SubmissionPart.position, SubmissionPart.place, SubmissionPart.people, SubmissionPart.agreeing),
    Clause.key.label("clause_key"),
    Document.slug.label("document_slug"),
    Document.title.label("document_title"),
    Anchor.revision_id.label("revision_id"),
)


def list_parts(submission: Submission, after: int = 0, limit: int = 200) -> Sequence[PartLine]:
    """List the parts of a submission in order, from behind the position `after`. One query."""
    return db.session.execute(
        select(*_PART_COLUMNS)
        .select_from(SubmissionPart)
        .join(Contribution, Contribution.id == SubmissionPart.contribution_id)
        .join(Document, Document.id == Contribution.document_id)
        .outerjoin(Anchor, Anchor.contribution_id == Contribution.id)
        .outerjoin(Clause, Clause.id == Anchor.clause_id)
        .where(SubmissionPart.submission_id == submission.id, SubmissionPart.position > after)
        .order_by(SubmissionPart.position)
        .limit(limit)
    ).all()


def find_part(contribution: Contribution) -> SubmissionPart | None:
    """Return what says that a contribution is a part of a submission, or None. One query.

    None at all for what people said here themselves.
    """
    if contribution.entered_by_id is None:
        return None
    return db.session.scalars(
        select(SubmissionPart)
        .where(SubmissionPart.contribution_id == contribution.id)
        .options(joinedload(SubmissionPart.submission))
    ).one_or_none()


def parts_of(contributions: Collection[int]) -> dict[int, tuple[str, int | None, int | None]]:
    """Return, by the ids of contributions, the submission they came in, how many they speak for, and how many agree."""
    rows = db.session.execute(
        select(SubmissionPart.contribution_id, Submission.reference, SubmissionPart.people, SubmissionPart.agreeing)
        .join(Submission, Submission.id == SubmissionPart.submission_id)
        .where(SubmissionPart.contribution_id.in_(contributions))
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def list_readers(consultation: Consultation) -> Sequence[Person]:
    """List the officers of a consultation's owner by name."""
    return db.session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == consultation.owner_id,
            Membership.role == MemberRole.OFFICER,
            Person.erased_at.is_(None),
        )
        .order_by(func.lower(Person.name), Person.id)
    ).all()


def get_table(consultation: Consultation, public_id: str) -> AnswerTable:
    """Return a table of answers on its way in. Raises Missing."""
    table = db.session.scalars(
        select(AnswerTable)
        .where(AnswerTable.consultation_id == consultation.id, AnswerTable.public_id == public_id)
        .options(
            joinedload(AnswerTable.document).joinedload(Document.newest_revision),
            joinedload(AnswerTable.document).joinedload(Document.consultation),
            joinedload(AnswerTable.consultation),
            joinedload(AnswerTable.submission),
            joinedload(AnswerTable.added_by),
        )
    ).one_or_none()
    if table is None:
        raise Missing("There is no such table of answers here.")
    return table


def list_tables(consultation: Consultation, limit: int = 20) -> Sequence[AnswerTable]:
    """List the newest tables of answers of a consultation, newest first."""
    return db.session.scalars(
        select(AnswerTable)
        .where(AnswerTable.consultation_id == consultation.id)
        .options(joinedload(AnswerTable.submission), joinedload(AnswerTable.added_by))
        .order_by(AnswerTable.id.desc())
        .limit(limit)
    ).all()
