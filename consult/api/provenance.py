"""The call about where words come from."""

from __future__ import annotations

from flask import Response, jsonify

from consult.api import giving, taking
from consult.api.blueprint import bp
from consult.api.operations import Operation, describes
from consult.api.reading_json import read_query
from consult.core.errors import Missing
from consult.core.policy import drafter
from consult.documents.access import document_facts, facts_of, the_document
from consult.documents.queries import read_revision
from consult.infra.access import access
from consult.reading.provenance import Part, tell


@bp.get("/documents/<slug>/provenance")
@access("document:read", facts=document_facts)
@describes(
    Operation(
        summary="Which save brought each run of the newest revision's words, and whose contribution it was",
        gives=giving.Provenance,
    )
)
def provenance(slug: str) -> Response:
    """Give the origins of the newest revision's words, clause by clause."""
    read_query(taking.NoQuery)
    document = the_document(slug)
    newest = document.newest_revision
    if newest is None:
        raise Missing("This document has no revision yet.")
    told = tell(document, newest, in_group=drafter(facts_of(document)))
    found: giving.Provenance = {
        "clauses": [
            {"key": clause.key, "spans": [_span(part) for part in told[clause.key]]}
            for clause in read_revision(newest).clauses
        ]
    }
    return jsonify(found)


def _span(part: Part) -> giving.WordsOrigin:
    span: giving.WordsOrigin = {
        "start": part.start,
        "end": part.end,
        "save": part.origin.save,
        "author": part.author,
    }
    if part.reference is not None:
        span["contribution"] = part.reference
    return span
