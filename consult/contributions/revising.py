"""Give a suggestion other words, after votes too: they are a version of their own, and votes stay with theirs."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from consult.accounts.models import Person
from consult.audit.models import AuditRow
from consult.audit.service import record
from consult.contributions.changing import is_own, require_version
from consult.contributions.commenting import body_of, revision_read
from consult.contributions.door import lock, require_clauses, require_open
from consult.contributions.models import Anchor, Contribution, ContributionEdit, ContributionKind, Placement, Status
from consult.contributions.placing import place_late
from consult.contributions.suggesting import NewSuggestion, anchor_of, check_changes, clauses_of, store_changes
from consult.contributions.suggestion_models import Merge
from consult.core.errors import Conflict, Denied, TooMuch
from consult.core.fates import Fate
from consult.documents.counting import raise_counts_version
from consult.documents.models import Revision
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.infra.limits import limits_on
from consult.infra.storing import store
from consult.jobs.service import emit

REVISED = "suggestion:revised"
MOST, MOST_TIME = 6, timedelta(hours=1)
"""How often a suggestion can be given new words in this time: each time all who backed it are asked again."""


def revise(
    suggestion: Contribution, new: NewSuggestion, *, by: Person | None, now: datetime, version: int | None = None
) -> Contribution:
    """Store new words and a new reason as the next version of a suggestion, made on the revision that was read.

    Its sums begin again at nothing; votes and names given before stay with the words they were given for.
    version: the one these words are to follow. Raises Denied, Closed, Refused, TooMuch; Conflict where it has others
    since, was taken in or answered.
    """
    document = lock(suggestion.document)
    db.session.refresh(suggestion, ["body", "status", "fate", "version"])
    if by is None or not is_own(suggestion, by):
        raise Denied("Only the person who suggested it can revise it.")
    settled = why_settled(suggestion)
    if settled is not None:
        raise Conflict(settled)
    if version is not None:
        require_version(suggestion, version)
    require_open(document, now)
    _require_patience(suggestion, now)
    body, revision = body_of(new.reason), revision_read(document, new.revision)
    text = read_revision(revision)
    changes = check_changes(text, new.changes)
    require_clauses(document, clauses_of(changes, text))
    if body != suggestion.body:
        db.session.add(ContributionEdit(contribution_id=suggestion.id, body=suggestion.body, at=now))
    suggestion.version += 1
    suggestion.body, suggestion.edited_at = body, now
    suggestion.agree = suggestion.unsure = suggestion.disagree = 0
    _point(suggestion, revision, anchor_of(changes, revision, text))
    store_changes(suggestion, suggestion.version, changes, text)
    _tell(suggestion, by, now)
    return suggestion


def why_settled(suggestion: Contribution) -> str | None:
    """Say why a suggestion can be revised no longer, or None."""
    if suggestion.kind is not ContributionKind.SUGGESTION:
        return f"{suggestion.reference} suggests no words. You can reply to it."
    if suggestion.status not in (Status.PUBLISHED, Status.HELD):
        return "It was hidden or taken back, so its words stay as they were."
    if suggestion.fate not in (None, Fate.CARRIED_FORWARD):
        return "It has its answer, so its words stay as they were. Suggest your new words on their own."
    merged = select(Merge.id).where(Merge.contribution_id == suggestion.id).limit(1)
    if db.session.scalar(merged) is not None:
        return "Its words are in the working draft already. Suggest your new words on their own."
    return None


def _require_patience(suggestion: Contribution, now: datetime) -> None:
    """Raise TooMuch where it was given new words very often just now."""
    if not limits_on():
        return
    often = select(func.count()).where(
        AuditRow.subject == suggestion.reference,
        AuditRow.action == REVISED,
        AuditRow.at > now - MOST_TIME,
    )
    if (db.session.scalar(often) or 0) >= MOST:
        raise TooMuch(
            f"{suggestion.reference} has had new words {MOST} times within an hour, and people are asked again each "
            "time. Wait a while, then send these.",
            field="body",
        )


def _point(suggestion: Contribution, revision: Revision, anchor: Anchor | None) -> None:
    """Let the new version point where it was made: as for one made just now, from the revision that was read."""
    db.session.flush()
    if suggestion.anchor is not None:
        db.session.expunge(suggestion.anchor)
    db.session.execute(delete(Placement).where(Placement.contribution_id == suggestion.id))
    db.session.execute(delete(Anchor).where(Anchor.contribution_id == suggestion.id))
    suggestion.revision_id = revision.id
    suggestion.clause_id = anchor.clause_id if anchor else None
    if anchor is not None:
        anchor.contribution_id = suggestion.id
        store(anchor)
    db.session.flush()
    db.session.expire(suggestion, ["anchor", "placements", "revision", "clause"])
    if anchor is not None:
        place_late(suggestion)


def _tell(suggestion: Contribution, by: Person, now: datetime) -> None:
    document = suggestion.document
    raise_counts_version(document)
    record(
        REVISED,
        suggestion.reference,
        by=by.public_id,
        now=now,
        chain=document.consultation.public_id,
        detail={"document": document.slug, "version": suggestion.version},
    )
    emit(
        REVISED,
        suggestion.reference,
        now=now,
        document=document.slug,
        author=by.public_id,
        version=suggestion.version,
    )
    db.session.flush()
