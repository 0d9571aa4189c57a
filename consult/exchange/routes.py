"""Pages on which a text comes in: a new document, or a newer file as the next draft."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person, the_person
from consult.consultations.access import consultation_facts, the_consultation
from consult.core.errors import ConsultError, Refused
from consult.documents.access import document_facts, the_document
from consult.documents.models import DocumentKind
from consult.documents.templates import drop_template, get_template, keep_template, list_templates
from consult.drafting import service as drafting
from consult.exchange import record_routes, review_routes, taking_routes  # noqa: F401  # on the same blueprint
from consult.exchange.blueprint import bp
from consult.exchange.forms import ACCEPT, DocumentForm, NewerFileForm
from consult.exchange.uploading import not_kept_in_words, read_upload
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.uploads import plain_name

__all__ = ["bp"]


@bp.route("/consultations/<slug>/documents/new", methods=["GET", "POST"])
@access("document:create", facts=consultation_facts)
def create(slug: str) -> ResponseReturnValue:
    """Add a document: upload Word, HTML, Markdown or plain text, or write it, from a template or from nothing."""
    consultation, form = the_consultation(slug), DocumentForm()
    templates = list_templates(consultation.owner)
    if not form.is_submitted() and (name := request.args.get("template")):
        start = get_template(consultation.owner, name)
        form.markdown.data, form.kind.data = start.markdown, start.kind.value
    if form.validate_on_submit():
        try:
            imported = read_upload(form.file.data, form.markdown.data or "")
            document = drafting.start_document(
                consultation,
                form.title.data or imported.title or "",
                DocumentKind(form.kind.data),
                imported.clauses,
                by=current_person(),
                now=clock.now(),
                cause_reference=plain_name(form.file.data.filename) if form.file.data else None,
            )
        except ConsultError as error:
            form.refuse(error.field, error.message)
        else:
            db.session.commit()
            flash(f"Here it is, with {len(imported.clauses)} clauses. {not_kept_in_words(imported)}".strip(), "success")
            return redirect(url_for("pages.document", slug=document.slug))
    status = 422 if form.errors else 200
    page = render_template(
        "exchange/create.html", form=form, consultation=consultation, accept=ACCEPT, templates=templates
    )
    return page, status


@bp.post("/consultations/<slug>/templates/<name>/drop")
@access("document:create", facts=consultation_facts)
def drop(slug: str, name: str) -> ResponseReturnValue:
    """Take one of the organisation's own templates away."""
    drop_template(the_consultation(slug).owner, name, by=the_person(), now=clock.now())
    db.session.commit()
    flash("The template is gone. Documents that began from it stay as they are.", "success")
    return redirect(url_for("exchange.create", slug=slug))


@bp.post("/documents/<slug>/template")
@access("document:manage", facts=document_facts)
def keep(slug: str) -> ResponseReturnValue:
    """Keep a document's words as a template."""
    document, typed = the_document(slug), request.form.get("title", "")
    try:
        title = keep_template(document, typed, by=the_person(), now=clock.now()).title
    except Refused as error:
        return render_template("exchange/template.html", document=document, title=typed, problem=error.message), 422
    db.session.commit()
    flash(f"Kept as “{title}”. New documents can start from it.", "success")
    return redirect(url_for("drafting.draft", slug=slug))


@bp.route("/documents/<slug>/draft/upload", methods=["GET", "POST"])
@access("document:save", facts=document_facts)
def upload(slug: str) -> ResponseReturnValue:
    """Take a newer file as the next draft: shown first, saved when confirmed."""
    document, form = the_document(slug), NewerFileForm()
    if not form.is_submitted():
        form.expected_save.data = document.head.public_id if document.head else ""
    preview = imported = None
    if form.validate_on_submit():
        try:
            imported = read_upload(form.file.data, form.markdown.data or "")
            if form.file.data:
                preview = drafting.preview(document, imported.clauses)
                form.markdown.data = imported.markdown
                form.filename.data = plain_name(form.file.data.filename)
            else:
                outcome = drafting.save_text(
                    document,
                    imported.clauses,
                    expected_save=form.expected_save.data or "",
                    by=current_person(),
                    now=clock.now(),
                    imported_from=form.filename.data or "a newer file",
                )
                if not isinstance(outcome, drafting.Conflicted):
                    db.session.commit()
                    flash("The newer text is now the working draft.", "success")
                    return redirect(url_for("drafting.draft", slug=slug))
                form.refuse(None, "Someone saved other words in the same places meanwhile. Settle them in the draft.")
        except ConsultError as error:
            form.refuse(error.field, error.message)
    status = 422 if form.errors else 200
    page = render_template(
        "exchange/upload.html", form=form, document=document, preview=preview, imported=imported, accept=ACCEPT
    )
    return page, status
