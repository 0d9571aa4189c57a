"""Vote on a clause's words or on a contribution: one vote a person, thing and wording, changeable while open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.dml import ReturningUpdate

from consult.accounts.models import Person
from consult.audit.service import record
from consult.contributions.alongside import give_vote
from consult.contributions.models import Contribution, Status
from consult.contributions.service import (
    lock,
    require_clauses,
    require_open,
    require_place,
    require_version,
    require_votable,
)
from consult.core.errors import Conflict, Missing, Refused
from consult.core.normal import normalise
from consult.documents.counting import raise_counts_version
from consult.documents.models import Document
from consult.documents.queries import get_revision, read_revision
from consult.documents.text import TextClause
from consult.extensions import db
from consult.infra.storing import append, store
from consult.voting.models import Tally, Vote, VoteValue

LONGEST_REASON = 2_000

# Asked and written in nearly every vote, so built once and past the unit of work.
_FOUND = select(Vote.id, Vote.value, Vote.reason).where(Vote.person_id == bindparam("person_id"))
_ON_WORDS = _FOUND.where(Vote.clause_id == bindparam("clause_id"), Vote.wording_id == bindparam("wording_id"))
_ON_CONTRIBUTION = _FOUND.where(
    Vote.contribution_id == bindparam("contribution_id"), Vote.version == bindparam("version")
)
_UPDATE = update(Vote).where(Vote.id == bindparam("vote"))
_DELETE = delete(Vote).where(Vote.id == bindparam("vote"))


def _adding(kind: type[Tally] | type[Contribution]) -> ReturningUpdate[int, int, int]:
    """Make the statement that adds one vote to the sums in the database, whoever adds to them meanwhile."""
    sums = (kind.agree, kind.unsure, kind.disagree)
    return update(kind).values({one.key: one + bindparam(f"{one.key}_more") for one in sums}).returning(*sums)


_TALLY = _adding(Tally).where(Tally.clause_id == bindparam("of_clause"), Tally.wording_id == bindparam("of_wording"))
_CONTRIBUTION = (
    _adding(Contribution)
    .where(
        Contribution.id == bindparam("of_contribution"),
        Contribution.status == Status.PUBLISHED,
        Contribution.version == bindparam("of_version"),
    )
    .values(frozen=True)
)


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
    require_clauses(document, [clause.clause_id])
    thing = {"clause_id": clause.clause_id, "wording_id": clause.wording_id}
    tally = db.session.get(Tally, thing) or store(Tally(**thing, agree=0, unsure=0, disagree=0))
    found = db.session.connection().execute(_ON_WORDS, thing | {"person_id": person.id}).first()
    if _keep(found, thing, value, reason, person, now):
        _add_up(
            _TALLY,
            tally,
            {"of_clause": clause.clause_id, "of_wording": clause.wording_id},
            found.value if found else None,
            value,
        )
        _tell(document, f"clause:{document.slug}:{key}", value, person, now)
    return tally


def vote_on_contribution(
    contribution: Contribution,
    value: VoteValue | None,
    *,
    person: Person,
    now: datetime,
    reason: str = "",
    version: int | None = None,
) -> Contribution:
    """Cast, change or (None) take back a person's vote on a contribution. The first vote ends its time for edits.

    version: of the words that were read, where the page said so. Raises Closed, also where the contribution is hidden,
    withdrawn or held, and Conflict where its author has given it new words since.
    """
    document = lock(contribution.document)
    require_open(document, now)
    require_place(document, contribution)
    require_votable(contribution)
    if version is not None:
        require_version(contribution, version)
    thing = {"contribution_id": contribution.id, "version": contribution.version}
    found = db.session.connection().execute(_ON_CONTRIBUTION, thing | {"person_id": person.id}).first()
    if _keep(found, thing, value, reason, person, now):
        if not _add_up(
            _CONTRIBUTION,
            contribution,
            {"of_contribution": contribution.id, "of_version": thing["version"]},
            found.value if found else None,
            value,
        ):
            db.session.refresh(contribution, ["status", "version"])  # hidden, taken back or revised since it was read
            require_votable(contribution)
            require_version(contribution, thing["version"])
        set_committed_value(contribution, "frozen", True)
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


def _keep(
    found: Row[int, VoteValue, str | None] | None,
    thing: Mapping[str, int],
    value: VoteValue | None,
    reason: str,
    person: Person,
    now: datetime,
) -> bool:
    """Insert, change or delete the vote that was found on a thing; say whether anything changed."""
    reason = normalise(reason).strip()
    if len(reason) > LONGEST_REASON:
        raise Refused(f"Give the reason in up to {LONGEST_REASON:,} characters.", field="reason")
    if found is None:
        if value is not None:
            append(Vote, **thing, person_id=person.id, value=value, reason=reason or None, at=now)
        return value is not None
    if found.value is value and (found.reason or "") == reason:
        return False
    connection = db.session.connection()
    if value is None:
        connection.execute(_DELETE, {"vote": found.id})
    else:
        connection.execute(_UPDATE, {"vote": found.id, "value": value, "reason": reason or None, "at": now})
    return True


def _add_up(
    statement: ReturningUpdate[int, int, int],
    thing: Tally | Contribution,
    name: Mapping[str, int],
    before: VoteValue | None,
    value: VoteValue | None,
) -> bool:
    """Keep the sums of the votes on a thing in step with one vote; say whether the thing took it."""
    more = {f"{one.value}_more": (one is value) - (one is before) for one in VoteValue}
    sums = db.session.connection().execute(statement, {**name, **more}).first()
    for column, number in sums._mapping.items() if sums else ():
        set_committed_value(thing, column, number)
    return sums is not None


def _tell(document: Document, subject: str, value: VoteValue | None, person: Person, now: datetime) -> None:
    """Raise the counts version and note the vote in the log; nobody is told of a vote, so there is no event."""
    raise_counts_version(document)
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
