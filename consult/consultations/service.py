"""Verbs of consultations: make, change, move on, invite, lay out papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import Network, Organisation, Person
from consult.audit.service import record
from consult.consultations.locking import lock_stage
from consult.consultations.models import (
    Audience,
    Consultation,
    Invitation,
    Paper,
    StageChange,
    TimetableEntry,
)
from consult.consultations.stages import write_due
from consult.core.errors import Conflict, Refused
from consult.core.naming import slugify
from consult.core.stages import MOVES, Stage, may_move
from consult.extensions import db
from consult.jobs.service import emit


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a consultation says about itself."""

    title: str
    purpose: str
    audience: Audience = Audience.EVERYONE
    organisations: Sequence[Organisation] = ()
    networks: Sequence[Network] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def create(
    details: Details, owner: Organisation, *, by: Person | None, now: datetime, slug: str | None = None
) -> Consultation:
    """Make a consultation in drafting; its dates open and close it later. Raises Refused."""
    _check(details)
    _check_dates(details.opens_at, details.closes_at)
    consultation = Consultation(
        slug=_free_slug(slug, details.title),
        title=details.title.strip(),
        purpose=details.purpose.strip(),
        owner_id=owner.id,
        audience=details.audience,
        stage=Stage.DRAFTING,
        stage_at=now,
        opens_at=details.opens_at,
        closes_at=details.closes_at,
        created_at=now,
    )
    consultation.owner = owner
    db.session.add(consultation)
    db.session.flush()
    _invite(consultation, details)
    _log(consultation, "", by=by, now=now)
    _record(consultation, "consultation:created", by=by, now=now, title=consultation.title)
    emit("consultation:created", consultation.slug, now=now)
    return consultation


def copy(consultation: Consultation, title: str, *, by: Person | None, now: datetime) -> Consultation:
    """Make a new consultation like this one: purpose, owner, audience and papers, but no dates and no documents."""
    details = Details(
        title=title,
        purpose=consultation.purpose,
        audience=consultation.audience,
        organisations=[guest.organisation for guest in consultation.invitations if guest.organisation],
        networks=[guest.network for guest in consultation.invitations if guest.network],
    )
    twin = create(details, consultation.owner, by=by, now=now)
    for paper in consultation.papers:
        db.session.add(
            Paper(
                consultation_id=twin.id,
                title=paper.title,
                what=paper.what,
                url=paper.url,
                filename=paper.filename,
                file_hash=paper.file_hash,
                size=paper.size,
                added_at=now,
                added_by_id=by.id if by else None,
            )
        )
    db.session.flush()
    return twin


def change_details(consultation: Consultation, details: Details, *, by: Person | None, now: datetime) -> None:
    """Change title, purpose and audience. Dates have their own verb, because moving them needs a reason."""
    _check(details)
    consultation.title = details.title.strip()
    consultation.purpose = details.purpose.strip()
    consultation.audience = details.audience
    consultation.invitations.clear()
    db.session.flush()
    _invite(consultation, details)
    _record(consultation, "consultation:changed", by=by, now=now, title=consultation.title)


