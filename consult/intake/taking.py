"""Take a table of answers in: uploaded, its columns named, looked at, and then entered, batch by batch."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.contributions.service import NewComment, comment, lock, require_entering_in
from consult.core.errors import Conflict, Missing, Refused
from consult.documents.models import Document
from consult.extensions import db
from consult.infra import uploads
from consult.infra.storing import append
from consult.intake.answers import Answer, Outcome, plain
from consult.intake.columns import Column, guess, read_columns, require_columns
from consult.intake.files import KeptFile
from consult.intake.handling import finish
from consult.intake.judging import counts, judge
from consult.intake.models import AnswerTable, Source, Submission, SubmissionPart, TakenAnswer
from consult.intake.registering import NewSubmission, register
from consult.intake.report import write_report
from consult.intake.splitting import link
from consult.intake.tables import Table, read_table
from consult.jobs import works
from consult.jobs.works import Work

TAKE_IN = "answers:take-in"
"""The kind of long work that takes a table in."""
BATCH = 50
"""Answers entered in one transaction: others wait for less than half a second, on a busy machine too."""
LONGEST_SOURCE = 100


def upload(
    document: Document,
    came_from: str,
    received: date,
    name: str,
    data: bytes,
    folder: Path,
    *,
    by: Person,
    now: datetime,
) -> AnswerTable:
    """Keep a file of answers and read its rows; nothing is taken in yet. Raises Denied, Closed, Refused."""
    require_entering_in(document.consultation, received, by, now)
    came_from = " ".join(came_from.split())
    if not came_from:
        raise Refused("Say where the answers come from, for example “Survey of March 2026”.", field="came_from")
    if len(came_from) > LONGEST_SOURCE:
        raise Refused(f"Write up to {LONGEST_SOURCE} letters.", field="came_from")
    table = read_table(name, data)
    made = AnswerTable(
        consultation_id=document.consultation_id,
        document_id=document.id,
        came_from=came_from,
        received_on=received,
        filename=uploads.plain_name(name),
        file_hash=uploads.keep(folder, data),
        size=len(data),
        rows_hash=uploads.keep(folder, _packed(table)),
        many=len(table.rows),
        headings=list(table.headings),
        columns=[column.as_json() for column in guess(table)],
        options={"unknown_clause": "leave", "show_names": False},
        added_by_id=by.id,
        added_at=now,
    )
    db.session.add(made)
    db.session.flush()
    _note(made, document.consultation, "answers:uploaded", by, now, rows=made.many, file=made.file_hash)
    return made


def name_columns(
    table: AnswerTable, columns: Sequence[Column], options: Mapping[str, Any], *, by: Person, now: datetime
) -> None:
    """Settle what the columns mean. Raises Refused, Conflict once it is being taken in."""
    _lock(table)
    if table.asked_at is not None:
        raise Conflict("This table is being taken in already. Upload it again to name its columns anew.")
    require_columns(columns, table.headings)
    table.columns = [column.as_json() for column in columns]
    table.options = {
        "unknown_clause": "document" if options.get("unknown_clause") == "document" else "leave",
        "show_names": bool(options.get("show_names")),
        "settled": True,
    }
    _note(table, table.consultation, "answers:columns-named", by, now, columns=table.columns, options=table.options)


def ask(table: AnswerTable, back: str, *, by: Person, now: datetime) -> Work:
    """Ask for a table to be taken in by the worker; `back` is where its result stands. Raises Denied, Closed, Conflict.

    What was stopped, or failed, can be asked for again: it goes on where it ended.
    """
    require_entering_in(table.consultation, table.received_on, by, now)
    _lock(table)
    if table.taken_at is not None:
        raise Conflict("This table is taken in already.")
    require_columns(read_columns(table.columns or []), table.headings)
    work = works.ask(TAKE_IN, table.consultation.slug, by=by.public_id, now=now, back=back, table=table.public_id)
    table.asked_at, table.work = table.asked_at or now, work.public_id
    _note(table, table.consultation, "answers:asked", by, now)
    return work


def _lock(table: AnswerTable) -> None:
    """Let one after the other change a table, until the commit, and read it as it stands now."""
    db.session.refresh(table, with_for_update={"key_share": True, "of": AnswerTable})


def rows_of(table: AnswerTable, folder: Path) -> Table:
    """Return the rows of an uploaded table. Raises Missing where they are not kept any more."""
    path = uploads.find(folder, table.rows_hash)
    if path is None:
        raise Missing("The rows of this table are not here any more. Upload the file again.")
    kept = json.loads(gzip.decompress(path.read_bytes()))
    return Table(tuple(kept["headings"]), tuple(tuple(row) for row in kept["rows"]), kept["first"])


def take_in(
    table: AnswerTable,
    folder: Path,
    *,
    by: Person,
    clock: Callable[[], datetime],
    say: Callable[[int, int], None] = lambda done, total: None,
    writing: Callable[[], Any] | None = None,
) -> Mapping[str, int]:
    """Enter all that is new in a table, and return how many answers came to what. Doing it again adds nothing.

    `writing` gives a transaction for each batch; without one, all is written in the present one and never committed.
    `say` is told how many of how many are entered. Raises Closed, Denied; what was entered before that stays.
    """
    rows, table_id, by_id = rows_of(table, folder), table.id, by.id
    fresh = [one for one in judge(table, rows, clock()) if one.outcome is Outcome.NEW]
    for start in range(0, len(fresh), BATCH):
        with _in(writing):
            table, by = db.session.get_one(AnswerTable, table_id), db.session.get_one(Person, by_id)
            _enter(table, fresh[start : start + BATCH], by, clock())
        say(min(start + BATCH, len(fresh)), len(fresh))
    table = db.session.get_one(AnswerTable, table_id)
    answers = judge(table, rows, clock())
    with _in(writing):
        table, by = db.session.get_one(AnswerTable, table_id), db.session.get_one(Person, by_id)
        return _settle(table, answers, folder, by, clock())


class _in:  # noqa: N801  # reads as a word where it stands
    """A transaction where one is given, else none."""

    def __init__(self, writing: Callable[[], Any] | None) -> None:
        self._context = writing() if writing else None

    def __enter__(self) -> None:
        if self._context is not None:
            self._context.__enter__()

    def __exit__(self, *error: Any) -> Any:
        return self._context.__exit__(*error) if self._context is not None else None


def _enter(table: AnswerTable, answers: Sequence[Answer], by: Person, now: datetime) -> None:
    """Enter a batch; what somebody else entered meanwhile is left out."""
    document = lock(table.document)
    db.session.refresh(table)  # the same table may be taken in twice at once, after its work was thought lost
    taken = set(
        db.session.scalars(
            select(TakenAnswer.key).where(
                TakenAnswer.document_id == document.id, TakenAnswer.key.in_([one.key for one in answers])
            )
        )
    )
    answers = [one for one in answers if one.key not in taken]
    if not answers:
        return
    submission = table.submission or _submission(table, by, now)
    last = select(func.max(SubmissionPart.position)).where(SubmissionPart.submission_id == submission.id)
    position = db.session.scalar(last) or 0
    for place, answer in enumerate(answers, start=position + 1):
        new = NewComment(
            body=answer.words,
            clause=answer.clause,
            organisation=answer.organisation,
            channel=answer.channel,
            received=answer.received,
            on_behalf_of=answer.shown_as or None,
        )
        made = comment(document, new, by=by, now=now)
        link(submission, made, place, f"row {answer.row}", answer.people, answer.agreeing)
        append(
            TakenAnswer,
            contribution_id=made.id,
            document_id=document.id,
            table_id=table.id,
            row=answer.row,
            column=plain(answer.column),
            key=answer.key,
            whose=answer.whose,
            words=answer.digest,
        )


def _submission(table: AnswerTable, by: Person, now: datetime) -> Submission:
    """Register the table itself: it came in, and its file is kept."""
    new = NewSubmission(
        source=Source.TABLE,
        title=f"Answers from {table.came_from}",
        received=table.received_on,
        reader=by,
        files=[KeptFile(table.filename, table.file_hash, table.size)],
        again=True,
    )
    made = register(table.consultation, new, by=by, now=now)
    table.submission_id, table.submission = made.id, made
    return made


def _settle(
    table: AnswerTable, answers: Sequence[Answer], folder: Path, by: Person, now: datetime
) -> Mapping[str, int]:
    """Write the report of what became of every answer, and say that all of the table is entered."""
    _lock(table)
    if table.taken_at is not None:
        return table.result or {}
    # What is new still was entered by another table at the same moment, under another name.
    answers = [replace(one, outcome=Outcome.KNOWN) if one.outcome is Outcome.NEW else one for one in answers]
    table.result, table.taken_at = counts(answers), now
    table.report_hash = uploads.keep(folder, "".join(write_report(answers)).encode())
    if table.submission is not None:
        finish(table.submission, by=by, now=now)
    _note(table, table.consultation, "answers:taken-in", by, now, result=table.result, report=table.report_hash)
    db.session.flush()
    return table.result


def _note(
    table: AnswerTable, consultation: Consultation, action: str, by: Person, now: datetime, **detail: object
) -> None:
    record(
        action,
        table.public_id,
        by=by.public_id,
        now=now,
        chain=consultation.public_id,
        detail={"source": table.came_from, **detail},
    )


def _packed(table: Table) -> bytes:
    """Return the rows as they are kept; the same rows are the same bytes."""
    plain_rows = {"headings": table.headings, "rows": table.rows, "first": table.first}
    return gzip.compress(json.dumps(plain_rows, ensure_ascii=False).encode(), compresslevel=6, mtime=0)


def first_problems(answers: Sequence[Answer], many: int) -> Iterator[Answer]:
    """Yield the first answers that need a look."""
    wrong = (one for one in answers if one.outcome in (Outcome.PROBLEM, Outcome.CHANGED))
    for _, one in zip(range(many), wrong, strict=False):
        yield one
