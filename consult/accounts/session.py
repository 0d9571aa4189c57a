"""Who is asking: the person of the present request."""

from __future__ import annotations

from datetime import timedelta

from flask import session
from flask_login import current_user, login_user, logout_user
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Membership, Person
from consult.core.errors import Unknown
from consult.extensions import db, login

REMEMBERED = timedelta(days=30)

_WITH_MEMBERSHIPS = (
    select(Person)
    .where(Person.public_id == bindparam("public_id"))
    .options(joinedload(Person.memberships).joinedload(Membership.organisation))
)
"""Asked with every page for somebody signed in, so built once."""


def sign_in_person(person: Person) -> None:
    """Begin a session of this person's own in the present request; call it after the commit.

    Whatever the session held before goes, so that a session somebody else prepared is worth nothing.
    """
    session.clear()
    login_user(person, remember=True, duration=REMEMBERED)


def sign_out_person() -> None:
    """End the session of the present request, and forget the browser."""
    session.clear()
    logout_user()


def current_person() -> Person | None:
    """Return the signed-in person, or None."""
    person = current_user._get_current_object()
    return person if isinstance(person, Person) else None


def the_person() -> Person:
    """Return the signed-in person. Raises Unknown, which asks to sign in and leads back here."""
    person = current_person()
    if person is None:
        raise Unknown("Sign in first. We will bring you back here.")
    return person


@login.user_loader  # type: ignore[untyped-decorator]  # flask-login has no types
def load_person(session_id: str) -> Person | None:
    """Return the person of a session with memberships, or None once it was ended or they were erased."""
    public_id, _, number = session_id.partition(".")
    person = db.session.scalars(_WITH_MEMBERSHIPS, {"public_id": public_id}).unique().one_or_none()
    if person is None or person.erased_at is not None or str(person.session_number) != number:
        return None
    return person
