"""Calls about documents and their working draft."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.api import giving, serialise, taking, troubles
from consult.api.blueprint import bp
from consult.api.operations import Operation, describes
from consult.api.reading_json import read_body, read_query
from consult.consultations.access import the_consultation
from consult.core.clauses import parse
from consult.core.errors import Missing
from consult.documents.access import document_facts, reader_facts, the_document
from consult.documents.models import Document
from consult.documents.queries import read_revision, read_save
from consult.drafting import service as drafting
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.problems import json_problem


@bp.post("/consultations/<slug>/documents")
@access("document:create", facts=reader_facts)
@describes(
    Operation(
        summary="Add a document; its words become the first save and revision 1",
        takes=taking.NewDocument,
        gives=giving.Document,
        status=201,
    )
)
def make_document(slug: str) -> ResponseReturnValue:
    """Add a document to a consultation."""
    new = read_body(taking.NewDocument)
    made = drafting.start_document(
        the_consultation(slug), new.title, new.kind, parse(new.markdown), by=current_person(), now=clock.now()
    )
    response = _newest(made)
    db.session.commit()
    response.headers["Location"] = url_for("api.document", slug=made.slug)
    return response, 201


@bp.get("/documents/<slug>")
@access("document:read", facts=document_facts)
@describes(Operation(summary="The words of the newest revision", gives=giving.Document))
def document(slug: str) -> Response:
    """Give the newest revision's words."""
    read_query(taking.NoQuery)
    return _newest(the_document(slug))


@bp.get("/documents/<slug>/draft")
@access("document:draft", facts=document_facts)
@describes(
    Operation(summary="The words of the newest save; `revision` is the newest one published", gives=giving.Document)
)
def draft(slug: str) -> Response:
    """Give the working draft's words."""
    read_query(taking.NoQuery)
    found = the_document(slug)
    if found.head is None:
        raise Missing("This document has no text yet.")
    newest = found.newest_revision
    return jsonify(serialise.document(found, read_save(found.head), newest.number if newest else None))


@bp.post("/documents/<slug>/draft")
@access("document:save", facts=document_facts)
@describes(
    Operation(
        summary="Save the working draft, merged with what others saved since `expected_save`",
        takes=taking.NewDraft,
        gives=giving.Saved,
        status=201,
        problems={409: (troubles.Collision, troubles.ClosedProblem)},
    )
)
def save_draft(slug: str) -> ResponseReturnValue:
    """Save the whole text."""
    new = read_body(taking.NewDraft)
    outcome = drafting.save_text(
        the_document(slug), new.markdown, expected_save=new.expected_save, by=current_person(), now=clock.now()
    )
    if isinstance(outcome, drafting.Conflicted):
        newest, regions = outcome.save.public_id, [asdict(region) for region in outcome.regions]
        db.session.rollback()
        message = "Somebody changed the same sentences meanwhile. Settle them, and send the text with the new save."
        return json_problem(409, message, save=newest, regions=regions)
    saved: giving.Saved = {"save": outcome.save.public_id}
    if isinstance(outcome, drafting.Merged):
        saved["merged"] = True
    db.session.commit()
    return jsonify(saved), 201


def _newest(found: Document) -> Response:
    newest = found.newest_revision
    if newest is None:
        raise Missing("This document has no revision yet.")
    return jsonify(serialise.document(found, read_revision(newest), newest.number))
