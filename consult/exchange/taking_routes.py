"""The page on which a document is taken away as a file."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from consult.core.errors import ConsultError, Missing
from consult.documents.access import document_facts, the_document
from consult.documents.queries import list_revisions
from consult.exchange.blueprint import bp
from consult.exchange.exporting import MIME, give
from consult.exchange.forms import ExportForm
from consult.infra.access import access


@bp.get("/documents/<slug>/export")
@access("document:read", facts=document_facts)
def export(slug: str) -> ResponseReturnValue:
    """Offer a document as a file, and give it once somebody has chosen how."""
    document = the_document(slug)
    revisions = list_revisions(document)
    if not revisions:
        raise Missing("This document has no revision yet.")
    form = ExportForm(request.args if "format" in request.args else None, meta={"csrf": False})
    form.offer([revision.number for revision in revisions])
    if "format" in request.args and form.validate():
        number, since = int(form.revision.data), int(form.since.data) if form.since.data else None
        try:
            data = give(form.format.data, document, number, since=since, with_comments=form.comments.data)
        except ConsultError as error:
            form.refuse(error.field, error.message)
        else:
            name = f"{document.slug}-revision-{number}.{form.format.data}"
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            return Response(data, content_type=MIME[form.format.data], headers=headers)
    status = 422 if form.errors else 200
    return render_template("exchange/take_away.html", form=form, document=document), status
