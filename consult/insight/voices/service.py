"""Whom officers mean to ask, so that more people are heard: put down, done, taken off the list."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.core.errors import NOT_HERE, Conflict, Missing, Refused
from consult.core.normal import normalise
from consult.extensions import db
from consult.insight.voices.models import Approach
from consult.insight.voices.works import FEWEST_VOTERS, KIND
from consult.jobs import works
from consult.jobs.service import emit
from consult.jobs.works import Work
from consult.voting.ballots import count_voters

LONGEST = 200
MOST_OPEN = 200


def get_approach(consultation: Consultation, public_id: str) -> Approach:
    """Return one of a consultation. Raises Missing."""
    wanted = select(Approach).where(Approach.public_id == public_id, Approach.consultation_id == consultation.id)
    approach = db.session.scalars(wanted).one_or_none()
    if approach is None:
        raise Missing(NOT_HERE)
    return approach


def plan_approach(
    consultation: Consultation, whom: str, *, who: str, due: date | None, by: Person, now: datetime
) -> Approach:
    """Put down whom to ask, which of the staff does, and until when. Raises Refused."""
    whom, who = _line(whom, "whom"), _line(who, "who")
    if not whom:
        raise Refused("Write whom to ask, for example “Larkhill Tenants”.", field="whom")
    there = select(Approach.whom).where(Approach.consultation_id == consultation.id, Approach.done_at.is_(None))
    listed = {one.casefold() for one in db.session.scalars(there)}
    if whom.casefold() in listed:
        raise Refused(f"“{whom}” is on the list already.", field="whom")
    if len(listed) >= MOST_OPEN:
        raise Refused(f"{MOST_OPEN} are on the list already. Tick off some of them first.", field="whom")
    approach = Approach(
        consultation_id=consultation.id,
        whom=whom,
        who=who,
        due=due,
        note="",
        created_at=now,
        created_by_id=by.id,
    )
    db.session.add(approach)
    _tell("approach:planned", approach, consultation, by, now)
    return approach


def finish_approach(approach: Approach, note: str, *, by: Person, now: datetime) -> Approach:
    """Tick it off, with a word on what came of it. Raises Refused, Conflict where somebody did before."""
    note = _line(note, "note")
    if approach.done_at is not None:
        raise Conflict("Somebody ticked this off already.")
    approach.done_at, approach.done_by_id, approach.note = now, by.id, note
    _tell("approach:finished", approach, approach.consultation, by, now)
    return approach


def reopen_approach(approach: Approach, *, by: Person, now: datetime) -> Approach:
    """Put it back on the list: it was ticked off by mistake, or is to be tried again."""
    approach.done_at = approach.done_by_id = None
    _tell("approach:reopened", approach, approach.consultation, by, now)
    return approach


def ask_for_opinions(consultation: Consultation, *, by: Person, now: datetime, back: str) -> Work:
    """Ask for opinion groups to be found. Raises Refused where too few have voted."""
    voters = count_voters(consultation)
    if voters < FEWEST_VOTERS:
        raise Refused(f"Opinion groups are looked for once {FEWEST_VOTERS} people have voted; {voters} have.")
    work = works.ask(KIND, consultation.slug, by=by.public_id, now=now, back=back)
    chain = consultation.public_id
    record("opinions:asked", consultation.slug, by=by.public_id, now=now, chain=chain, detail={"voters": voters})
    return work


def _line(typed: str, field: str) -> str:
    line = " ".join(normalise(typed).split())
    if len(line) > LONGEST:
        raise Refused(f"Write up to {LONGEST} letters here.", field=field)
    return line


def _tell(action: str, approach: Approach, consultation: Consultation, by: Person, now: datetime) -> None:
    db.session.flush()
    record(action, approach.public_id, by=by.public_id, now=now, chain=consultation.public_id)
    emit(action, approach.public_id, now=now, consultation=consultation.slug, by=by.public_id)
