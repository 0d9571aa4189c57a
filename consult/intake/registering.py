"""Put what came in into the register, with its files, a receipt and a named reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from consult.accounts.codes import normal_email
from consult.accounts.models import Organisation, Person
from consult.audit.service import record
from consult.consultations.locking import lock_stage
from consult.consultations.models import Consultation
from consult.contributions.references import next_reference
from consult.contributions.service import is_officer, require_entering_in
from consult.contributions.speaking import LONGEST_NAME
from consult.core.errors import Conflict, Refused
from consult.core.normal import normalise
from consult.extensions import db
from consult.infra.shown import require_shown
from consult.intake.files import MOST_FILES, KeptFile
from consult.intake.models import Source, Submission, SubmissionFile
from consult.jobs.service import emit

LONGEST_WORDS = 400_000
"""Characters of what a submission says."""
LONGEST_TITLE = 200
MOST_PEOPLE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubmission:
    """What came in, as an officer tells of it; nothing in it is trusted.

    sender, email: for officers only. shown_as: the name in public, empty for anonymous. people: behind all of it.
    again: the officer knows that a file in it is kept with another submission already.
    """

    source: Source
    title: str
    received: date
    reader: Person
    sender: str = ""
    email: str = ""
    shown_as: str = ""
    organisation: Organisation | None = None
    people: int | None = None
    words: str = ""
    files: Sequence[KeptFile] = ()
    again: bool = False


def register(consultation: Consultation, new: NewSubmission, *, by: Person, now: datetime) -> Submission:
    """Register what came in and give it its reference. Raises Denied, Closed, Refused, Conflict (a file kept before).

    The receipt is mailed where there is an address.
    """
    lock_stage(consultation)
    require_entering_in(consultation, new.received, by, now)
    _check(consultation, new)
    reference = next_reference("R")  # whoever registers waits for it, and sees then what the one before has kept
    if not new.again:
        _refuse_twice(consultation, new.files)
    made = Submission(
        reference=reference,
        consultation_id=consultation.id,
        source=new.source,
        title=_line(new.title, LONGEST_TITLE, "title"),
        sender=_line(new.sender, LONGEST_TITLE, "sender"),
        email=normal_email(new.email) if new.email.strip() else None,
        shown_as=_line(new.shown_as, LONGEST_NAME, "shown_as"),
        organisation_id=new.organisation.id if new.organisation else None,
        people=new.people,
        received_on=new.received,
        words=_words(new.words),
        entered_by_id=by.id,
        entered_at=now,
        reader_id=new.reader.id,
    )
    made.consultation = consultation
    db.session.add(made)
    db.session.flush()
    for file in new.files:
        _attach(made, file, by, now)
    note(made, "submission:registered", by=by, now=now, source=made.source.value, received=made.received_on.isoformat())
    emit("submission:registered", made.reference, now=now, consultation=consultation.slug)
    return made


def add_files(submission: Submission, files: Sequence[KeptFile], *, by: Person, now: datetime) -> None:
    """Keep further files with a submission; one that is there already is not kept twice. Raises Refused."""
    if not files:
        raise Refused("Choose a file first.", field="files")
    lock(submission)
    there = {file.file_hash for file in submission.files}
    fresh = [file for file in files if file.hash not in there]
    if len(there) + len(fresh) > MOST_FILES:
        raise Refused(f"A submission has up to {MOST_FILES} files. Register the rest as another.", field="files")
    for file in fresh:
        _attach(submission, file, by, now)
        note(submission, "submission:file-added", by=by, now=now, file=file.hash)


CHANGED = (
    "Somebody wrote down other words since you opened this page; they stand below yours. "
    "Take over what you need, then press Save again to put yours in their place."
)


def change_words(submission: Submission, words: str, *, by: Person, now: datetime, shown: str | None = None) -> None:
    """Write down what a submission says, or correct what was written down; the log keeps what stood there before.

    `shown`: a mark of the words the person saw; Conflict where others were written down since.
    """
    words = _words(words)
    lock(submission)
    if words != submission.words:  # pressed twice, what was sent stands there already
        require_shown(shown, submission.words, said=CHANGED)
        before, submission.words = submission.words, words
        note(submission, "submission:words-changed", by=by, now=now, before=before)


def lock(submission: Submission) -> None:
    """Let one after the other change a submission, until the commit, and read it as it stands now."""
    db.session.refresh(submission, with_for_update={"key_share": True, "of": Submission})


def note(submission: Submission, action: str, *, by: Person, now: datetime, **detail: object) -> None:
    """Write what was done with a submission into the log of its consultation."""
    chain = submission.consultation.public_id
    record(action, submission.reference, by=by.public_id, now=now, chain=chain, detail=detail)


def require_reader(consultation: Consultation, reader: Person) -> None:
    """Raise Refused where somebody is no officer of the consultation."""
    if reader.erased_at is not None or not is_officer(reader, consultation):
        raise Refused("Choose an officer of this consultation who is to read it.", field="reader")


def require_people(people: int | None, field: str = "people") -> None:
    """Raise Refused for a number of people that can be none."""
    if people is not None and not 1 <= people <= MOST_PEOPLE:
        raise Refused(f"Write how many people it speaks for, from 1 to {MOST_PEOPLE:,}, or nothing.", field=field)


def _check(consultation: Consultation, new: NewSubmission) -> None:
    if not new.title.strip():
        raise Refused("Say what it is, for example “Letter of two pages” or “Flipchart of table 3”.", field="title")
    if not new.words.strip() and not new.files:
        raise Refused("Type or paste what it says, or keep the file it came in.", field="words")
    if len(new.files) > MOST_FILES:
        raise Refused(f"A submission has up to {MOST_FILES} files. Register the rest as another.", field="files")
    require_reader(consultation, new.reader)
    require_people(new.people)


def _refuse_twice(consultation: Consultation, files: Sequence[KeptFile]) -> None:
    kept = (
        select(Submission.reference)
        .join(SubmissionFile, SubmissionFile.submission_id == Submission.id)
        .where(
            Submission.consultation_id == consultation.id,
            SubmissionFile.file_hash.in_([file.hash for file in files]),
        )
        .order_by(Submission.id)
        .limit(1)
    )
    reference = db.session.scalar(kept) if files else None
    if reference is not None:
        raise Conflict(
            f"This very file is kept with {reference} already. If it came a second time, say so below.",
            field="again",
            reference=reference,
        )


def _attach(submission: Submission, file: KeptFile, by: Person, now: datetime) -> None:
    if any(one.file_hash == file.hash for one in submission.files):
        return
    submission.files.append(
        SubmissionFile(filename=file.name, file_hash=file.hash, size=file.size, added_by_id=by.id, added_at=now)
    )
    db.session.flush()


def _line(typed: str, longest: int, field: str) -> str:
    line = " ".join(normalise(typed).split())
    if len(line) > longest:
        raise Refused(f"Write up to {longest} letters here.", field=field)
    return line


def _words(typed: str) -> str:
    words = normalise(typed).strip("\n")
    if len(words) > LONGEST_WORDS:
        raise Refused(f"Write up to {LONGEST_WORDS:,} characters here, and keep the rest as a file.", field="words")
    return words
