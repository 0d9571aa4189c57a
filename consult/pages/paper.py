"""A background paper, for everybody who may read the consultation."""

from __future__ import annotations

from flask import current_app, redirect, send_file
from flask.typing import ResponseReturnValue

from consult.consultations.access import the_consultation
from consult.consultations.queries import get_paper
from consult.core.errors import Missing
from consult.documents.access import reader_facts
from consult.infra import uploads
from consult.infra.access import access
from consult.pages.blueprint import bp


@bp.get("/consultations/<slug>/papers/<paper>")
@access("consultation:read", facts=reader_facts)
def paper(slug: str, paper: str) -> ResponseReturnValue:
    """Give a background paper as a download, never to be shown as a page of ours."""
    row = get_paper(the_consultation(slug), paper)
    if row.url is not None:
        return redirect(row.url)
    path = uploads.find(current_app.config["UPLOADS"], row.file_hash or "")
    if path is None:
        raise Missing("This file is not here any more. Ask the people who run the consultation for it.")
    return send_file(path, "application/octet-stream", as_attachment=True, download_name=row.filename)
