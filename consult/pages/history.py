"""Revisions: the list, each as it was, and any two compared."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consult.answers.queries import taken_in
from consult.consultations.standing import standing
from consult.core.errors import Missing
from consult.core.policy import allows
from consult.documents.access import document_facts, facts_of, the_document
from consult.documents.models import Document, Revision
from consult.documents.queries import get_revision, list_revisions, read_revision
from consult.drafting.asking_again import list_asked, list_decisions
from consult.infra import clock
from consult.infra.access import access
from consult.infra.numbers import whole_number
from consult.pages.blueprint import bp
from consult.pages.document import newest_of, page_parts
from consult.pages.kept import answer_kept, is_plain
from consult.reading.classes import called_in
from consult.reading.history import compare_revisions, lines_of


@bp.get("/documents/<slug>/revisions")
@access("document:read", facts=document_facts)
def revisions(slug: str) -> str:
    """List a document's revisions, newest first, with what each says it did and what it took in."""
    document = the_document(slug)
    found = list_revisions(document)
    return render_template(
        "pages/revisions.html",
        document=document,
        consultation=document.consultation,
        standing=standing(document.consultation, clock.now()),
        revisions=found[::-1],
        taken=taken_in([one.id for one in found]),
    )


@bp.get("/documents/<slug>/revisions/<int:number>")
@access("document:read", facts=document_facts)
def revision(slug: str, number: int) -> ResponseReturnValue:
    """Show a revision as it was, with its summary, its link in the chain, and what it took in."""
    document = the_document(slug)
    found, where = get_revision(document, number), standing(document.consultation, clock.now())
    runs = allows("document:publish", facts_of(document))
    asked = list_asked([document], clock.now()) if runs else frozenset()

    def page() -> str:
        lines = lines_of(read_revision(found))
        return render_template(
            "pages/revision.html",
            document=document,
            consultation=document.consultation,
            standing=where,
            revision=found,
            named=called_in(found) if found.number > 1 else {},
            decisions=list_decisions(found) if found.number > 1 else (),
            asked_again=document.id in asked and found.id == document.newest_revision_id,
            newest=newest_of(document),
            lines=lines,
            codes={one.clause.key: one.code for one in lines},
            taken=taken_in([found.id]).get(found.id, []),
        )

    if not is_plain():
        return page()
    newest = newest_of(document)
    return answer_kept(("revision", found.hash), [*page_parts(document, where), found.hash, newest.hash], page)


@bp.get("/documents/<slug>/compare")
@access("document:read", facts=document_facts)
def compare(slug: str) -> str:
    """Show what changed between two revisions, clause by clause."""
    document = the_document(slug)
    found = list_revisions(document)
    newest = newest_of(document)
    old = _asked(document, "from", max(newest.number - 1, 1))
    new = _asked(document, "to", newest.number)
    return render_template(
        "pages/compare.html",
        document=document,
        consultation=document.consultation,
        standing=standing(document.consultation, clock.now()),
        revisions=found,
        old=old,
        new=new,
        comparison=compare_revisions(document, old, new),
        named=called_in(new) if new.number == old.number + 1 else {},
    )


def _asked(document: Document, name: str, otherwise: int) -> Revision:
    number = whole_number(request.args.get(name) or str(otherwise))
    if number is None:
        raise Missing("Choose two revisions by their numbers, as in compare?from=1&to=2.")
    return get_revision(document, number)
