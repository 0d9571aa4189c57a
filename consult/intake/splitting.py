"""Split what came in into its parts: ordinary comments, each with the people it speaks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.contributions.commenting import LONGEST
from consult.contributions.models import Contribution
from consult.contributions.service import NewComment, comment
from consult.core.errors import Conflict, ConsultError, Refused
from consult.core.normal import normalise
from consult.core.spoken import SpokenCodes
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.documents.text import Text
from consult.extensions import db
from consult.infra.storing import append
from consult.infra.templating import plural
from consult.intake.models import Submission, SubmissionPart
from consult.intake.registering import MOST_PEOPLE, lock, note, require_people

LONGEST_PLACE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPart:
    """A part of what came in. code: as people say it, empty for the whole document. place: "table 3", "page 4"."""

    words: str
    code: str = ""
    place: str = ""
    people: int | None = None
    agreeing: int | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A part and where it belongs: the clause's key, code and first words; or what is wrong, and with which field."""

    part: NewPart
    key: str | None = None
    code: str = ""
    clause: str = ""
    problem: str = ""
    field: str = ""


class Places:
    """The clauses of a document's newest revision, to be found by the codes people say."""

    def __init__(self, document: Document) -> None:
        if document.newest_revision is None:
            raise Conflict(f"“{document.title}” has no published text yet, so nothing can be said about it.")
        self.text: Text = read_revision(document.newest_revision)
        self.number = document.newest_revision.number
        self._keys = {code: clause.key for clause, code in zip(self.text.clauses, self.text.codes, strict=True)}
        self._spoken = SpokenCodes(self.text.codes)

    def find(self, said: str) -> tuple[str | None, str]:
        """Return the key and the code of the clause meant; None and nothing for the whole document. Raises Refused."""
        said = said.strip()
        if not said:
            return None, ""
        found = self._spoken.find(said)
        if not found:
            raise Refused(
                f"There is no clause “{said[:60]}” in revision {self.number}. Look at the codes in the text, or leave "
                "it empty for the whole document.",
                field="code",
            )
        if len(found) > 1:
            raise Refused(f"“{said}” can mean {' or '.join(found[:4])}. Write it with its brackets.", field="code")
        return self._keys[found[0]], found[0]


def check(document: Document, parts: Sequence[NewPart]) -> list[Checked]:
    """Say of each part which clause it is about, or what is wrong with it; nothing is entered."""
    places = Places(document)
    return [_check(places, part) for part in parts]


def _check(places: Places, part: NewPart) -> Checked:
    try:
        _require(part)
        key, code = places.find(part.code)
    except ConsultError as error:
        return Checked(part, problem=error.message, field=error.field or "")
    clause = places.text.find(key) if key else None
    return Checked(part, key, code, clause.text if clause else "")


def _require(part: NewPart) -> None:
    """Raise Refused for a part that cannot be entered whatever it is about."""
    if not normalise(part.words).strip():
        raise Refused("Write what this part says.", field="words")
    if len(part.words) > LONGEST:
        raise Refused(f"Write up to {LONGEST:,} characters, and the rest as another part.", field="words")
    if len(part.place) > LONGEST_PLACE:
        raise Refused(f"Write up to {LONGEST_PLACE} letters, for example “table 3”.", field="place")
    require_people(part.people)
    if part.agreeing is not None and part.people is None:
        raise Refused("Write how many people it speaks for, too.", field="people")
    if part.agreeing is not None and not 0 <= part.agreeing <= (part.people or MOST_PEOPLE):
        raise Refused("No more can agree than it speaks for. Check the two numbers.", field="agreeing")


def add_parts(
    submission: Submission,
    document: Document,
    parts: Sequence[NewPart],
    *,
    by: Person,
    now: datetime,
    seen: int | None = None,
) -> list[Contribution]:
    """Enter parts of a submission as comments on a document, all or none. Raises Refused, Closed, Denied, Conflict.

    `seen`: up to which part somebody had seen them; Conflict where more were entered since, for it may be these.
    Each goes through the door every comment entered for others goes through, so that all that holds there holds here.
    """
    lock(submission)
    position = last_position(submission)
    if seen is not None and position > seen:
        raise Conflict(
            f"Since you opened this page, {plural(position - seen, 'part')} of {submission.reference} came in from a "
            "colleague or another window. Look whether yours is among them; what you typed is kept. Send it again if "
            "it is not.",
            field="words",
            seen=position,
        )
    if submission.mark is not None:
        raise Conflict(f"{submission.reference} is marked: nothing is to be entered from it. Take it up again first.")
    if document.consultation_id != submission.consultation_id:
        raise Refused("This document belongs to another consultation.", field="document")
    if not parts:
        raise Refused("Write at least one part.", field="words")
    checked = check(document, parts)
    for place, one in enumerate(checked, start=1):
        if one.problem:
            where = f"Part {place}: " if len(checked) > 1 else ""
            raise Refused(f"{where}{one.problem}", field=one.field)
    made = []
    for one in checked:
        position += 1
        made.append(_enter(submission, document, one, position, by=by, now=now))
    references = [one.reference for one in made]
    note(submission, "submission:parts-added", by=by, now=now, document=document.slug, parts=references)
    return made


def _enter(
    submission: Submission, document: Document, one: Checked, position: int, *, by: Person, now: datetime
) -> Contribution:
    new = NewComment(
        body=one.part.words,
        clause=one.key,
        organisation=submission.organisation.slug if submission.organisation else None,
        channel=submission.channel,
        received=submission.received_on,
        on_behalf_of=submission.shown_as or None,
    )
    made = comment(document, new, by=by, now=now)
    link(submission, made, position, one.part.place.strip(), one.part.people, one.part.agreeing)
    return made


def link(
    submission: Submission,
    made: Contribution,
    position: int,
    place: str = "",
    people: int | None = None,
    agreeing: int | None = None,
) -> None:
    """Note that a contribution is a part of a submission, and for how many it speaks."""
    append(
        SubmissionPart,
        contribution_id=made.id,
        submission_id=submission.id,
        position=position,
        place=place,
        people=people,
        agreeing=agreeing,
    )


def last_position(submission: Submission) -> int:
    """Return the position of the last part, 0 for none."""
    last = select(func.max(SubmissionPart.position)).where(SubmissionPart.submission_id == submission.id)
    return db.session.scalar(last) or 0
