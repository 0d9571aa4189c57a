"""The library of reasons: kept by officers, in versions, picked from when answers are drafted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from consult.accounts.models import Person
from consult.answers.forms import LONGEST_REASON
from consult.answers.models import FateEntry
from consult.answers.reasons.models import LibraryReason, LibraryText
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.core.errors import NOT_HERE, Conflict, Missing, Refused
from consult.core.normal import normalise
from consult.database import take_turn
from consult.extensions import db

LONGEST_NAME = 80
MOST = 200
"""Reasons that can be picked in one consultation: more would be no help to anybody."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A reason as it is offered: its newest words, and which text they are."""

    public_id: str
    name: str
    text: str
    text_id: int


def add(
    consultation: Consultation, name: str, text: str, *, everywhere: bool, by: Person, now: datetime
) -> LibraryReason:
    """Put a reason into the library, for this consultation or for all of its owner. Raises Refused, Conflict."""
    name, text = _name(name), _text(text)
    _lock(consultation)
    offered = list_picks(consultation)
    if any(one.name.casefold() == name.casefold() for one in offered):
        raise Conflict("There is a reason of this name. Change that one, or choose another name.", field="name")
    if len(offered) >= MOST:
        raise Conflict(f"There are {MOST} reasons. Retire those nobody uses first.", field="name")
    made = LibraryReason(
        owner_id=consultation.owner_id,
        consultation_id=None if everywhere else consultation.id,
        name=name,
        created_at=now,
    )
    made.texts = [LibraryText(number=1, text=text, by_id=by.id, at=now)]
    db.session.add(made)
    db.session.flush()
    _record("reason:added", consultation, made, by, now, name=name, text=text)
    return made


def reword(
    consultation: Consultation, reason: LibraryReason, name: str, text: str, *, seen: int, by: Person, now: datetime
) -> None:
    """Give a reason another name or new words; answers given with the ones before keep them.

    Raises Conflict where somebody gave it new words since version `seen`, Refused.
    """
    name, text = _name(name), _text(text)
    _lock(consultation)
    db.session.refresh(reason)
    newest = newest_of(reason)
    if newest.number != seen:
        raise Conflict("Somebody gave this reason new words since you opened it. Read them, then decide.", field="text")
    if any(
        one.name.casefold() == name.casefold() and one.public_id != reason.public_id for one in list_picks(consultation)
    ):
        raise Conflict("There is another reason of this name.", field="name")
    reason.name = name
    if text != newest.text:
        reason.texts.append(LibraryText(number=newest.number + 1, text=text, by_id=by.id, at=now))
    db.session.flush()
    _record("reason:reworded", consultation, reason, by, now, name=name, text=text)


def retire(consultation: Consultation, reason: LibraryReason, retired: bool, *, by: Person, now: datetime) -> None:
    """Offer a reason no longer, or again."""
    _lock(consultation)
    db.session.refresh(reason)
    if (reason.retired_at is not None) == retired:
        return
    reason.retired_at = now if retired else None
    _record("reason:retired" if retired else "reason:offered-again", consultation, reason, by, now)


def _lock(consultation: Consultation) -> None:
    """Let one change of the library of an owner follow the other."""
    take_turn(db.session.connection(), f"reasons {consultation.owner_id}")


def newest_of(reason: LibraryReason) -> LibraryText:
    """Return the newest words of a reason."""
    return reason.texts[-1]


def list_picks(consultation: Consultation) -> Sequence[Pick]:
    """List the reasons offered in a consultation, by name: one query."""
    newest = (
        select(func.max(LibraryText.id)).where(LibraryText.reason_id == LibraryReason.id).correlate(LibraryReason)
    ).scalar_subquery()
    rows = (
        select(LibraryReason.public_id, LibraryReason.name, LibraryText.text, LibraryText.id)
        .join(LibraryText, LibraryText.id == newest)
        .where(*_offered_in(consultation), LibraryReason.retired_at.is_(None))
        .order_by(func.lower(LibraryReason.name), LibraryReason.id)
        .limit(MOST)
    )
    return [Pick(*row) for row in db.session.execute(rows)]


def find_pick(consultation: Consultation, public_id: str) -> Pick | None:
    """Return a reason that is offered in a consultation, or None."""
    return next((one for one in list_picks(consultation) if one.public_id == public_id), None)


def list_reasons(consultation: Consultation) -> Sequence[LibraryReason]:
    """List all reasons of a consultation and its owner, retired ones last, with their versions."""
    return db.session.scalars(
        select(LibraryReason)
        .where(*_offered_in(consultation))
        .options(selectinload(LibraryReason.texts).joinedload(LibraryText.by))
        .order_by(LibraryReason.retired_at.is_not(None), func.lower(LibraryReason.name), LibraryReason.id)
    ).all()


def get_reason(consultation: Consultation, public_id: str) -> LibraryReason:
    """Return a reason of a consultation or its owner, with its versions. Raises Missing."""
    found = db.session.scalars(
        select(LibraryReason)
        .where(LibraryReason.public_id == public_id, *_offered_in(consultation))
        .options(selectinload(LibraryReason.texts).joinedload(LibraryText.by))
    ).one_or_none()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def count_uses(reasons: Collection[LibraryReason]) -> Mapping[int, int]:
    """Count the answers, drafted or published, a reason was placed in, by its id: one query."""
    rows = (
        select(LibraryText.reason_id, func.count(FateEntry.id))
        .join(FateEntry, FateEntry.library_text_id == LibraryText.id)
        .where(LibraryText.reason_id.in_([one.id for one in reasons]))
        .group_by(LibraryText.reason_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def find_text(consultation: Consultation, text_id: int) -> LibraryText | None:
    """Return a text of the library by its id, where it may be used in a consultation."""
    return db.session.scalars(
        select(LibraryText)
        .join(LibraryText.reason)
        .where(LibraryText.id == text_id, *_offered_in(consultation))
        .options(joinedload(LibraryText.reason))
    ).one_or_none()


def _offered_in(consultation: Consultation):  # type: ignore[no-untyped-def]  # conditions of a select
    return (
        LibraryReason.owner_id == consultation.owner_id,
        or_(LibraryReason.consultation_id.is_(None), LibraryReason.consultation_id == consultation.id),
    )


def _name(name: str) -> str:
    name = " ".join(normalise(name).split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(f"Give it a short name, up to {LONGEST_NAME} characters.", field="name")
    return name


def _text(text: str) -> str:
    text = normalise(text).strip()
    if not text or len(text) > LONGEST_REASON:
        raise Refused(f"Write the reason, in up to {LONGEST_REASON:,} characters.", field="text")
    return text


def _record(
    action: str, consultation: Consultation, reason: LibraryReason, by: Person, now: datetime, **more: object
) -> None:
    detail = {"reason": reason.public_id, **more}
    record(action, consultation.slug, by=by.public_id, now=now, chain=consultation.public_id, detail=detail)
