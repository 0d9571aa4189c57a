"""Change one's own words for a while, or take them back at any time."""

from __future__ import annotations

from datetime import datetime, timedelta

from consult.accounts.models import Person
from consult.audit.service import record
from consult.contributions.areas import forget_area
from consult.contributions.commenting import LONGEST
from consult.contributions.door import lock, require_open, require_place
from consult.contributions.models import Contribution, ContributionEdit, Status
from consult.core.errors import Closed, Conflict, Denied, Refused
from consult.core.normal import normalise
from consult.documents.counting import raise_counts_version
from consult.extensions import db
from consult.jobs.service import emit

EDIT_TIME = timedelta(minutes=15)


def is_own(contribution: Contribution, person: Person | None) -> bool:
    """Say whether a person said it, or entered it for somebody without an account."""
    if person is None:
        return False
    owner = contribution.author_id if contribution.author_id is not None else contribution.entered_by_id
    return owner == person.id


def why_fixed(contribution: Contribution, now: datetime) -> str | None:
    """Say why a contribution can be edited no longer, or None."""
    if contribution.status not in (Status.PUBLISHED, Status.HELD):
        return "It was hidden or taken back, so its words stay as they were."
    if contribution.frozen:
        return "Somebody answered it or voted on it, so its words stay as they were. You can add a reply to it."
    if now - contribution.at > EDIT_TIME:
        return "The 15 minutes for changes are over. You can add a reply to it, or take it back."
    return None


def edit(contribution: Contribution, body: str, *, by: Person | None, now: datetime) -> Contribution:
    """Give a contribution other words within 15 minutes; the ones before are kept. Raises Denied, Conflict, Refused."""
    document = lock(contribution.document)
    db.session.refresh(contribution, ["body", "status", "frozen"])
    if by is None or not is_own(contribution, by):
        raise Denied("Only the person who said it can change it.")
    reason = why_fixed(contribution, now)
    if reason is not None:
        raise Conflict(reason, field="body")
    require_open(document, now)
    require_place(document, contribution)
    body = normalise(body)
    if not body.strip() or len(body) > LONGEST:
        raise Refused(f"Write what you want to say, in up to {LONGEST:,} characters.", field="body")
    if body == contribution.body:
        return contribution
    db.session.add(ContributionEdit(contribution_id=contribution.id, body=contribution.body, at=now))
    contribution.body, contribution.edited_at = body, now
    raise_counts_version(document)
    _tell("contribution:edited", contribution, by, now)
    return contribution


def withdraw(contribution: Contribution, *, by: Person | None, now: datetime) -> Contribution:
    """Take a contribution back: a numbered stub stays, with its replies; votes freeze. Raises Denied."""
    document = lock(contribution.document)
    db.session.refresh(contribution, ["status"])
    if by is None or not is_own(contribution, by):
        raise Denied("Only the person who said it can take it back.")
    if contribution.status is Status.WITHDRAWN:
        return contribution
    contribution.status, contribution.status_at, contribution.status_reason = Status.WITHDRAWN, now, None
    contribution.counts_for_gate = False
    forget_area(contribution)
    raise_counts_version(document)
    _tell("contribution:withdrawn", contribution, by, now)
    return contribution


def require_votable(contribution: Contribution) -> None:
    """Do nothing if it takes votes. Raises Closed: votes on what was hidden or taken back are frozen."""
    if contribution.status is not Status.PUBLISHED:
        raise Closed(f"{contribution.reference} was hidden, taken back, or waits to be checked, so it takes no votes.")


def require_version(contribution: Contribution, version: int) -> None:
    """Do nothing if these words were read. Raises Conflict with the newest `version` where it has others since."""
    if contribution.version != version:
        raise Conflict(
            f"The author of {contribution.reference} has given it new words since you read it. Read them, then decide.",
            field="version",
            version=contribution.version,
        )


def _tell(action: str, contribution: Contribution, by: Person, now: datetime) -> None:
    document = contribution.document
    record(
        action,
        contribution.reference,
        by=by.public_id,
        now=now,
        chain=document.consultation.public_id,
        detail={"document": document.slug},
    )
    emit(action, contribution.reference, now=now, document=document.slug, author=by.public_id)
    db.session.flush()
