"""Comment first, say who you are afterwards: what was typed waits until its author is known.

It is no contribution yet: seen by nobody, not counted, gone after 14 days. A name only makes it a held contribution
instead, which officers see and which never lapses.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.consultations.models import Consultation
from consult.contributions.alongside import cast_vote
from consult.contributions.areas import declare
from consult.contributions.commenting import add, check
from consult.contributions.door import lock, require_open, require_sent_in_time, was_sent_in_time
from consult.contributions.models import Contribution, Status, Waiting
from consult.contributions.proposals import changes_back
from consult.contributions.speaking import LONGEST_NAME, NAMELESS, NewComment, Speaker, speaker_hat
from consult.contributions.suggesting import NewSuggestion, add_suggestion, check_suggestion
from consult.core.errors import Closed, ConsultError, Missing, Refused
from consult.core.normal import normalise
from consult.documents.models import Document, Revision
from consult.extensions import db
from consult.infra.keyed import digest

LASTS = timedelta(days=14)
TEXTS = ("body", "clause", "quote", "prefix", "suffix", "reply_to", "organisation")
GONE = (
    "Nothing waits here any more: it was sent, or its 14 days are over. If you still have the words, "
    "open the document and send them again."
)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What became of something that waited: a contribution, unless it was a vote only; and why a vote was not taken."""

    contribution: Contribution | None
    voted: bool
    vote_problem: str = ""


def leave_waiting(document: Document, typed: Mapping[str, Any], *, now: datetime) -> str:
    """Keep what somebody typed until they say who they are; return the secret that finds it again.

    typed: the fields of NewComment that a person may fill in, and `vote` on the clause's words; for a suggestion
    `changes` (see `changes_kept`), its reason as `body` and its revision. Raises Closed, Refused.
    """
    document = lock(document)
    require_open(document, now)
    vote_only = bool(typed.get("vote")) and not str(typed.get("body") or "").strip()
    if typed.get("changes"):
        check_suggestion(document, suggestion_of(typed))
    else:
        check(document, comment_of(typed), vote_only=vote_only)
    token = secrets.token_urlsafe(24)
    db.session.add(
        Waiting(
            token_hash=digest("waiting", token),
            document_id=document.id,
            typed={key: value for key, value in typed.items() if value not in (None, "")},
            sent_at=now,
            expires_at=now + LASTS,
        )
    )
    db.session.flush()
    return token


def find_waiting(token: str, now: datetime) -> Waiting | None:
    """Return what waits under a secret, with its document and what it became, or None."""
    return db.session.scalars(
        select(Waiting)
        .where(Waiting.token_hash == digest("waiting", token), Waiting.expires_at > now)
        .options(
            joinedload(Waiting.document).joinedload(Document.consultation).joinedload(Consultation.owner),
            joinedload(Waiting.document).joinedload(Document.newest_revision).joinedload(Revision.save_),
            joinedload(Waiting.contribution),
        )
    ).one_or_none()


def get_waiting(token: str, now: datetime) -> Waiting:
    """Return what waits under a secret. Raises Missing."""
    waiting = find_waiting(token, now)
    if waiting is None:
        raise Missing(GONE)
    return waiting


def comment_of(typed: Mapping[str, Any]) -> NewComment:
    """Read what waits as a comment."""
    texts: dict[str, Any] = {name: typed.get(name) or "" for name in TEXTS}
    hint = typed.get("hint")
    return NewComment(revision=typed.get("revision"), hint=(hint[0], hint[1]) if hint else None, **texts)


def suggestion_of(typed: Mapping[str, Any]) -> NewSuggestion:
    """Read what waits as a suggestion."""
    return NewSuggestion(
        changes=changes_back(typed["changes"]),
        reason=str(typed.get("body") or ""),
        revision=typed.get("revision"),
        organisation=typed.get("organisation"),
    )


def _add(document: Document, typed: Mapping[str, Any], speaker: Speaker, now: datetime) -> Contribution:
    """Add what waited, a comment or a suggestion."""
    if typed.get("changes"):
        return add_suggestion(document, suggestion_of(typed), speaker, now=now)
    return add(document, comment_of(typed), speaker, now=now)


