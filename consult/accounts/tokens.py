"""API tokens: shown once, stored as keyed hashes, scoped, and ended by their owner."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.models import ApiToken, Membership, Person
from consult.audit.service import record
from consult.core.errors import Missing, Refused
from consult.extensions import db
from consult.infra import clock
from consult.infra.keyed import digest

SCOPES = ("read", "write")
MOST = 50
"""Tokens one person may hold at a time."""


def issue_token(person: Person, name: str, scope: str, now: datetime) -> tuple[ApiToken, str]:
    """Make a token and return it with its plain form, which nobody sees again; `scope`: "read" or "write"."""
    if scope not in SCOPES:
        raise Refused("Choose what the token may do: read, or read and write.", field="scope")
    if not name.strip():
        raise Refused("Say what the token is for, so that you know it again.", field="name")
    if len(list_tokens(person)) >= MOST:
        raise Refused(f"You have {MOST} tokens. End one you no longer use first.", field="name")
    plain = f"fd_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        person_id=person.id, name=name.strip(), token_hash=digest("token", plain), scope=scope, created_at=now
    )
    token.person = person
    db.session.add(token)
    db.session.flush()
    record(
        "token:issued",
        person.public_id,
        by=person.public_id,
        now=now,
        detail={"token": token.id, "scope": scope},
    )
    return token, plain


def find_token(plain: str) -> ApiToken | None:
    """Return the token with this plain form and its person with memberships, or None once it was ended."""
    return (
        db.session.scalars(
            select(ApiToken)
            .join(ApiToken.person)
            .where(
                ApiToken.token_hash == digest("token", plain),
                ApiToken.revoked_at.is_(None),
                Person.erased_at.is_(None),
            )
            .options(joinedload(ApiToken.person).joinedload(Person.memberships).joinedload(Membership.organisation))
        )
        .unique()
        .one_or_none()
    )


def note_use(token: ApiToken, now: datetime) -> None:
    """Note the day a token was used, from a request that writes anyway."""
    today = clock.start_of_day(clock.to_london(now).date())
    if token.last_used_on != today:
        token.last_used_on = today


def list_tokens(person: Person) -> Sequence[ApiToken]:
    """List a person's tokens that still work, newest first."""
    return db.session.scalars(
        select(ApiToken)
        .where(ApiToken.person_id == person.id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.id.desc())
    ).all()


def revoke_token(person: Person, token_id: int, *, now: datetime) -> None:
    """End one of a person's own tokens. Raises Missing."""
    token = db.session.scalars(
        select(ApiToken).where(ApiToken.id == token_id, ApiToken.person_id == person.id, ApiToken.revoked_at.is_(None))
    ).one_or_none()
    if token is None:
        raise Missing("There is no such token, or it was ended before.")
    token.revoked_at = now
    record("token:revoked", person.public_id, by=person.public_id, now=now, detail={"token": token.id})
