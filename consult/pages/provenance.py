"""Whose words a document is made of: every run of words with the save that brought it and whose contribution it was."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from consult.consultations.standing import standing
from consult.core.policy import drafter
from consult.documents.access import document_facts, facts_of, the_document
from consult.documents.models import Document, Revision
from consult.documents.queries import read_revision
from consult.infra import clock
from consult.infra.access import access
from consult.infra.keeping import Kept
from consult.infra.rendering import fragment
from consult.pages.blueprint import bp
from consult.pages.document import newest_of, page_parts
from consult.pages.kept import answer_kept, is_plain
from consult.reading.provenance import tell
from consult.reading.room import heading_ranks
from consult.reading.why import explain_all


@dataclass(frozen=True, slots=True)
class Figures:
    """What a text is made of."""

    voices: int


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The clauses as markup, made once for a revision and a circle of readers."""

    clauses: Markup
    figures: Figures


_sheets: Kept[_Sheet] = Kept(24)


@bp.get("/documents/<slug>/provenance")
@access("document:read", facts=document_facts)
def provenance(slug: str) -> ResponseReturnValue:
    """Show the whole document with where its words come from; kept until a public number of it changes."""
    document = the_document(slug)
    revision, where = newest_of(document), standing(document.consultation, clock.now())
    in_group = drafter(facts_of(document))

    def page() -> str:
        sheet = _sheet(document, revision, in_group)
        return render_template(
            "pages/provenance.html",
            document=document,
            consultation=document.consultation,
            standing=where,
            revision=revision,
            clauses=sheet.clauses,
            figures=sheet.figures,
        )

    if not is_plain():
        return page()
    return answer_kept(("provenance", revision.hash), [*page_parts(document, where), revision.hash], page)


def _sheet(document: Document, revision: Revision, in_group: bool) -> _Sheet:
    def make() -> _Sheet:
        told = tell(document, revision, in_group=in_group)
        text = read_revision(revision)
        lines = explain_all(text, told, heading_ranks(text))
        voices = {part.reference for parts in told.values() for part in parts if part.reference}
        html = fragment("pages/_why_clauses.html", lines=lines, slug=document.slug)
        return _Sheet(html, Figures(len(voices)))

    return _sheets.get((revision.hash, in_group), str(document.counts_version), make)
