"""You said, we did: what became of what people said about a document."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from consult.consultations.standing import standing
from consult.documents.access import document_facts, the_document
from consult.documents.queries import get_revision
from consult.infra import clock
from consult.infra.access import access
from consult.pages.blueprint import bp
from consult.pages.document import newest_of, page_parts
from consult.pages.kept import answer_kept, is_plain
from consult.reading.you_said import read_answers


@bp.get("/documents/<slug>/you-said-we-did")
@access("document:read", facts=document_facts)
def you_said_we_did(slug: str) -> ResponseReturnValue:
    """Show, clause by clause, what people said and what became of it."""
    document = the_document(slug)
    newest, where = newest_of(document), standing(document.consultation, clock.now())

    def page() -> str:
        return render_template(
            "pages/you_said_we_did.html",
            document=document,
            consultation=document.consultation,
            standing=where,
            newest=newest,
            answers=read_answers(document, get_revision(document, 1), newest),
        )

    if not is_plain():
        return page()
    return answer_kept(("answers", newest.hash), page_parts(document, where), page)
