"""What was promised: who keeps it, by when, and what became of it."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consult.answers.promises.queries import PAGE, Counted, count_promises, list_promises
from consult.consultations.standing import standing
from consult.core.bars import lay_bar
from consult.core.errors import Missing
from consult.documents.access import document_facts, the_document
from consult.infra import clock
from consult.infra.access import access
from consult.infra.paging import page_number
from consult.pages.blueprint import bp
from consult.pages.document import newest_of, page_parts
from consult.pages.kept import answer_kept, is_plain

bp.add_app_template_global(lay_bar)


@bp.get("/documents/<slug>/promises")
@access("document:read", facts=document_facts)
def promises(slug: str) -> ResponseReturnValue:
    """Show what was promised on a document, what is to be kept first, fifty a page."""
    document = the_document(slug)
    newest, where = newest_of(document), standing(document.consultation, clock.now())
    today, page = clock.to_london(clock.now()).date(), page_number(request.args)

    def make() -> str:
        counted = count_promises([document.id], today).get(document.id, Counted())
        last = max(1, -(-counted.total // PAGE))
        if page > last:
            raise Missing("There are not so many pages. Begin at the first.")
        return render_template(
            "pages/promises.html",
            document=document,
            consultation=document.consultation,
            standing=where,
            counted=counted,
            promises=list_promises(document, page=page),
            page=page,
            last=last,
            today=today,
        )

    if not is_plain():
        return make()
    # What is late depends on the day.
    parts = [*page_parts(document, where), newest.hash, today.isoformat(), str(page)]
    return answer_kept(("promises", newest.hash, page), parts, make)
