"""You said, we did: what became of what people said about a document."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from consult.accounts.session import current_person
from consult.answers.promises.queries import Counted, count_promises, list_promises
from consult.answers.replies.disputes import count_disputed
from consult.consultations.standing import standing
from consult.contributions.access import contribution_facts
from consult.contributions.counting import YOU_SAID
from consult.contributions.models import Channel
from consult.contributions.queries import kept_name
from consult.contributions.references import read_reference
from consult.contributions.viewing import PUBLIC
from consult.core.errors import Missing
from consult.core.policy import allows
from consult.documents.access import document_facts, the_document
from consult.documents.models import Document
from consult.documents.queries import get_revision
from consult.infra import clock
from consult.infra.access import access
from consult.infra.keeping import Kept
from consult.infra.paging import page_number
from consult.pages.blueprint import bp
from consult.pages.document import newest_of, page_parts
from consult.pages.kept import answer_kept, is_plain
from consult.reading.mine import newest_own
from consult.reading.you_said import read_answers
from consult.reading.you_said_counts import BECAME, CAME, OTHER, Wanted
from consult.reading.you_said_csv import answers_csv

PROMISES = 3
"""Promises shown here; their own page has the rest."""
_kept: Kept[Markup] = Kept(64)


@bp.get("/documents/<slug>/you-said-we-did")
@access("document:read", facts=document_facts)
def you_said_we_did(slug: str) -> ResponseReturnValue:
    """Show, by theme and by clause, what people said and what became of it."""
    document, wanted = the_document(slug), read_wanted()
    newest, where = newest_of(document), standing(document.consultation, clock.now())
    today = clock.to_london(clock.now()).date().isoformat()

    def page() -> str:
        return _page(document, wanted)

    if not is_plain():
        return page()
    parts = [*page_parts(document, where), newest.hash, today, repr(wanted)]
    return answer_kept(("answers", newest.hash, wanted), parts, page)


@bp.get("/documents/<slug>/you-said-we-did/yours")
@access("document:read", facts=document_facts)
def yours(slug: str) -> ResponseReturnValue:
    """Lead somebody who is not signed in to what became of what they said, by its reference."""
    document, typed = the_document(slug), request.args.get("reference", "")[:60]
    reference = read_reference(typed)
    if reference and _may_read(reference):
        return redirect(url_for("pages.contribution", ref=reference))
    problem = (
        f"There is no {reference} that you can read. Look at the reference again: it stands where you sent it from."
        if reference
        else "Write the reference as it was given to you, for example C-104."
    )
    return _page(document, Wanted(), typed=typed, problem=problem), 404 if reference else 422


def _may_read(reference: str) -> bool:
    """Say whether there is a contribution with a reference that whoever asks may read."""
    try:
        return allows("contribution:read", contribution_facts(reference, whole=False))
    except Missing:
        return False


@bp.get("/documents/<slug>/you-said-we-did.csv")
@access("document:read", facts=document_facts)
def all_answers(slug: str) -> ResponseReturnValue:
    """Give everybody all answers as a table."""
    document = the_document(slug)
    newest_of(document)
    return Response(
        stream_with_context(answers_csv(document)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{document.slug}-answers.csv"'},
    )


def _page(document: Document, wanted: Wanted, *, typed: str = "", problem: str = "") -> str:
    person = current_person()
    return render_template(
        "pages/you_said_we_did.html",
        document=document,
        consultation=document.consultation,
        standing=standing(document.consultation, clock.now()),
        answers=_answers(document, wanted),
        own=newest_own(document, person) if person is not None else None,
        person=person,
        typed=typed,
        problem=problem,
    )


def _answers(document: Document, wanted: Wanted) -> Markup:
    """Return what is the same for everybody, kept until a number or the day changes."""
    today, newest = clock.to_london(clock.now()).date(), newest_of(document)

    def make() -> Markup:
        promised = count_promises([document.id], today).get(document.id, Counted())
        html = render_template(
            "pages/_answers.html",
            document=document,
            newest=newest,
            answers=read_answers(document, get_revision(document, 1), newest, wanted),
            wanted=wanted,
            address=_address,
            counted=YOU_SAID,
            channels=CAME,
            became=BECAME,
            promised=promised,
            promises=list_promises(document, limit=PROMISES) if promised.total else (),
            today=today,
            disputed=count_disputed(document, PUBLIC),
        )
        return Markup(html)  # noqa: S704  # our own template's, which escaped what people said

    return _kept.get((kept_name(document), wanted), f"{document.counts_version} {today}", make)


def read_wanted() -> Wanted:
    """Read what the address asks for; what nobody offers asks for everything."""
    channel, theme = request.args.get("channel", ""), request.args.get("theme", "")
    return Wanted(
        not_taken=request.args.get("fate") == "not-taken",
        channel=Channel(channel) if channel in set(Channel) else None,
        theme=theme if theme == OTHER or (theme.isalnum() and theme.isascii() and len(theme) <= 40) else "",
        by_clause=request.args.get("by") == "clause",
        page=page_number(request.args),
    )


def _address(document: Document, wanted: Wanted, **other: object) -> str:
    """Return the address of this page with something else asked for; `page` begins anew unless given."""
    asked = {
        "fate": "not-taken" if wanted.not_taken else "",
        "channel": wanted.channel.value if wanted.channel else "",
        "theme": wanted.theme,
        "by": "clause" if wanted.by_clause else "",
        "page": "",
        **{name: str(value) for name, value in other.items()},
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    address = url_for("pages.you_said_we_did", slug=document.slug)
    return f"{address}?{query}" if query else address
