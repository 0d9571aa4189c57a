"""Decision-makers: named and invited by officers, they say "I have read this", once for each version they read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.locking import lock
from consult.consultations.models import Consultation
from consult.core.errors import NOT_HERE, Conflict, Denied, Missing, Refused
from consult.core.normal import normalise
from consult.extensions import db
from consult.infra.keyed import digest, same
from consult.insight.summary.models import DecisionMaker, SummaryReading, SummarySave
from consult.jobs.service import emit

LASTS = timedelta(days=30)
SECRET = 32
"""Letters of the link's secret: it is reckoned from the invitation's id and the site's key, so that none is stored."""
LONGEST = 1_000
"""Characters somebody may add to their reading."""
MOST = 100
"""Decision-makers of one consultation: a whole council, not a mailing list."""

_WHOLE = select(DecisionMaker).options(
    joinedload(DecisionMaker.person),
    joinedload(DecisionMaker.invited_by),
    joinedload(DecisionMaker.consultation).joinedload(Consultation.owner),
)


def invite(consultation: Consultation, email: str, *, by: Person, now: datetime) -> DecisionMaker:
    """Name a decision-maker by address (in its normal form) and have the invitation mailed; again mails it anew.

    Raises Refused for somebody who accepted already.
    """
    lock(consultation)
    there = list_deciders(consultation)
    found = next((one for one in there if one.email == email), None)
    if found is not None and found.accepted_at is not None:
        raise Refused("They are on the list already.", field="email")
    if found is None:
        if len(there) >= MOST:
            raise Refused(f"Up to {MOST} people can be named here. Take somebody off the list first.", field="email")
        found = DecisionMaker(consultation_id=consultation.id, email=email, invited_by_id=by.id, invited_at=now)
        db.session.add(found)
    found.invited_at, found.invited_by_id = now, by.id
    db.session.flush()
    _note("decider:invited", found, consultation, by, now)
    emit("decider:invited", consultation.slug, now=now, invitation=found.public_id)
    return found


def take_off(consultation: Consultation, public_id: str, *, by: Person, now: datetime) -> None:
    """Take somebody off the list; what they said they read stays. Nothing happens where they are not on it."""
    lock(consultation)
    for one in list_deciders(consultation):
        if one.public_id == public_id:
            one.withdrawn_at = now
            _note("decider:uninvited", one, consultation, by, now)


def list_deciders(consultation: Consultation) -> Sequence[DecisionMaker]:
    """List the decision-makers of a consultation, invited or there, in the order they were named."""
    return db.session.scalars(
        _WHOLE.where(DecisionMaker.consultation_id == consultation.id, DecisionMaker.withdrawn_at.is_(None)).order_by(
            DecisionMaker.id
        )
    ).all()


def decides_in(consultation: Consultation, person: Person) -> bool:
    """Say whether a person is a decision-maker of a consultation; one query."""
    found = select(DecisionMaker.id).where(
        DecisionMaker.consultation_id == consultation.id,
        DecisionMaker.person_id == person.id,
        DecisionMaker.withdrawn_at.is_(None),
    )
    return db.session.execute(found.limit(1)).first() is not None


def find_mailed(public_id: str) -> DecisionMaker | None:
    """Return an invitation by its public id, for the mail that tells of it, or None."""
    return db.session.scalars(_WHOLE.where(DecisionMaker.public_id == public_id)).one_or_none()


def secret_of(invitation: DecisionMaker) -> str:
    """Return what stands in the mailed link: the public id and a secret only this site can reckon."""
    return f"{invitation.public_id}-{digest('decider', invitation.public_id)[:SECRET]}"


def get_invitation(secret: str, now: datetime) -> DecisionMaker:
    """Return the invitation of a mailed link. Raises Missing, also for one that has lapsed or was taken back."""
    public_id, _, sent = secret.partition("-")
    if not public_id.isalnum() or not same(digest("decider", public_id)[:SECRET], sent):
        raise Missing(NOT_HERE)
    found = find_mailed(public_id)
    lapsed = found is not None and found.accepted_at is None and found.invited_at <= now - LASTS
    if found is None or found.withdrawn_at is not None or lapsed:
        raise Missing("This invitation is no longer open. Ask the council to send a new one.")
    return found


def may_accept(invitation: DecisionMaker, person: Person) -> bool:
    """Say whether an invitation is for a person: it went to their address."""
    return person.email == invitation.email


def accept(invitation: DecisionMaker, person: Person, now: datetime) -> None:
    """Be a decision-maker from now on; a second time changes nothing. Raises Denied, Conflict, Missing."""
    if not may_accept(invitation, person):
        raise Denied("This invitation was sent to somebody else. Sign in with the address it was sent to.")
    lock(invitation.consultation)
    db.session.refresh(invitation, ["accepted_at", "person_id", "withdrawn_at"])
    if invitation.withdrawn_at is not None:
        raise Missing("This invitation is no longer open. Ask the council to send a new one.")
    if invitation.accepted_at is not None and invitation.person_id != person.id:
        raise Conflict("This invitation was accepted already.")
    if invitation.accepted_at is None:
        invitation.accepted_at, invitation.person_id = now, person.id
        db.session.flush()
        _note("decider:accepted", invitation, invitation.consultation, person, now)


def say_read(
    consultation: Consultation, save: SummarySave, *, by: Person, now: datetime, words: str = ""
) -> SummaryReading:
    """Say that one has read a version; public, and in the audit chain. A second time changes nothing.

    Raises Denied for whoever is no decision-maker here, Conflict for a version nobody signed, Refused for long words.
    """
    if not decides_in(consultation, by):
        raise Denied("This is for the people who decide in this consultation.")
    lock(consultation)
    db.session.expire(save, ["readings"])
    if not save.signatures:
        raise Conflict("Nobody has signed this version off yet, so its words may still change. Come back when it is.")
    given = next((one for one in save.readings if one.person_id == by.id), None)
    if given is not None:
        return given
    words = normalise(words).strip()
    if len(words) > LONGEST:
        raise Refused(f"Write it in up to {LONGEST:,} letters; this has {len(words):,}.", field="words")
    reading = SummaryReading(
        save_id=save.id, person_id=by.id, name=by.name or "A decision-maker", words=words, hash=save.hash, at=now
    )
    save.readings.append(reading)
    db.session.flush()
    detail: dict[str, object] = {"version": save.number, "hash": save.hash, "name": reading.name, "words": words}
    record("summary:read", consultation.slug, by=by.public_id, now=now, chain=consultation.public_id, detail=detail)
    emit("summary:read", consultation.slug, now=now, version=save.number)
    return reading


def _note(action: str, decider: DecisionMaker, consultation: Consultation, by: Person, now: datetime) -> None:
    detail: dict[str, object] = {"invitation": decider.public_id}
    record(action, consultation.slug, by=by.public_id, now=now, chain=consultation.public_id, detail=detail)
