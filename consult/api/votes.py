"""The call that votes."""

from __future__ import annotations

from flask import Response, jsonify

from consult.accounts.session import current_person
from consult.api import giving, taking, troubles
from consult.api.blueprint import bp
from consult.api.operations import Operation, describes
from consult.api.reading_json import read_body
from consult.contributions.access import contribution_facts, the_contribution
from consult.contributions.models import Contribution
from consult.core.errors import Missing, Refused, Unknown
from consult.core.policy import Facts
from consult.documents.access import document_facts, the_document
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.voting import service
from consult.voting.models import VoteValue
from consult.voting.queries import sums_for


def target_facts(**_: object) -> Facts:
    """Gather the facts about what is voted on, which the body names. Raises Missing, or Refused for a bad body."""
    target = read_body(taking.NewVote).target
    if target.startswith("clause:"):
        return document_facts(_clause_of(target)[0])
    return contribution_facts(target)


def _clause_of(target: str) -> tuple[str, str]:
    """Return the document's slug and the clause's key. Raises Refused."""
    parts = target.split(":")
    if len(parts) != 3 or not all(parts):
        raise Refused("Name a clause as clause:{document}:{key}, or a contribution as C-104.", field="target")
    return parts[1], parts[2]


@bp.put("/votes")
@access("vote:cast", facts=target_facts)
@describes(
    Operation(
        summary="Vote on a clause's words or on a contribution, change the vote, or (none) take it back",
        takes=taking.NewVote,
        gives=giving.Vote,
        problems={409: (troubles.WordsChanged, troubles.Revised, troubles.ClosedProblem)},
    )
)
def vote() -> Response:
    """Cast a vote."""
    new = read_body(taking.NewVote)
    value = service.read_value(new.value)
    votes = _on_clause(new, value) if new.target.startswith("clause:") else _on_contribution(new, value)
    found: giving.Vote = {"target": new.target, "value": new.value, "votes": votes}
    db.session.commit()
    return jsonify(found)


def _on_clause(new: taking.NewVote, value: VoteValue | None) -> giving.Votes:
    slug, key = _clause_of(new.target)
    document, person = the_document(slug), current_person()
    if person is None:
        raise Unknown("A vote needs somebody.")
    if new.version is not None:
        raise Refused("A clause has no versions: say which `revision` was read.", field="version")
    service.vote_on_clause(document, key, new.revision, value, person=person, now=clock.now(), reason=new.reason)
    newest = document.newest_revision
    clause = read_revision(newest).find(key) if newest else None
    if newest is None or clause is None:
        raise Missing("There is no such clause in this document.")
    sums = sums_for(document, read_revision(newest), [clause.clause_id])[clause.clause_id]
    return {"agree": sums.agree, "unsure": sums.unsure, "disagree": sums.disagree}


def _on_contribution(new: taking.NewVote, value: VoteValue | None) -> giving.Votes:
    found: Contribution = the_contribution(new.target)
    person = current_person()
    if person is None:
        raise Unknown("A vote needs somebody.")
    service.vote_on_contribution(found, value, person=person, now=clock.now(), reason=new.reason, version=new.version)
    return {"agree": found.agree, "unsure": found.unsure, "disagree": found.disagree}
