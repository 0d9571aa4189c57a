"""The door to a document: who may come in now, and the lock that keeps a revision from passing in between."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.models import MemberRole, Person
from consult.consultations.models import Consultation, StageChange
from consult.consultations.stages import stage_now, write_due
from consult.contributions.models import Contribution, ContributionKind
from consult.contributions.suggestion_models import SuggestedChange
from consult.core.errors import Closed, Denied, Refused
from consult.core.reopening import takes
from consult.core.stages import Act, Change, Circle, Stage, circle, due, was_open
from consult.database import start_writing
from consult.documents.models import Document, Revision
from consult.documents.reopened import say_open
from consult.extensions import db
from consult.infra import clock

GRACE = timedelta(days=1)
"""How long after the closing somebody may say who they are, for what they sent before it."""

CLOSED = {
    Stage.DRAFTING: "This is still being drafted, so it is not open for this yet.",
    Stage.CONSIDERING: "This has closed, and what people said is being considered.",
    Stage.DECIDED: "This has closed and been decided.",
    Stage.REVIEWED: "This is over and has been looked back on.",
    Stage.CANCELLED: "This was cancelled.",
}


def lock_all(consultation_id: int) -> None:
    """Lock all documents of a consultation against what comes in and against publishing, until the commit."""
    if not start_writing(db.session.connection()):
        held = select(Document.id).where(Document.consultation_id == consultation_id).order_by(Document.id)
        db.session.execute(held.with_for_update(key_share=True))


def lock(document: Document) -> Document:
    """Lock a document against publishing until the commit, and read it again as it stands then.

    PostgreSQL: FOR NO KEY UPDATE. Merely sharing the row would let two people in at once who both go on to raise its
    counts version, and then wait for each other for ever. SQLite locks the whole file.
    """
    if start_writing(db.session.connection()):
        return document
    # First its row alone: of what is joined to it, PostgreSQL would give back what stood there before it waited.
    db.session.execute(select(Document.id).where(Document.id == document.id).with_for_update(key_share=True))
    return db.session.scalars(
        select(Document)
        .where(Document.id == document.id)
        .options(
            joinedload(Document.consultation).joinedload(Consultation.owner),
            joinedload(Document.newest_revision).joinedload(Revision.save_),
        )
        .execution_options(populate_existing=True)
    ).one()


def require_open(document: Document, now: datetime) -> Stage:
    """Return the stage if it takes comments and votes now. Raises Closed. Dates that came due are written down."""
    _write_due(document.consultation, now)
    stage = stage_now(document.consultation, now)
    if circle(stage, Act.CONTRIBUTE) is Circle.NOBODY:
        raise Closed(f"{CLOSED[stage]} Nothing you typed is lost.", stage=stage.value)
    return stage


def require_clauses(document: Document, clauses: Collection[int]) -> None:
    """Raise Closed where it is open again for some clauses only, and these are not all among them; none: the whole.

    For after `require_open`, which writes down that a date closed it. Asks the database nothing.
    """
    if not takes(document.consultation.reopened, document.id, clauses):
        raise Closed(f"{say_open(document)} Nothing you typed is lost.", stage=document.consultation.stage.value)


def require_place(document: Document, contribution: Contribution) -> None:
    """Raise Closed where what a contribution is about is not open again; a reply is about what it answers is about."""
    if document.consultation.reopened is not None:
        about = [contribution, contribution.reply_to] if contribution.reply_to else [contribution]
        require_clauses(document, {place for one in about for place in _places(one) if place is not None})


def _places(contribution: Contribution) -> Collection[int | None]:
    """Return the clauses a contribution is about: for a suggestion, all that it would change."""
    if contribution.kind is not ContributionKind.SUGGESTION:
        return [contribution.clause_id]
    changed = select(SuggestedChange.clause_id).where(
        SuggestedChange.contribution_id == contribution.id, SuggestedChange.version == contribution.version
    )
    return db.session.scalars(changed).all()


def is_open_here(document: Document, contribution: Contribution) -> bool:
    """Say whether what a contribution is about is open, as far as single clauses matter."""
    try:
        require_place(document, contribution)
    except Closed:
        return False
    return True


def require_sent_in_time(document: Document, sent_at: datetime, now: datetime) -> Stage:
    """Return the stage something belongs to that was sent at `sent_at` and confirmed now. Raises Closed."""
    _write_due(document.consultation, now)
    if was_sent_in_time(document.consultation, sent_at, now):
        return Stage.OPEN
    return require_open(document, now)


def was_sent_in_time(consultation: Consultation, sent_at: datetime, now: datetime) -> bool:
    """Say whether what was sent at `sent_at` and is confirmed now, after the closing, is in time.

    Sent before the closing and confirmed within a day after it, it is. Writes nothing.
    """
    changes = _changes(consultation, now)
    if not was_open(sent_at, changes):
        return False
    closed_at = next((one.at for one in changes if one.at > sent_at and one.stage is not Stage.OPEN), None)
    return closed_at is not None and now - closed_at <= GRACE


def require_entering(document: Document, received: date, by: Person | None, now: datetime) -> Stage:
    """Return the stage if an officer may enter now what arrived on `received`. Raises Denied, Closed, Refused."""
    return require_entering_in(document.consultation, received, by, now)


def require_entering_in(consultation: Consultation, received: date, by: Person | None, now: datetime) -> Stage:
    """Do the same for a consultation: what came in about it may be about several of its documents, or none yet."""
    if by is None or not is_officer(by, consultation):
        raise Denied("Only officers of this consultation enter what others said.")
    _write_due(consultation, now)
    stage = stage_now(consultation, now)
    if circle(stage, Act.ENTER_FOR_OTHERS) is Circle.NOBODY:
        raise Closed(CLOSED[stage], stage=stage.value)
    require_in_time(consultation, received, now)
    return stage


def require_in_time(consultation: Consultation, received: date, now: datetime) -> None:
    """Raise Refused where something arrived on a day when the consultation was not open, or yet to come."""
    if clock.start_of_day(received) > now:
        raise Refused("Give the day it arrived: today or before.", field="received")
    if not _open_on(received, _changes(consultation, now)):
        raise Refused(
            "It arrived on a day when this was not open, so it is not in time. Check the day it arrived.",
            field="received",
        )


def is_officer(person: Person, consultation: Consultation) -> bool:
    """Say whether a person is an officer of a consultation; administrators are, everywhere."""
    return person.is_administrator or any(
        one.role is MemberRole.OFFICER and one.organisation_id == consultation.owner_id for one in person.memberships
    )


def _write_due(consultation: Consultation, now: datetime) -> None:
    """Write down dated changes that came due, with the row locked so that the worker does not write them too."""
    last = Change(consultation.stage, consultation.stage_at)
    if due(last, consultation.opens_at, consultation.closes_at, now):
        db.session.refresh(consultation, with_for_update=True)
        write_due(consultation, now)


def _changes(consultation: Consultation, now: datetime) -> list[Change]:
    """List the changes of stage in order of time, written down or due."""
    rows = select(StageChange).where(StageChange.consultation_id == consultation.id)
    changes = [Change(row.stage, row.at) for row in db.session.scalars(rows.order_by(StageChange.at, StageChange.id))]
    last = Change(consultation.stage, consultation.stage_at)
    return [*changes, *due(last, consultation.opens_at, consultation.closes_at, now)]


def _open_on(day: date, changes: list[Change]) -> bool:
    """Say whether it was open at any moment of a day in London."""
    start, end = clock.start_of_day(day), clock.end_of_day(day)
    return was_open(start, changes) or any(
        change.stage is Stage.OPEN and start <= change.at <= end for change in changes
    )