def move_dates(
    consultation: Consultation,
    opens_at: datetime | None,
    closes_at: datetime | None,
    reason: str,
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Set when it opens and closes. Once it has opened, moving the end needs a reason, shown in public."""
    write_due(consultation, now)
    _check_dates(opens_at, closes_at)
    if (opens_at, closes_at) == (consultation.opens_at, consultation.closes_at):
        return
    if consultation.stage is Stage.OPEN:
        _need_reason(reason, "Say why the closing date moves: people will see it.")
        if closes_at is not None and closes_at <= now:
            raise Refused("That is in the past. To close now, use “Close now”.", field="closes_at")
    elif consultation.stage is not Stage.DRAFTING:
        raise Conflict("This has closed, so its dates stand. Open another round to hear people again.")
    elif opens_at is not None and opens_at < consultation.stage_at:
        raise Refused("That is in the past. To open now, use “Open now”.", field="opens_at")
    consultation.opens_at, consultation.closes_at = opens_at, closes_at
    _log(consultation, reason, by=by, now=now)
    _record(consultation, "timetable:moved", by=by, now=now, reason=reason, closes_at=str(closes_at))
    emit("timetable:moved", consultation.slug, now=now)


def move_stage(
    consultation: Consultation,
    stage: Stage,
    reason: str,
    *,
    by: Person | None,
    now: datetime,
    closes_at: datetime | None = None,
    reopened: dict[str, list[int]] | None = None,
) -> None:
    """Move to another stage by hand, with a reason that is shown. Beats every date that lies before it.

    Opening another round takes a new closing time or none, and opens all or only the clauses in `reopened`.
    Raises Conflict for a move the table does not have.
    """
    lock_stage(consultation)
    write_due(consultation, now)
    if not may_move(consultation.stage, stage):
        can = ", ".join(sorted(after.value for after in MOVES[consultation.stage])) or "nothing else"
        raise Conflict(f"This is {consultation.stage.value}; from there it can only become: {can}.", field="stage")
    _need_reason(reason, "Say why: people will see it beside the new stage.")
    if stage is Stage.OPEN:
        if closes_at is not None and closes_at <= now:
            raise Refused("The closing date must be in the future.", field="closes_at")
        if closes_at is not None or consultation.closes_at is None or consultation.closes_at <= now:
            consultation.closes_at = closes_at
        consultation.opens_at = min(consultation.opens_at or now, now)
    consultation.stage, consultation.stage_at, consultation.reopened = stage, now, reopened
    _log(consultation, reason, by=by, now=now)
    _record(consultation, "stage:moved", by=by, now=now, stage=stage.value, reason=reason)
    emit("stage:reached", consultation.slug, now=now, stage=stage.value)


def add_entry(consultation: Consultation, entry: TimetableEntry, *, by: Person | None, now: datetime) -> None:
    """Add a date to the public timetable."""
    entry.consultation_id = consultation.id
    db.session.add(entry)
    _record(consultation, "timetable:entry", by=by, now=now, what=entry.what)


def remove_entry(consultation: Consultation, entry_id: int, *, by: Person | None, now: datetime) -> None:
    """Take a date out of the public timetable; nothing happens when it is not there."""
    entry = db.session.get(TimetableEntry, entry_id)
    if entry is not None and entry.consultation_id == consultation.id:
        db.session.delete(entry)
        _record(consultation, "timetable:entry-removed", by=by, now=now, what=entry.what)


def add_paper(consultation: Consultation, paper: Paper, *, by: Person | None, now: datetime) -> Paper:
    """Lay out a background paper: a link, or a file that was kept."""
    if not paper.title.strip():
        raise Refused("Give the paper a title.", field="title")
    if paper.url is not None and not paper.url.startswith(("https://", "http://")):
        raise Refused("A link begins with https:// or http://.", field="url")
    paper.consultation_id, paper.added_at, paper.added_by_id = consultation.id, now, by.id if by else None
    db.session.add(paper)
    db.session.flush()
    _record(consultation, "paper:added", by=by, now=now, title=paper.title)
    return paper


def remove_paper(consultation: Consultation, paper: Paper, *, by: Person | None, now: datetime) -> None:
    """Take a background paper away; the audit log keeps that it was there."""
    _record(consultation, "paper:removed", by=by, now=now, title=paper.title, file=paper.file_hash)
    db.session.delete(paper)


def _check(details: Details) -> None:
    if not details.title.strip():
        raise Refused("Give it a title people will recognise.", field="title")
    if not details.purpose.strip():
        raise Refused("Say in a few sentences what this is for, and what can still change.", field="purpose")
    if details.audience is Audience.INVITED and not (details.organisations or details.networks):
        raise Refused("Choose at least one organisation or network, or open it to everyone.", field="audience")


def _check_dates(opens_at: datetime | None, closes_at: datetime | None) -> None:
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise Refused("It must close after it opens.", field="closes_at")


def _need_reason(reason: str, message: str) -> None:
    if not reason.strip():
        raise Refused(message, field="reason")


def _free_slug(wanted: str | None, title: str) -> str:
    stem = slugify(wanted or title)
    taken = set(
        db.session.scalars(select(Consultation.slug).where(Consultation.slug.startswith(stem, autoescape=True)))
    )
    if wanted and stem in taken:
        raise Conflict(f"Another consultation already has the address {stem!r}. Choose another.", field="slug")
    return slugify(stem, taken)


def _invite(consultation: Consultation, details: Details) -> None:
    if details.audience is Audience.EVERYONE:
        return
    for organisation in details.organisations:
        consultation.invitations.append(Invitation(organisation_id=organisation.id))
    for network in details.networks:
        consultation.invitations.append(Invitation(network_id=network.id))
    db.session.flush()


def _log(consultation: Consultation, reason: str, *, by: Person | None, now: datetime) -> None:
    consultation.changes.append(
        StageChange(
            stage=consultation.stage,
            at=now,
            by_id=by.id if by else None,
            reason=reason.strip(),
            closes_at=consultation.closes_at,
            reopened=consultation.reopened,
        )
    )
    db.session.flush()


def _record(consultation: Consultation, action: str, *, by: Person | None, now: datetime, **detail: object) -> None:
    actor = by.public_id if by else None
    record(action, consultation.slug, by=actor, now=now, chain=consultation.public_id, detail=detail)
