"""What officers do with a submission: read it, hand it on, say that it is entered, or mark it. It is never deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.core.errors import Conflict, Refused
from consult.core.normal import normalise
from consult.extensions import db
from consult.intake.models import Mark, Submission, SubmissionPart
from consult.intake.queries import find_submission
from consult.intake.registering import lock, note, require_reader
from consult.jobs.service import emit

LONGEST_REASON = 2_000


def read(submission: Submission, *, by: Person, now: datetime) -> None:
    """Say that somebody has read it; the first time counts."""
    lock(submission)
    if submission.read_at is None:
        submission.read_by_id, submission.read_at, submission.read_by = by.id, now, by
        note(submission, "submission:read", by=by, now=now)


def name_reader(submission: Submission, reader: Person, *, by: Person, now: datetime) -> None:
    """Hand it to another officer to read. Raises Refused for somebody who is none."""
    require_reader(submission.consultation, reader)
    lock(submission)
    if reader.id != submission.reader_id:
        submission.reader_id, submission.reader = reader.id, reader
        note(submission, "submission:reader-named", by=by, now=now, reader=reader.public_id)


def finish(submission: Submission, *, by: Person, now: datetime) -> None:
    """Say that all it says is entered; whoever says so has read it. Raises Conflict where nothing is entered yet.

    The sender is mailed the references of its parts where there is an address.
    """
    lock(submission)
    if submission.mark is not None:
        raise Conflict(f"{submission.reference} is marked already: nothing needs to be entered from it.")
    if not count_parts(submission):
        raise Conflict(
            f"Nothing is entered from {submission.reference} yet. Enter its parts; or, if it says nothing to answer, "
            "mark it so with a reason."
        )
    if submission.done_at is not None:
        return
    read(submission, by=by, now=now)
    submission.done_by_id, submission.done_at, submission.done_by = by.id, now, by
    note(submission, "submission:entered", by=by, now=now, parts=count_parts(submission))
    emit("submission:entered", submission.reference, now=now, consultation=submission.consultation.slug)


def take_up_again(submission: Submission, *, by: Person, now: datetime) -> None:
    """Take back that it is entered or marked, because there is more in it."""
    lock(submission)
    if submission.waits:
        return
    submission.done_by_id = submission.done_at = submission.done_by = None
    submission.mark = submission.twice_of_id = submission.twice_of = None
    submission.marked_by_id = submission.marked_at = submission.marked_by = None
    submission.marked_reason = ""
    note(submission, "submission:taken-up-again", by=by, now=now)


def mark_twice(submission: Submission, other: str, reason: str, *, by: Person, now: datetime) -> None:
    """Mark it as entered twice, and name the other one. Raises Refused, Conflict where parts of it are entered."""
    first = find_submission(other)
    both = [submission] if first is None else [submission, first]
    for one in sorted(both, key=lambda one: one.id):  # in one order, so that two who name each other's wait only once
        lock(one)
    if first is None or first.consultation_id != submission.consultation_id:
        raise Refused("Write the reference of the other one, for example R-9. It is in this register.", field="twice")
    if first.id == submission.id or first.mark is not None:
        raise Refused("Name the one that stays: another one, which is not marked itself.", field="twice")
    _mark(submission, Mark.TWICE, reason, by, now, first)


def mark_nothing(submission: Submission, reason: str, *, by: Person, now: datetime) -> None:
    """Mark that it says nothing that needs an answer, with a reason. Raises Refused, Conflict as above."""
    _mark(submission, Mark.NOTHING, reason, by, now, None)


def forget_sender(submission: Submission, reason: str, *, by: Person, now: datetime) -> None:
    """Take the sender's name and address away; what it says, its parts and its files stay. Raises Refused."""
    reason = _reason(reason)
    lock(submission)
    if submission.sender or submission.email:
        submission.sender, submission.email = "", None
        note(submission, "submission:sender-forgotten", by=by, now=now, reason=reason)


def count_parts(submission: Submission) -> int:
    """Count the parts entered from it."""
    parts = select(func.count()).where(SubmissionPart.submission_id == submission.id)
    return db.session.scalar(parts) or 0


def _mark(submission: Submission, mark: Mark, reason: str, by: Person, now: datetime, first: Submission | None) -> None:
    reason = _reason(reason)
    lock(submission)
    if count_parts(submission):
        raise Conflict(
            f"Parts of {submission.reference} are entered. Each of them is answered on its own, so it cannot be marked."
        )
    if submission.mark is not None:
        raise Conflict(f"{submission.reference} is marked already. Take it up again first.")
    submission.mark, submission.marked_reason = mark, reason
    submission.twice_of_id, submission.twice_of = (first.id, first) if first else (None, None)
    submission.marked_by_id, submission.marked_at, submission.marked_by = by.id, now, by
    twice_of = first.reference if first else None
    note(submission, "submission:marked", by=by, now=now, mark=mark.value, reason=reason, twice_of=twice_of)


def _reason(typed: str) -> str:
    reason = normalise(typed).strip()
    if not reason:
        raise Refused("Say why: the log keeps it.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"Write up to {LONGEST_REASON:,} characters.", field="reason")
    return reason
