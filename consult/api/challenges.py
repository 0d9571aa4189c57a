"""Calls about what changes are called: who thinks otherwise, and the answers."""

from __future__ import annotations

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.answers.challenges import service as challenging
from consult.answers.challenges.models import Challenge
from consult.api import giving, serialise, taking, troubles
from consult.api.blueprint import bp
from consult.api.operations import Operation, describes
from consult.api.reading_json import read_body, read_query
from consult.core.errors import Refused, Unknown
from consult.documents.access import document_facts, the_document
from consult.documents.classing import find_change
from consult.documents.queries import get_revision
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.reading.classes import called_in

ADDRESS = "/documents/<slug>/revisions/<int:n>/changes"


@bp.get(ADDRESS)
@access("document:read", facts=document_facts)
@describes(
    Operation(summary="What each change of a revision is called, and who thinks otherwise", gives=giving.NamedChanges)
)
def changes(slug: str, n: int) -> Response:
    """List what the changes of a revision are called."""
    read_query(taking.NoQuery)
    found: giving.NamedChanges = {
        "changes": [
            {
                "clause": key,
                "published": _word(one.published),
                "called": _word(one.editorial),
                "challenges": [_challenge(said) for said in one.challenges],
            }
            for key, one in called_in(get_revision(the_document(slug), n)).items()
        ]
    }
    return jsonify(found)


@bp.post("/documents/<slug>/revisions/<int:n>/challenges")
@access("challenge:make", facts=document_facts)
@describes(
    Operation(
        summary="Say that a change is called the wrong thing, and why",
        takes=taking.NewChallenge,
        gives=giving.Challenge,
        status=201,
        problems={409: (troubles.ClosedProblem, troubles.Problem)},
    )
)
def challenge_change(slug: str, n: int) -> ResponseReturnValue:
    """Challenge what a change is called."""
    new, person = read_body(taking.NewChallenge), current_person()
    if person is None:
        raise Unknown("A challenge needs somebody.")
    document = the_document(slug)
    get_revision(document, n)
    change = find_change(document, n, new.clause)
    if change is None:
        raise Refused(f"Revision {n} changed nothing in clause {new.clause}.", field="clause")
    editorial = None if new.should_be is None else new.should_be == "material"
    made = challenging.challenge(change, new.reason, by=person, now=clock.now(), editorial=editorial)
    db.session.commit()
    return jsonify(_challenge(made)), 201


def _challenge(said: Challenge) -> giving.Challenge:
    return {
        "should_be": _word(said.editorial),
        "reason": None if said.hidden_at else said.reason,
        "by": said.by.name,
        "at": serialise.at(said.at),
        "answer": said.answer,
        "answered_at": serialise.at(said.answered_at),
        "granted": said.granted,
    }


def _word(editorial: bool) -> giving.Class:
    return "editorial" if editorial else "material"
