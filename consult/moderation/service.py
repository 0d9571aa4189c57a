"""Report, confirm, hide and show again. Nothing is deleted; the author is told; the log keeps it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from consult.accounts.models import Person
from consult.audit.service import record
from consult.contributions.models import Contribution, Status
from consult.contributions.service import lock, needs_fate
from consult.core.errors import Conflict, Refused
from consult.core.normal import normalise
from consult.documents.counting import raise_counts_version
from consult.extensions import db
from consult.jobs.service import emit
from consult.moderation.models import Decision, Report, Ruling

LONGEST = 2_000
EVENTS = {
    Ruling.CONFIRM: "contribution:confirmed",
    Ruling.HIDE: "contribution:hidden",
    Ruling.SHOW: "contribution:shown",
    Ruling.KEEP: "contribution:kept",
}


def report(contribution: Contribution, reason: str, *, by: Person | None, now: datetime) -> Report:
    """Say that a contribution should not stand; an officer looks at it. Raises Refused."""
    made = Report(
        contribution_id=contribution.id,
        by_id=by.id if by else None,
        reason=_reason(reason, "Say what is wrong with it, so that an officer can judge."),
        at=now,
    )
    db.session.add(made)
    _tell("contribution:reported", contribution, by, now, "")
    return made


def confirm(contribution: Contribution, *, by: Person, now: datetime, reason: str = "") -> Decision:
    """Show in public what was held. Raises Conflict where it is held no longer."""
    return _rule(contribution, Ruling.CONFIRM, reason, {Status.HELD}, Status.PUBLISHED, by=by, now=now)


def hide(contribution: Contribution, reason: str, *, by: Person, now: datetime) -> Decision:
    """Hide a contribution with a reason, which stands in its place and goes to its author.

    Raises Refused without a reason, Conflict where it is hidden or taken back already.
    """
    reason = _reason(reason, "Give a reason: it stands in its place, and the author gets it.")
    return _rule(contribution, Ruling.HIDE, reason, {Status.HELD, Status.PUBLISHED}, Status.HIDDEN, by=by, now=now)


def show_again(contribution: Contribution, reason: str = "", *, by: Person, now: datetime) -> Decision:
    """Show again what was hidden. Raises Conflict where it is not hidden."""
    return _rule(contribution, Ruling.SHOW, reason, {Status.HIDDEN}, Status.PUBLISHED, by=by, now=now)


def keep(contribution: Contribution, reason: str = "", *, by: Person, now: datetime) -> Decision:
    """Let a reported contribution stand as it is; its reports are settled. Raises Conflict where it does not stand."""
    return _rule(contribution, Ruling.KEEP, reason, {Status.PUBLISHED}, Status.PUBLISHED, by=by, now=now)


def _rule(
    contribution: Contribution,
    ruling: Ruling,
    reason: str,
    allowed: set[Status],
    after: Status,
    *,
    by: Person,
    now: datetime,
) -> Decision:
    document = lock(contribution.document)
    db.session.refresh(contribution, ["status", "fate"])
    if contribution.status not in allowed:
        raise Conflict(
            f"{contribution.reference} is {contribution.status.value} now: somebody was quicker. Look at it again.",
            field="ruling",
        )
    reason = normalise(reason).strip()[:LONGEST]
    if contribution.status is not after:
        contribution.status, contribution.status_at = after, now
        contribution.status_reason = reason if after is Status.HIDDEN else None
        contribution.counts_for_gate = needs_fate(contribution)
        raise_counts_version(document)
    decision = Decision(contribution_id=contribution.id, ruling=ruling, reason=reason, by_id=by.id, at=now)
    db.session.add(decision)
    db.session.execute(
        update(Report)
        .where(Report.contribution_id == contribution.id, Report.settled_at.is_(None))
        .values(settled_at=now)
    )
    _tell(EVENTS[ruling], contribution, by, now, reason)
    return decision


def _reason(reason: str, lacking: str) -> str:
    reason = normalise(reason).strip()
    if not reason:
        raise Refused(lacking, field="reason")
    if len(reason) > LONGEST:
        raise Refused(f"Write up to {LONGEST:,} characters.", field="reason")
    return reason


def _tell(action: str, contribution: Contribution, by: Person | None, now: datetime, reason: str) -> None:
    document, author = contribution.document, contribution.author
    record(
        action,
        contribution.reference,
        by=by.public_id if by else None,
        now=now,
        chain=document.consultation.public_id,
        detail={"document": document.slug, "reason": reason},
    )
    emit(
        action,
        contribution.reference,
        now=now,
        document=document.slug,
        author=author.public_id if author else None,
        reason=reason,
    )
    db.session.flush()
