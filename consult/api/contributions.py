"""Calls about what people say."""

from __future__ import annotations

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.api import giving, serialise, taking, troubles
from consult.api.blueprint import bp
from consult.api.operations import Operation, describes
from consult.api.paging import Part, after_of, listed, part_of
from consult.api.reading_json import read_body, read_query
from consult.contributions import service
from consult.contributions.access import plain_facts, present_viewer, the_contribution
from consult.contributions.counting import API
from consult.contributions.lines import lines_of, list_lines
from consult.contributions.models import Contribution
from consult.contributions.queries import Filters, circle_of, kept_name
from consult.documents.access import document_facts, the_document
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.keeping import Kept

_parts: Kept[Part] = Kept(64)


@bp.get("/documents/<slug>/contributions")
@access("document:read", facts=document_facts)
@describes(
    Operation(
        summary="List what people said, oldest first",
        description=API,
        query=taking.ContributionsQuery,
        gives=giving.Contribution,
        listed=True,
    )
)
def contributions(slug: str) -> Response:
    """List a document's contributions; kept for all who see the same, until a number changes.

    Not for officers: they see drafts, which change no number.
    """
    query, document = read_query(taking.ContributionsQuery), the_document(slug)
    filters = Filters(
        clause=query.clause,
        kind=query.kind,
        theme=query.theme,
        fate=query.fate,
        channel=query.channel,
        status=query.status,
        organisation=query.organisation,
        unanswered=query.unanswered,
    )
    viewer, after = circle_of(document, present_viewer(document)), after_of(query.after)

    def make() -> Part:
        page = list_lines(document, filters, after, query.limit, viewer=viewer)
        return part_of(serialise.contributions(slug, page.items, viewer), page.next)

    if viewer.person_id is not None or viewer.officer:
        return listed(make())
    name = (kept_name(document), viewer, filters, after, query.limit)
    return listed(_parts.get(name, str(document.counts_version), make))


@bp.post("/documents/<slug>/comments")
@access("contribution:make", facts=document_facts)
@describes(
    Operation(
        summary="Comment on a document, a clause, or words of it",
        takes=taking.CommentWords,
        gives=giving.Contribution,
        status=201,
        problems={409: (troubles.ClosedProblem, troubles.Problem), 422: (troubles.QuoteNotFound,)},
    )
)
def comment(slug: str) -> ResponseReturnValue:
    """Put in a comment, or a reply to one."""
    words = read_body(taking.CommentWords)
    new = service.NewComment(
        body=words.body,
        revision=words.revision,
        clause=words.clause,
        quote=words.quote,
        prefix=words.prefix,
        suffix=words.suffix,
        reply_to=words.reply_to,
        organisation=words.organisation,
        channel=words.channel,
        received=words.received,
        on_behalf_of=words.on_behalf_of,
    )
    made = service.comment(the_document(slug), new, by=current_person(), now=clock.now())
    response = _answer(made)
    response.headers["Location"] = url_for("api.contribution", ref=made.reference)
    db.session.commit()
    return response, 201


@bp.get("/contributions/<ref>")
@access("contribution:read", facts=plain_facts)
@describes(
    Operation(summary="One contribution, where its words are now, and what became of it", gives=giving.Contribution)
)
def contribution(ref: str) -> Response:
    """Give one contribution."""
    read_query(taking.NoQuery)
    return _answer(the_contribution(ref, whole=False))


def _answer(found: Contribution) -> Response:
    document = found.document
    given, *_ = serialise.contributions(document.slug, lines_of(document, [found.id]), present_viewer(document))
    return jsonify(given)
