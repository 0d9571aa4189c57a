"""Vote on a clause's words or on a contribution: one vote a person, thing and wording, changeable while open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import Person
from consult.audit.service import record
from consult.contributions.alongside import give_vote
from consult.contributions.models import Contribution
from consult.contributions.service import lock, require_open, require_votable
from consult.core.errors import Conflict, Missing, Refused
from consult.core.normal import normalise
from consult.database import writes_alone
from consult.documents.models import Document
from consult.documents.queries import get_revision, read_revision
from consult.documents.text import TextClause
from consult.extensions import db
from consult.voting.models import Tally, Vote, VoteValue

LONGEST_REASON = 2_000


def vote_on_clause(
    document: Document,
    key: str,
    revision: int | None,
    value: VoteValue | None,
    *,
    person: Person,
    now: datetime,
    reason: str = "",
) -> Tally:
    """Cast, change or (None) take back a person's vote on a clause's words as they stood in `revision`.

    Raises Closed, Missing for an unknown clause, Conflict with the new words (`revision`, `text`, or no text where the
    clause has gone) when they differ from what the person read.
    """
    document = lock(document)
    require_open(document, now)
    clause = _present(document, key, revision)
    vote = db.session.scalars(
        select(Vote).where(
            Vote.person_id == person.id, Vote.clause_id == clause.clause_id, Vote.wording_id == clause.wording_id
        )
    ).one_or_none()
    tally = db.session.get(Tally, (clause.clause_id, clause.wording_id))
    if tally is None:
        tally = Tally(clause_id=clause.clause_id, wording_id=clause.wording_id, agree=0, unsure=0, disagree=0)
        db.session.add(tally)
    fresh = Vote(person_id=person.id, clause_id=clause.clause_id, wording_id=clause.wording_id)
    if _store(vote, fresh, tally, value, reason, now):
        _tell(document, f"clause:{document.slug}:{key}", value, person, now)
    return tally


def vote_on_contribution(
    contribution: Contribution, value: VoteValue | None, *, person: Person, now: datetime, reason: str = ""
) -> Contribution:
    """Cast, change or (None) take back a person's vote on a contribution. The first vote ends its time for edits.

    Raises Closed, also where the contribution is hidden, withdrawn or held.
    """
    document = lock(contribution.document)
    if not writes_alone(db.engine):
        db.session.refresh(contribution, ["agree", "unsure", "disagree", "status"])
    require_open(document, now)
    require_votable(contribution)
    vote = db.session.scalars(
        select(Vote).where(Vote.person_id == person.id, Vote.contribution_id == contribution.id)
    ).one_or_none()
    fresh = Vote(person_id=person.id, contribution_id=contribution.id)
    if _store(vote, fresh, contribution, value, reason, now):
        contribution.frozen = True
        _tell(document, contribution.reference, value, person, now)
    return contribution


def read_value(value: str) -> VoteValue | None:
    """Read a vote as it comes from a form or a call; "none" takes it back. Raises Refused."""
    if value == "none":
        return None
    if value not in set(VoteValue):
        raise Refused("Choose agree, unsure or disagree.", field="value")
    return VoteValue(value)


def _present(document: Document, key: str, number: int | None) -> TextClause:
    """Return a clause of the newest revision whose words are those of revision `number`. Raises Missing, Conflict."""
    newest = document.newest_revision
    if newest is None:
        raise Missing("There is nothing to vote on yet.")
    clause = read_revision(newest).find(key)
    read = clause if number in (None, newest.number) else read_revision(get_revision(document, number)).find(key)
    if read is None:
        raise Missing("There is no such clause in this document.")
    if clause is None:
        raise Conflict(
            "These words are no longer in the draft, so they take no votes.",
            revision=newest.number,
            text=None,
            clause=key,
        )
    if clause.wording_id != read.wording_id:
        raise Conflict(
            "These words changed since you read them. Read the new words, then vote on them.",
            revision=newest.number,
            text=clause.text,
            clause=key,
        )
    return clause


def _store(
    found: Vote | None, fresh: Vote, sums: Tally | Contribution, value: VoteValue | None, reason: str, now: datetime
) -> bool:
    """Keep a vote and its sum together; say whether anything changed. `fresh` is stored where none was found."""
    before = found.value if found else None
    reason = normalise(reason).strip()
    if len(reason) > LONGEST_REASON:
        raise Refused(f"Give the reason in up to {LONGEST_REASON:,} characters.", field="reason")
    if before is value and (found is None or (found.reason or "") == reason):
        return False
    for changed, by in ((before, -1), (value, 1)):
        if changed is not None:
            setattr(sums, changed.value, getattr(sums, changed.value) + by)
    vote = found or fresh
    if value is not None:
        vote.value, vote.reason, vote.at = value, reason or None, now
        db.session.add(vote)
    elif found is not None:
        db.session.delete(found)
    return True


def _tell(document: Document, subject: str, value: VoteValue | None, person: Person, now: datetime) -> None:
    """Raise the counts version and note the vote in the log; nobody is told of a vote, so there is no event."""
    document.counts_version += 1
    record(
        "vote:cast",
        subject,
        by=person.public_id,
        now=now,
        chain=document.consultation.public_id,
        detail={"value": value.value if value else "none"},
    )


def _cast(document: Document, key: str, revision: int | None, value: str, *, person: Person, now: datetime) -> object:
    return vote_on_clause(document, key, revision, read_value(value), person=person, now=now)


give_vote(_cast)
