"""Everything people said about a document: the list, and the table for officers."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from consult.contributions.access import present_viewer
from consult.contributions.anchoring import quoted
from consult.contributions.blueprint import bp
from consult.contributions.export import contributions_csv
from consult.contributions.lines import Line, list_lines
from consult.contributions.models import Channel, ContributionKind, Status
from consult.contributions.proposals import shortened, show_changes
from consult.contributions.queries import DOCUMENT, NO_FATE, PAGE, Filters, circle_of, count_listed, kept_name
from consult.contributions.suggestion_queries import changes_of
from consult.contributions.theming import themes_in_use
from consult.contributions.viewing import Viewer, body_for, stub_of
from consult.core.diff import Change as Run
from consult.core.fates import Fate
from consult.documents.access import document_facts, the_document
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.documents.text import Text
from consult.infra.access import access
from consult.infra.keeping import Kept
from consult.infra.numbers import whole_number

CHANNEL_NAMES = {
    Channel.WEB: "here",
    Channel.EMAIL: "by e-mail",
    Channel.PAPER: "on paper",
    Channel.MEETING: "in a room",
    Channel.PHONE: "by phone",
    Channel.IMPORT: "brought over",
}
STATUS_NAMES = {
    Status.PUBLISHED: "shown",
    Status.HELD: "held for checking",
    Status.HIDDEN: "hidden",
    Status.WITHDRAWN: "taken back",
}

FILTERS = ("clause", "kind", "fate", "channel", "status", "organisation", "theme")

_lists: Kept[Markup] = Kept(64)


@bp.get("/documents/<slug>/contributions")
@access("contribution:read", facts=document_facts)
def listing(slug: str) -> str:
    """List what people said, newest first, twenty a page; kept for all who see the same, until a number changes."""
    document, filters, after = the_document(slug), _filters(), _after()
    viewer = circle_of(document, present_viewer(document))
    name = (kept_name(document), viewer, filters, after)

    def make() -> Markup:
        return _listed(document, viewer, filters, after)

    listed = make() if viewer.person_id is not None else _lists.get(name, str(document.counts_version), make)
    return render_template("contributions/listing.html", document=document, listed=listed)


def _listed(document: Document, viewer: Viewer, filters: Filters, after: int | None) -> Markup:
    page = list_lines(document, filters, after, PAGE, viewer=viewer, newest_first=True)
    total, gone = count_listed(document, filters, viewer=viewer)
    text = read_revision(document.newest_revision) if document.newest_revision else None
    html = render_template(
        "contributions/_listed.html",
        document=document,
        page=page,
        total=total,
        gone=gone,
        filters=filters,
        after=after,
        older=_address(document, filters, page.next) if page.next else "",
        newest=_address(document, filters, None),
        clauses=_clauses(text),
        themes=[(one.public_id, one.name) for one in themes_in_use(document)],
        codes={clause.clause_id: code for clause, code in zip(text.clauses, text.codes, strict=True)} if text else {},
        fates=[(NO_FATE, "No answer yet"), *((fate.value, fate.value.capitalize()) for fate in Fate)],
        channels=[(channel.value, name.capitalize()) for channel, name in CHANNEL_NAMES.items()],
        statuses=[(status.value, name.capitalize()) for status, name in STATUS_NAMES.items()],
        channel_names=CHANNEL_NAMES,
        viewer=viewer,
        words={one.id: body_for(one, viewer) for one in page.items},
        stubs={one.id: stub_of(one) for one in page.items},
        quotes={
            one.id: quoted(one.exact, one.prefix, one.suffix) if one.anchor_key and not one.whole else ""
            for one in page.items
        },
        said=_said_how,
        changed=_changed(page.items),
    )
    return Markup(html)  # noqa: S704  # our own template's, which escaped what people said


@bp.get("/documents/<slug>/contributions.csv")
@access("contribution:export", facts=document_facts)
def export(slug: str) -> ResponseReturnValue:
    """Give officers everything as a table."""
    document = the_document(slug)
    return Response(
        stream_with_context(contributions_csv(document)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{document.slug}-contributions.csv"'},
    )


def _changed(lines: Sequence[Line]) -> dict[int, tuple[Run, ...]]:
    """Return what the suggestions among some lines would change first: one query, or none without any."""
    ids = [one.id for one in lines if one.kind is ContributionKind.SUGGESTION]
    found = changes_of(ids) if ids else {}
    return {one: shortened(show_changes(changes[:1], None)[0].runs) for one, changes in found.items() if changes}


def _filters() -> Filters:
    texts = {name: request.args.get(name) or None for name in FILTERS}
    return Filters(unanswered=request.args.get("unanswered") in ("1", "yes", "true"), **texts)


def _after() -> int | None:
    return whole_number(request.args.get("after"))


def _address(document: Document, filters: Filters, after: int | None) -> str:
    """Return where the list goes on, filters kept."""
    asked = {name: getattr(filters, name) for name in FILTERS if getattr(filters, name)}
    if filters.unanswered:
        asked["unanswered"] = "1"
    if after is not None:
        asked["after"] = str(after)
    address = f"/documents/{document.slug}/contributions"
    return f"{address}?{urlencode(asked)}" if asked else address


def _clauses(text: Text | None) -> list[tuple[str, str]]:
    named = [(DOCUMENT, "The whole document")]
    if text is not None:
        named += [(clause.key, code) for clause, code in zip(text.clauses, text.codes, strict=True)]
    return named


def _said_how(contribution: Line) -> str:
    """Say how it reached us, unless here on the site."""
    return "" if contribution.channel is Channel.WEB else CHANNEL_NAMES[contribution.channel]