def confirm_waiting(token: str, person: Person, now: datetime) -> Confirmed:
    """Make what waits a contribution of `person`'s own, once; a second time gives the same one.

    Raises Missing, Closed when it is no longer in time, and whatever `comment` raises about its words. What waits stays
    where it is then, so that nothing typed is lost.
    """
    waiting = _locked(token, now)
    if waiting.contribution is not None:
        return Confirmed(waiting.contribution, voted=False)
    document, typed = lock(waiting.document), waiting.typed
    made_in = require_sent_in_time(document, waiting.sent_at, now)
    contribution = None
    if str(typed.get("body") or "").strip():
        hat = speaker_hat(typed.get("organisation"), person)
        still_open = _is_open(document, now)
        speaker = Speaker(
            name=person.name or NAMELESS,
            person=person,
            organisation=hat,
            made_in=made_in,
            at=now if still_open else waiting.sent_at,
            sent_in_time=_sent_in_time(waiting, now),
        )
        contribution = _add(document, typed, speaker, now)
        declare(contribution, typed.get("area"), now=now)
        waiting.contribution = contribution
    voted, problem = _vote(document, typed, person, now)
    if contribution is None:
        if problem:
            raise Closed(problem)
        db.session.delete(waiting)
    db.session.flush()
    return Confirmed(contribution, voted, problem)


def leave_with_name(token: str, name: str, now: datetime) -> Contribution:
    """Make what waits a held contribution under a name only: it never lapses, and an officer looks at it.

    Raises Missing, Closed, Refused without a name or for a vote, which needs a person.
    """
    waiting = _locked(token, now)
    if waiting.contribution is not None:
        return waiting.contribution
    name = normalise(name).strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refused(f"Write your name, in up to {LONGEST_NAME} letters.", field="name")
    if not str(waiting.typed.get("body") or "").strip():
        raise Refused("A vote needs an e-mail address, so that each person has one.", field="email")
    document = lock(waiting.document)
    made_in = require_sent_in_time(document, waiting.sent_at, now)
    speaker = Speaker(name=name, made_in=made_in, at=now, status=Status.HELD, sent_in_time=_sent_in_time(waiting, now))
    typed = {key: value for key, value in waiting.typed.items() if key != "organisation"}
    contribution = _add(document, typed, speaker, now)
    declare(contribution, typed.get("area"), now=now)
    waiting.contribution = contribution
    db.session.flush()
    return contribution


def note_email(waiting: Waiting, email: str) -> None:
    """Remember where the code for something that waits was sent."""
    waiting.email = email


def clear_old_waiting(now: datetime) -> int:
    """Remove what nobody said was theirs in 14 days; return how many."""
    return db.session.execute(delete(Waiting).where(Waiting.expires_at <= now)).rowcount  # type: ignore[attr-defined,no-any-return]


def _locked(token: str, now: datetime) -> Waiting:
    """Return what waits, held against a second press of the button until the commit. Raises Missing."""
    found = get_waiting(token, now)
    return db.session.scalars(
        select(Waiting)
        .where(Waiting.id == found.id)
        .with_for_update(of=Waiting)
        .execution_options(populate_existing=True)
    ).one()


def _sent_in_time(waiting: Waiting, now: datetime) -> bool:
    """Say whether it was sent before an earlier closing, so that it does not matter what is open again now."""
    consultation = waiting.document.consultation
    return consultation.reopened is not None and was_sent_in_time(consultation, waiting.sent_at, now)


def _is_open(document: Document, now: datetime) -> bool:
    try:
        require_open(document, now)
    except Closed:
        return False
    return True


def _vote(document: Document, typed: Mapping[str, Any], person: Person, now: datetime) -> tuple[bool, str]:
    """Cast the vote that came along. A vote that cannot be taken never costs the words beside it."""
    if not typed.get("vote") or not typed.get("clause"):
        return False, ""
    try:
        cast_vote(document, typed["clause"], typed.get("revision"), typed["vote"], person=person, now=now)
    except ConsultError as error:
        return False, error.message
    return True, ""
