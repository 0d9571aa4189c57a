"""What was promised on a document."""

from __future__ import annotations

from flask import Response

from consult.answers.promises.models import Promise
from consult.answers.promises.queries import list_after
from consult.api import giving, serialise, taking
from consult.api.blueprint import bp
from consult.api.operations import Operation, describes
from consult.api.paging import after_of, listed, part_of
from consult.api.reading_json import read_query
from consult.contributions.viewing import is_public
from consult.documents.access import document_facts, the_document
from consult.infra import clock
from consult.infra.access import access


@bp.get("/documents/<slug>/promises")
@access("document:read", facts=document_facts)
@describes(
    Operation(
        summary="List what was promised and what became of it, in the order it was promised",
        query=taking.ListQuery,
        gives=giving.Promise,
        listed=True,
    )
)
def promises(slug: str) -> Response:
    """List the promises of a document."""
    query = read_query(taking.ListQuery)
    found = list_after(the_document(slug), after_of(query.after) or 0, query.limit + 1)
    shown = found[: query.limit]
    return listed(part_of([_promise(one) for one in shown], shown[-1].id if len(found) > len(shown) else None))


def _promise(one: Promise) -> giving.Promise:
    return {
        "id": one.public_id,
        "words": one.words,
        "keeper": one.keeper,
        "due": one.due_on.isoformat(),
        "state": one.state,
        "late": one.is_late(clock.to_london(clock.now()).date()),
        "note": one.note,
        "at": serialise.at(one.at) or "",
        "revision": one.revision.number if one.revision else None,
        "clause": one.clause.key if one.clause else None,
        "start": one.start,
        "end": one.end,
        "contributions": [voice.contribution.reference for voice in one.voices if is_public(voice.contribution)],
        "steps": [
            {
                "at": serialise.at(step.at) or "",
                "by": step.by.name,
                "state": step.state,
                "note": step.note,
                "words": step.words,
                "keeper": step.keeper,
                "due": step.due_on.isoformat(),
            }
            for step in one.steps
        ],
    }
