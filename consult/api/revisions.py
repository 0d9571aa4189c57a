"""Calls about revisions: reading, comparing, publishing, and the fates given between two of them."""

from __future__ import annotations

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.answers.checking import find_answerable
from consult.answers.queries import fate_lines, taken_in
from consult.answers.step import Step
from consult.api import giving, serialise, taking, troubles
from consult.api.blueprint import bp
from consult.api.operations import Operation, describes
from consult.api.paging import after_of, listed, part_of
from consult.api.reading_json import read_body, read_query
from consult.core.compare import ClauseChange
from consult.core.fates import How
from consult.documents.access import document_facts, the_document
from consult.documents.queries import get_revision, list_revisions, read_revision
from consult.drafting import service as drafting
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access


@bp.get("/documents/<slug>/revisions")
@access("document:read", facts=document_facts)
@describes(
    Operation(summary="List the revisions, oldest first", query=taking.ListQuery, gives=giving.Revision, listed=True)
)
def revisions(slug: str) -> Response:
    """List what was published."""
    query = read_query(taking.ListQuery)
    after = after_of(query.after) or 0
    rest = [one for one in list_revisions(the_document(slug)) if one.number > after]
    shown = rest[: query.limit]
    taken = taken_in([one.id for one in shown])
    items = [serialise.revision(one, taken.get(one.id, ())) for one in shown]
    return listed(part_of(items, shown[-1].number if len(rest) > len(shown) else None))


@bp.get("/documents/<slug>/revisions/<int:n>")
@access("document:read", facts=document_facts)
@describes(Operation(summary="The words of one revision", gives=giving.Document))
def revision(slug: str, n: int) -> Response:
    """Give a revision's words."""
    read_query(taking.NoQuery)
    document = the_document(slug)
    found = get_revision(document, n)
    return jsonify(serialise.document(document, read_revision(found), found.number))


@bp.get("/documents/<slug>/compare")
@access("document:read", facts=document_facts)
@describes(
    Operation(
        summary="What changed from one revision to another, clause by clause and word by word",
        query=taking.CompareQuery,
        gives=giving.Comparison,
    )
)
def compare(slug: str) -> Response:
    """Compare two revisions."""
    query, document = read_query(taking.CompareQuery), the_document(slug)
    step = Step(read_revision(get_revision(document, query.old)), read_revision(get_revision(document, query.new)))
    found: giving.Comparison = {
        "from": query.old,
        "to": query.new,
        "changes": [_change(change, step) for change in step.changes.values()],
    }
    return jsonify(found)


def _change(change: ClauseChange, step: Step) -> giving.ClauseChange:
    text = step.old if change.new is None else step.new
    return {
        "key": change.key,
        "code": text.code(change.key),
        "op": change.op,
        "old": change.old.text if change.old else None,
        "new": change.new.text if change.new else None,
        "words": [{"op": one.op, "old": one.old, "new": one.new} for one in change.changes],
    }


@bp.post("/documents/<slug>/revisions")
@access("document:publish", facts=document_facts)
@describes(
    Operation(
        summary="Publish the newest save as the next revision, with an answer for everybody",
        takes=taking.NewRevision,
        gives=giving.Revision,
        status=201,
        problems={
            409: (troubles.Stale, troubles.Unread, troubles.GateHolds, troubles.Unapproved, troubles.ClosedProblem)
        },
    )
)
def publish(slug: str) -> ResponseReturnValue:
    """Publish a revision. Fates drafted on the pages stay drafts: a caller publishes what it names."""
    new = read_body(taking.NewRevision)
    publication = drafting.Publication(
        summary=new.summary,
        expected_save=new.expected_save,
        fates=[_given(one) for one in new.fates],
        editorial=new.editorial,
        exception=new.exception,
        with_drafts=False,
        read={
            one.reference: drafting.Read(answers=one.answers, draft=one.draft)
            for one in new.fates
            if one.answers is not None or one.draft is not None
        },
    )
    made = drafting.publish(the_document(slug), publication, by=current_person(), now=clock.now())
    response = jsonify(serialise.revision(made, taken_in([made.id]).get(made.id, ())))
    response.headers["Location"] = url_for("api.revision", slug=slug, n=made.number)
    db.session.commit()
    return response, 201


def _given(fate: taking.RevisionFate) -> drafting.GivenFate:
    return drafting.GivenFate(
        reference=fate.reference,
        fate=fate.fate,
        reason=fate.reason,
        words=[drafting.Pointed(one.clause, one.start, one.end) for one in fate.words],
        removed=fate.removed,
        how=How(fate.how),
    )


@bp.post("/documents/<slug>/fates")
@access("fate:give", facts=document_facts)
@describes(
    Operation(
        summary="Give fates between two revisions: all that belong to no revision",
        takes=taking.NewFates,
        gives=giving.Fates,
        status=201,
        problems={409: (troubles.Unread, troubles.Unapproved, troubles.ClosedProblem)},
    )
)
def give_fates(slug: str) -> ResponseReturnValue:
    """Publish fates at once, over no answer or draft that the caller has not read."""
    new, document = read_body(taking.NewFates), the_document(slug)
    given = [drafting.GivenFate(reference=one.reference, fate=one.fate, reason=one.reason) for one in new.fates]
    read = {one.reference: drafting.Read(answers=one.answers, draft=one.draft) for one in new.fates}
    drafting.publish_fates(document, given, by=current_person(), now=clock.now(), read=read)
    ids = {one.reference: one.id for one in find_answerable(document, [one.reference for one in given]).values()}
    fates = fate_lines(ids.values())
    found: giving.Fates = {
        "fates": [{"reference": name, **serialise.fate(fates[number][-1])} for name, number in ids.items()]
    }
    db.session.commit()
    return jsonify(found), 201
