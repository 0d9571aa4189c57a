"""Calls about suggestions: put one in, revise it, stand behind it, take one into the draft."""

from __future__ import annotations

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.models import Person
from consult.accounts.session import current_person
from consult.api import giving, serialise, taking, troubles
from consult.api.blueprint import bp
from consult.api.members import ABSENT
from consult.api.operations import Operation, describes
from consult.api.reading_json import read_body
from consult.contributions import service
from consult.contributions.access import contribution_facts, present_viewer, the_contribution
from consult.contributions.lines import lines_of
from consult.contributions.models import Contribution
from consult.core.clauses import Clause
from consult.core.errors import Refused, Unknown
from consult.core.suggestions import Add, Proposed, Remove, Reword
from consult.documents.access import document_facts, the_document
from consult.drafting import service as drafting
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.problems import json_problem


@bp.post("/documents/<slug>/suggestions")
@access("contribution:make", facts=document_facts)
@describes(
    Operation(
        summary="Suggest other words for clauses, new clauses, or that some be taken away",
        takes=taking.NewSuggestion,
        gives=giving.Contribution,
        status=201,
        problems={409: (troubles.ClosedProblem, troubles.Problem)},
    )
)
def suggest(slug: str) -> ResponseReturnValue:
    """Put in a suggestion."""
    words, document = read_body(taking.NewSuggestion), the_document(slug)
    new = service.NewSuggestion(
        changes=[_proposed(one) for one in words.changes],
        reason=words.reason,
        revision=words.base_revision,
        organisation=words.organisation,
    )
    made = service.suggest(document, new, by=current_person(), now=clock.now())
    response = _answer(made)
    response.headers["Location"] = url_for("api.contribution", ref=made.reference)
    db.session.commit()
    return response, 201


@bp.post("/suggestions/<ref>/versions")
@access("contribution:edit", facts=contribution_facts)
@describes(
    Operation(
        summary="Revise a suggestion of one's own; votes and names given before stay with the earlier words",
        takes=taking.NewVersion,
        gives=giving.Contribution,
        status=201,
        problems={409: (troubles.Revised, troubles.ClosedProblem, troubles.Problem), 429: ()},
    )
)
def revise(ref: str) -> ResponseReturnValue:
    """Give a suggestion other words."""
    words = read_body(taking.NewVersion)
    new = service.NewSuggestion(
        changes=[_proposed(one) for one in words.changes], reason=words.reason, revision=words.base_revision
    )
    made = service.revise(the_contribution(ref), new, by=current_person(), now=clock.now(), version=words.version)
    response = _answer(made)
    response.headers["Location"] = url_for("api.contribution", ref=made.reference)
    db.session.commit()
    return response, 201


@bp.put("/suggestions/<ref>/cosignature")
@access("vote:cast", facts=contribution_facts)
@describes(
    Operation(
        summary="Stand behind a suggestion by name, as oneself or for an organisation; it adds nothing to the votes",
        takes=taking.Cosignature,
        gives=giving.Contribution,
        problems={409: (troubles.Revised, troubles.ClosedProblem, troubles.Problem)},
    )
)
def cosign(ref: str) -> Response:
    """Put one's name behind a suggestion."""
    words, suggestion = read_body(taking.Cosignature), the_contribution(ref)
    service.cosign(suggestion, words.organisation, by=_me(), now=clock.now(), version=words.version)
    response = _answer(suggestion)
    db.session.commit()
    return response


@bp.delete("/suggestions/<ref>/cosignature")
@access("vote:cast", facts=contribution_facts)
@describes(
    Operation(
        summary="Take one's name back from a suggestion",
        gives=giving.Contribution,
        problems={409: (troubles.ClosedProblem, troubles.Problem)},
    )
)
def take_name_back(ref: str) -> Response:
    """Take one's name back."""
    suggestion = the_contribution(ref)
    service.take_name_back(suggestion, by=_me(), now=clock.now())
    response = _answer(suggestion)
    db.session.commit()
    return response


def _me() -> Person:
    person = current_person()
    if person is None:
        raise Unknown("This needs somebody.")
    return person


def _answer(suggestion: Contribution) -> Response:
    document = suggestion.document
    given, *_ = serialise.contributions(document.slug, lines_of(document, [suggestion.id]), present_viewer(document))
    return jsonify(given)


def _proposed(change: taking.SuggestedChange) -> Proposed:
    if (change.clause is None) is (change.after is ABSENT):
        raise Refused("Say which clause each change is about: `clause`, or `after` for a new one.", field="changes")
    if change.clause is not None:
        return Remove(change.clause) if change.text is None else Reword(change.clause, change.text)
    after = change.after if isinstance(change.after, str) else None
    return Add(after, Clause(change.kind, change.level, change.text or "", change.marker))


@bp.post("/suggestions/<ref>/merge")
@access("document:save", facts=contribution_facts)
@describes(
    Operation(
        summary="Take a suggestion into the working draft, whole or some of its clauses",
        takes=taking.MergeWords,
        gives=giving.Saved,
        problems={
            409: (troubles.Collision, troubles.Stale, troubles.Revised, troubles.ClosedProblem, troubles.Problem)
        },
    )
)
def merge_suggestion(ref: str) -> ResponseReturnValue:
    """Merge a suggestion."""
    words = read_body(taking.MergeWords)
    outcome = drafting.merge(
        the_contribution(ref),
        expected_save=words.expected_save,
        take=words.take,
        version=words.version,
        by=current_person(),
        now=clock.now(),
    )
    if isinstance(outcome, drafting.Collides):
        newest = outcome.save.public_id
        regions = [
            {"clause": one.key, "base": one.base, "ours": one.ours, "theirs": one.theirs} for one in outcome.collisions
        ]
        db.session.rollback()
        message = "Its words meet others in the same sentences. Settle them in the draft, and answer the suggestion."
        return json_problem(409, message, save=newest, regions=regions)
    saved: giving.Saved = {"save": outcome.save.public_id}
    db.session.commit()
    return jsonify(saved)
