"""The register: all that came in, entering something new, one submission, its receipt and its files."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, current_app, flash, redirect, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.queries import find_organisation, find_person, list_organisations
from consult.accounts.session import the_person
from consult.consultations.access import consultation_facts, the_consultation
from consult.core.errors import ConsultError, Refused
from consult.documents.queries import list_documents
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.numbers import whole_number
from consult.intake import handling_routes, splitting_routes, table_routes
from consult.intake.blueprint import AT, bp, page, send_kept
from consult.intake.files import ACCEPT, KeptFile
from consult.intake.forms import EnterForm, read_count
from consult.intake.models import Source
from consult.intake.queries import (
    WAITING,
    count_register,
    get_file,
    get_submission,
    list_parts,
    list_readers,
    list_register,
    list_tables,
)
from consult.intake.registering import NewSubmission, register
from consult.intake.report import write_register
from consult.intake.words import IN_PUBLIC, SOURCES, state_of

__all__ = ["bp", "handling_routes", "splitting_routes", "table_routes"]


@bp.get(AT)
@access("intake:read", facts=consultation_facts)
def listing(slug: str) -> ResponseReturnValue:
    """List all that came in, newest first, or what waits."""
    consultation = the_consultation(slug)
    show = WAITING if request.args.get("show") == WAITING else ""
    found = list_register(consultation, show, _before())
    everything, waiting = count_register(consultation)
    return page(
        "register.html",
        slug,
        found=found,
        show=show,
        everything=everything,
        waiting=waiting,
        tables=list_tables(consultation),
        sources=SOURCES,
        state_of=state_of,
    )


def _before() -> int | None:
    return whole_number(request.args.get("before"))


@bp.get(f"{AT}.csv")
@access("intake:read", facts=consultation_facts)
def export(slug: str) -> ResponseReturnValue:
    """Give the register as a table."""
    lines = write_register(the_consultation(slug))
    return Response(
        stream_with_context(lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{slug}-register.csv"'},
    )


@bp.route(f"{AT}/new", methods=["GET", "POST"])
@access("intake:enter", facts=consultation_facts)
def enter(slug: str) -> ResponseReturnValue:
    """Register something that came in."""
    consultation, form, status = the_consultation(slug), EnterForm(), 200
    form.offer(list_readers(consultation), list_organisations(), the_person())
    if form.is_submitted():
        try:
            files = form.keep(current_app.config["UPLOADS"])
            if form.validate():
                made = register(consultation, _new(form, files), by=the_person(), now=clock.now())
                db.session.commit()
                flash(f"Registered as {made.reference}. Now enter its parts.", "success")
                return redirect(url_for("intake.submission", slug=slug, submission=made.reference))
            status = 422
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
            status = error.http
    ask_again = bool(form.again.errors or form.again.data)
    return page("enter.html", slug, status, form=form, accept=ACCEPT, ask_again=ask_again)


def _new(form: EnterForm, files: Sequence[KeptFile]) -> NewSubmission:
    reader = find_person(form.reader.data)
    organisation = find_organisation(form.organisation.data) if form.organisation.data else None
    if reader is None:
        raise Refused("Choose an officer of this consultation who is to read it.", field="reader")
    if form.organisation.data and organisation is None:
        raise Refused("There is no such organisation here. Choose one from the list, or none.", field="organisation")
    return NewSubmission(
        source=Source(form.source.data),
        title=form.title.data or "",
        received=form.received.data or clock.to_london(clock.now()).date(),
        reader=reader,
        sender=form.sender.data or "",
        email=form.email.data or "",
        shown_as=form.shown_as.data or "",
        organisation=organisation,
        people=read_count(form.people.data, "people"),
        words=form.words.data or "",
        files=files,
        again=bool(form.again.data),
    )


@bp.get(f"{AT}/<submission>")
@access("intake:read", facts=consultation_facts)
def submission(slug: str, submission: str) -> ResponseReturnValue:
    """Show what came in beside its parts."""
    return splitting_routes.submission_page(slug, submission)


@bp.get(f"{AT}/<submission>/receipt")
@access("intake:read", facts=consultation_facts)
def receipt(slug: str, submission: str) -> ResponseReturnValue:
    """Show a receipt to print and hand over."""
    found = get_submission(the_consultation(slug), submission)
    documents = list_documents(found.consultation_id)
    parts = list_parts(found)
    return page("receipt.html", slug, submission=found, kind=IN_PUBLIC[found.source], documents=documents, parts=parts)


@bp.get(f"{AT}/<submission>/files/<file>")
@access("intake:read", facts=consultation_facts)
def file(slug: str, submission: str, file: str) -> ResponseReturnValue:
    """Give a file as a download, never to be shown as a page of ours."""
    row = get_file(get_submission(the_consultation(slug), submission), file)
    return send_kept(row.file_hash, row.filename)
