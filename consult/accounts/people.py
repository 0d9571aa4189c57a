"""People: finding them, making them, their names and sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.accounts.queries import find_person_by_email
from consult.audit.service import record
from consult.core.errors import Refused
from consult.extensions import db

LONGEST_NAME = 100


def ensure_person(email: str, name: str, now: datetime) -> Person:
    """Return the person with this address (in its normal form), made where missing; `name` may be empty.

    A name is given to somebody who has none yet, never over one they chose.
    """
    person = find_person_by_email(email)
    if person is None:
        person = _make(email, now)
    if name and not person.name:
        person.name = name[:LONGEST_NAME]
        db.session.flush()
    return person


def _make(email: str, now: datetime) -> Person:
    person = Person(name="", email=email, created_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError:
        # Somebody else's request made them a moment before.
        found = find_person_by_email(email)
        if found is None:
            raise
        return found
    record("person:made", person.public_id, by=person.public_id, now=now)
    return person


def rename(person: Person, name: str, *, now: datetime, by: Person | None = None) -> None:
    """Change the name shown beside what a person says from now on; `by`: themselves if none. Raises Refused."""
    if not name.strip():
        raise Refused("Write the name you want shown.", field="name")
    if len(name) > LONGEST_NAME:
        raise Refused(f"Write a name of up to {LONGEST_NAME} letters.", field="name")
    person.name = name.strip()
    record("person:renamed", person.public_id, by=(by or person).public_id, now=now)


def end_sessions(person: Person, *, now: datetime) -> None:
    """Sign a person out everywhere."""
    person.session_number += 1
    record("person:signed_out_everywhere", person.public_id, by=person.public_id, now=now)


def make_administrator(person: Person, *, by: Person | None, now: datetime) -> None:
    """Make a person an administrator; the first one is made at the command line, by nobody."""
    if not person.is_administrator:
        person.is_administrator = True
        record("person:made_administrator", person.public_id, by=by.public_id if by else None, now=now)
