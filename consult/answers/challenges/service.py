"""Challenges of what a change is called: made by readers, answered by officers, in public.

What was published stays in the record and its chain; a change called something else gets a later row, with date and
name, and the newest row holds. One answer settles all that wait on a change, since all of them ask for the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from consult.accounts.models import Person
from consult.answers.challenges.models import Challenge
from consult.audit.service import record
from consult.consultations.stages import stage_now
from consult.contributions.service import lock
from consult.core.editorial import why_material
from consult.core.errors import NOT_HERE, Closed, Conflict, Missing, Refused, TooMuch
from consult.core.normal import normalise
from consult.core.stages import Act, Circle, circle
from consult.documents.class_models import Reclassing
from consult.documents.classing import list_reclassings
from consult.documents.counting import raise_counts_version
from consult.documents.models import ClauseChange, Document, Revision
from consult.extensions import db
from consult.infra.limits import limits_on
from consult.jobs.service import emit

LONGEST = 2_000
PER_DAY = 20
"""Challenges one person may bring in a day."""


def challenge(
    change: ClauseChange, reason: str, *, by: Person, now: datetime, editorial: bool | None = None
) -> Challenge:
    """Say that a change is called the wrong thing. Raises Refused, Closed, TooMuch, and Conflict for a second one.

    editorial: what it was called when they read it, where that is known. Raises Conflict where it is so no more.
    """
    document = lock(change.revision.document)
    require_stage(document, Act.CHALLENGE, now)
    if change.op == "moved":
        raise Refused("This clause only moved, with the same words. Comment on it instead.")
    reason = _reason(reason, "Say why, so that an officer can judge.")
    made = find_own(change, by)
    if made is not None and made.withdrawn_at is None:
        raise Conflict("You challenged this already. You can take it back below, as long as it has no answer.")
    _require_few(by, now)
    called = called_now(change)
    if editorial not in (None, called):
        now_called = "a slip put right" if called else "a change of meaning"
        raise Conflict(f"It is called {now_called} since you read it. Look if you still think otherwise.")
    if made is None:
        made = Challenge(change_id=change.id, by_id=by.id)
        db.session.add(made)
    elif made.reason != reason:  # what was hidden were the words before
        made.hidden_at = made.hidden_by_id = made.hidden_reason = None
    made.editorial, made.reason, made.at, made.withdrawn_at = not called, reason, now, None
    db.session.flush()
    _tell("challenge:made", made, document, by, now)
    return made


def withdraw(change: ClauseChange, *, by: Person, now: datetime) -> None:
    """Take one's own challenge back. Raises Missing, and Conflict once it is answered."""
    document = lock(change.revision.document)
    made = find_own(change, by)
    if made is None or made.withdrawn_at is not None:
        raise Missing(NOT_HERE)
    if made.answered_at is not None:
        raise Conflict("This has its answer, so both stay in the record.")
    made.withdrawn_at = now
    _tell("challenge:withdrawn", made, document, by, now)


def answer(change: ClauseChange, *, editorial: bool, reason: str, by: Person, now: datetime) -> Sequence[Challenge]:
    """Keep what a change is called or call it the other thing, with a public reason, for all who wait for an answer.

    editorial: what it is called from now on. Raises Conflict where nobody waits, Refused without a reason, or where it
    changes what a slip put right may not.
    """
    document = lock(change.revision.document)
    require_stage(document, Act.ANSWER, now)
    waiting = [one for one in list_challenges([change.id]).get(change.id, ()) if one.is_open]
    if not waiting:
        raise Conflict("Nobody waits for an answer here: it was given, or the challenge was taken back.")
    reason = _reason(reason, "Give a reason: it is shown in public, and those who asked get it.")
    if editorial != called_now(change):
        if editorial and (why := why_not_editorial(change)):
            raise Refused(f"It cannot be called a slip put right: it changes {', '.join(why)}.", field="called")
        db.session.add(Reclassing(change_id=change.id, editorial=editorial, reason=reason, at=now, by_id=by.id))
    for one in waiting:
        one.answered_at, one.answered_by_id, one.answer, one.granted = now, by.id, reason, one.editorial == editorial
        _tell("challenge:answered", one, document, by, now, editorial=editorial, reason=reason)
        emit("challenge:answered", one.public_id, now=now)
    return waiting


