"""Signing in without passwords: a mailed six-digit code, and a link that does the same.

Nothing here looks a person up before the code was right, so that a known and an unknown address cost the same
work and get the same answer.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, func, select, update

from consult.accounts.letters import sign_in_letter
from consult.accounts.models import Person, SignInCode
from consult.accounts.people import ensure_person
from consult.core.errors import Refused, TooMuch
from consult.extensions import db
from consult.infra.keyed import digest, same
from consult.infra.limits import limits_on
from consult.infra.mail import Letter

LASTS = timedelta(minutes=10)
TRIES = 5
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CODES_PER_ADDRESS = 6
"""Codes one e-mail address may ask for in an hour."""
CODES_PER_NETWORK = 120
"""Codes one network address may ask for in an hour: a library or a meeting room has one for all."""
WRONG_PER_DAY = 20
"""Wrong codes for one e-mail address in a day; then only the mailed link works, which nobody can guess."""
KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Asked:
    """A code was asked for: the form keeps `handle`; after the commit `send_now` of infra.mail sends `letter`."""

    handle: str
    email: str
    letter: Letter


@dataclass(frozen=True, slots=True)
class Wrong:
    """The code or link opens nothing, and why. Commit all the same: the try is counted.

    `again`: another try with the same code makes sense.
    """

    message: str
    again: bool


GONE = "This code no longer works: it was used, or its ten minutes are over. Ask for a new one."
GONE_LINK = "This link no longer works: it was used, or its ten minutes are over. Ask for a new one."
SPENT = "That code was mistyped five times, so it no longer works. Ask for a new one."
LINK_ONLY = "Codes for this address were mistyped many times today. Open the link in the newest mail: it still works."


def normal_email(email: str) -> str:
    """Return an e-mail address in the one form it is stored in. Raises Refused."""
    try:
        # Only addresses every mail server can take: a local part in ASCII, the domain as the network knows it.
        valid = validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False)
        return (valid.ascii_email or valid.normalized).lower()
    except EmailNotValidError:
        message = "Write your e-mail address in full, like name@example.org"
        raise Refused(message, field="email") from None


def ask_code(email: str, *, asked_from: str, now: datetime, next_path: str = "/") -> Asked:
    """Make a code and a link for an address, known or not. Raises Refused, and TooMuch past the limits.

    `asked_from`: `infra.limits.asked_from()`. `next_path`: where the mailed link leads, a path of this site.
    """
    email = normal_email(email)
    _refuse_too_many(email, asked_from, now)
    handle, code, token = secrets.token_hex(16), f"{secrets.randbelow(1_000_000):06}", secrets.token_hex(20)
    db.session.add(
        SignInCode(
            handle=handle,
            email=email,
            code_hash=digest("code", f"{handle} {code}"),
            link_hash=digest("link", token),
            asked_at=now,
            expires_at=now + LASTS,
            asked_from=asked_from,
        )
    )
    db.session.flush()
    return Asked(handle, email, sign_in_letter(email, code, token, next_path))


def _refuse_too_many(email: str, asked_from: str, now: datetime) -> None:
    if not limits_on():
        return
    recent = select(func.count()).select_from(SignInCode).where(SignInCode.asked_at > now - HOUR)
    if (db.session.scalar(recent.where(SignInCode.email == email)) or 0) >= CODES_PER_ADDRESS:
        message = "Many codes went to this address in the last hour. Use the newest one, or wait an hour."
        raise TooMuch(message, field="email")
    if (db.session.scalar(recent.where(SignInCode.asked_from == asked_from)) or 0) >= CODES_PER_NETWORK:
        message = "Many codes were asked for from where you are in the last hour. Wait a little, then try again."
        raise TooMuch(message, field="email")


def check_code(handle: str, code: str, *, now: datetime, name: str = "") -> Person | Wrong:
    """Return the person a code belongs to, made where missing, or what is wrong; commit in both cases."""
    asked = select(SignInCode).where(SignInCode.handle == _plain(handle))
    row = db.session.scalars(asked.with_for_update()).one_or_none()
    if row is None or row.used_at is not None or row.expires_at <= now:
        return Wrong(GONE, again=False)
    if row.tries >= TRIES:
        return Wrong(SPENT, again=False)
    if limits_on() and _wrong_today(row.email, now) >= WRONG_PER_DAY:
        return Wrong(LINK_ONLY, again=False)
    digits = "".join(letter for letter in code if letter in "0123456789")
    if not same(row.code_hash, digest("code", f"{handle} {digits}")):
        row.tries += 1
        db.session.flush()
        left = TRIES - row.tries
        if not left:
            return Wrong(SPENT, again=False)
        tries = "one more try" if left == 1 else f"{left} more tries"
        return Wrong(f"That is not the code in the mail. Look again: you have {tries}.", again=True)
    return _use(row, name, now)


def _wrong_today(email: str, now: datetime) -> int:
    tries = select(func.sum(SignInCode.tries)).where(SignInCode.email == email, SignInCode.asked_at > now - DAY)
    return db.session.scalar(tries) or 0


def find_link(token: str, *, now: datetime) -> SignInCode | None:
    """Return the unused, unexpired code a mailed link belongs to, or None; using it up takes `check_link`."""
    return db.session.scalars(
        select(SignInCode).where(
            SignInCode.link_hash == digest("link", token),
            SignInCode.used_at.is_(None),
            SignInCode.expires_at > now,
        )
    ).one_or_none()


def check_link(token: str, *, now: datetime, name: str = "") -> Person | Wrong:
    """Return the person a mailed link belongs to, made where missing, or what is wrong."""
    found = find_link(token, now=now)
    if found is None:
        return Wrong(GONE_LINK, again=False)
    # Two requests may have found it: only one of them gets it.
    row = db.session.scalars(
        select(SignInCode)
        .where(SignInCode.id == found.id, SignInCode.used_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    return Wrong(GONE_LINK, again=False) if row is None else _use(row, name, now)


def make_link(email: str, *, now: datetime) -> str:
    """Return the token of a one-time sign-in link, for the person at the command line who sees it printed."""
    handle, token = secrets.token_hex(16), secrets.token_hex(20)
    db.session.add(
        SignInCode(
            handle=handle,
            email=normal_email(email),
            # No code was mailed, so none may be guessed.
            code_hash=digest("code", secrets.token_hex(32)),
            link_hash=digest("link", token),
            asked_at=now,
            expires_at=now + DAY,
            asked_from="command line",
        )
    )
    db.session.flush()
    return token


def _plain(handle: str) -> str:
    """Return a handle that may be asked for; what we never made (a NUL among it) is no handle."""
    return handle if handle.isalnum() and handle.isascii() else ""


def find_asked(handle: str, *, now: datetime) -> SignInCode | None:
    """Return the unused, unexpired code a form's handle names, or None: to say which address it went to."""
    return db.session.scalars(
        select(SignInCode).where(
            SignInCode.handle == _plain(handle), SignInCode.used_at.is_(None), SignInCode.expires_at > now
        )
    ).one_or_none()


def _use(row: SignInCode, name: str, now: datetime) -> Person:
    """Use up a code, and every other one this address still holds."""
    db.session.execute(
        update(SignInCode).where(SignInCode.email == row.email, SignInCode.used_at.is_(None)).values(used_at=now)
    )
    return ensure_person(row.email, name, now)


def clear_old_codes(now: datetime) -> None:
    """Remove codes that count for no limit any more."""
    db.session.execute(delete(SignInCode).where(SignInCode.asked_at < now - KEPT, SignInCode.expires_at < now))