def hide(made: Challenge, reason: str, *, by: Person, now: datetime) -> None:
    """Hide the words of a challenge; the public reason stands in their place. Raises Refused, Conflict."""
    document = lock(made.change.revision.document)
    if made.hidden_at is not None:
        raise Conflict("These words are hidden already.")
    reason = _reason(reason, "Give a reason: it stands in the place of the words.")
    made.hidden_at, made.hidden_by_id, made.hidden_reason = now, by.id, reason
    _tell("challenge:hidden", made, document, by, now, reason=reason)


def called_now(change: ClauseChange) -> bool:
    """Say whether a change is called editorial now: the newest that was said of it holds."""
    later = list_reclassings([change.id]).get(change.id)
    return later[-1].editorial if later else change.editorial


def why_not_editorial(change: ClauseChange) -> tuple[str, ...]:
    """Return why a change may not be called editorial; nothing where it may."""
    old, new = ("" if one is None else one.text for one in (change.old_wording, change.new_wording))
    if old is None or new is None:
        return ("words that were removed since",)
    return why_material(old, new)


def find_own(change: ClauseChange, person: Person) -> Challenge | None:
    """Return a person's challenge of a change, taken back or not, or None."""
    return db.session.scalars(
        select(Challenge)
        .where(Challenge.change_id == change.id, Challenge.by_id == person.id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def get_challenge(document: Document, public_id: str) -> Challenge:
    """Return a challenge within a document. Raises Missing."""
    found: Challenge | None = db.session.scalars(
        _within(document).where(Challenge.public_id == public_id)
    ).one_or_none()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def find_challenge(public_id: str) -> Challenge | None:
    """Return a challenge with its author and document, or None."""
    return db.session.scalars(
        select(Challenge)
        .where(Challenge.public_id == public_id)
        .options(joinedload(Challenge.by), joinedload(Challenge.change).joinedload(ClauseChange.revision))
    ).one_or_none()


def list_challenges(changes: Collection[int]) -> Mapping[int, Sequence[Challenge]]:
    """Return the challenges of changes that were not taken back, oldest first: one query, none for no changes."""
    found: dict[int, list[Challenge]] = defaultdict(list)
    if changes:
        rows = (
            select(Challenge)
            .where(Challenge.change_id.in_(changes), Challenge.withdrawn_at.is_(None))
            .options(joinedload(Challenge.by), joinedload(Challenge.answered_by))
            .order_by(Challenge.at, Challenge.id)
            .execution_options(populate_existing=True)
        )
        for one in db.session.scalars(rows):
            found[one.change_id].append(one)
    return found


def list_open(document: Document) -> Sequence[Challenge]:
    """List the challenges of a document that wait for an answer, longest waiting first."""
    rows = _within(document).where(Challenge.withdrawn_at.is_(None), Challenge.answered_at.is_(None))
    return db.session.scalars(rows.order_by(Challenge.at, Challenge.id)).all()


def require_stage(document: Document, act: Act, now: datetime) -> None:
    """Raise Closed where the stage lets nobody do `act`."""
    stage = stage_now(document.consultation, now)
    if circle(stage, act) is Circle.NOBODY:
        raise Closed("What changes are called can no longer be challenged here.", stage=stage.value)


def _within(document: Document):  # type: ignore[no-untyped-def]  # a select, to be narrowed
    return (
        select(Challenge)
        .join(Challenge.change)
        .join(ClauseChange.revision)
        .where(Revision.document_id == document.id)
        .options(
            joinedload(Challenge.by),
            contains_eager(Challenge.change).contains_eager(ClauseChange.revision),
            contains_eager(Challenge.change).joinedload(ClauseChange.clause),
        )
    )


def _require_few(by: Person, now: datetime) -> None:
    if not limits_on():
        return
    today = select(func.count()).where(Challenge.by_id == by.id, Challenge.at > now - timedelta(days=1))
    if (db.session.scalar(today) or 0) >= PER_DAY:
        raise TooMuch(f"You have challenged {PER_DAY} changes in a day. Go on tomorrow, or write to an officer.")


def _reason(text: str, without: str) -> str:
    text = normalise(text).strip()
    if not text:
        raise Refused(without, field="reason")
    if len(text) > LONGEST:
        raise Refused(f"Say it in up to {LONGEST:,} letters; this has {len(text):,}.", field="reason")
    return text


def _tell(action: str, made: Challenge, document: Document, by: Person, now: datetime, **more: object) -> None:
    raise_counts_version(document)
    record(
        action,
        document.slug,
        by=by.public_id,
        now=now,
        chain=document.consultation.public_id,
        detail={"challenge": made.public_id, **more},
    )
    db.session.flush()
