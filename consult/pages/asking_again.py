"""Consult again? The page on which an officer opens changed clauses again, or says why not."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.core.diff import diff
from consult.core.errors import ConsultError
from consult.documents.access import document_facts, the_document
from consult.documents.models import Document
from consult.documents.queries import REDACTED, read_revision
from consult.drafting.asking_again import Asked, is_open_for_some, leave_closed, list_changed, reopen
from consult.drafting.forms import AskingAgainForm
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.pages.blueprint import bp
from consult.reading.marks import Stretch, stretches


@bp.route("/documents/<slug>/consult-again", methods=["GET", "POST"])
@access("document:publish", facts=document_facts)
def consult_again(slug: str) -> ResponseReturnValue:
    """Show what changed in meaning after the closing, and open it again or say why not."""
    document, form, now, status = the_document(slug), AskingAgainForm(), clock.now(), 200
    if form.validate_on_submit():
        reason, person = form.reason.data or "", current_person()
        try:
            if form.choice.data == "reopen":
                reopen(document, form.clauses.data or (), form.closes_at, reason, by=person, now=now)
            else:
                leave_closed(document, reason, by=person, now=now)
        except ConsultError as error:
            db.session.rollback()
            form.refuse({"closes_at": "closes_on"}.get(error.field or "", error.field), error.message)
            status = error.http
        else:
            db.session.commit()
            if form.choice.data == "reopen":
                flash("Open again for these clauses. Those who spoke about them are told.", "success")
                return redirect(url_for("pages.consultation", slug=document.consultation.slug))
            flash("Noted. Your reason stands beside the revision.", "success")
            return redirect(url_for("pages.revision", slug=slug, number=document.newest_revision.number))  # type: ignore[union-attr]
    elif form.errors:
        status = 422
    return _page(the_document(slug), form), status


def _page(document: Document, form: AskingAgainForm) -> str:
    newest, now = document.newest_revision, clock.now()
    changed = list_changed(document, now)
    codes = read_revision(newest) if newest is not None else None
    rows = [(one, codes.code(one.clause.key) if codes and one.new else "", _words(one)) for one in changed]
    return render_template(
        "drafting/consult_again.html",
        document=document,
        consultation=document.consultation,
        revision=newest,
        form=form,
        until=document.consultation.closes_at if is_open_for_some(document, now) else None,
        rows=rows,
        chosen=form.clauses.data if form.is_submitted() else [one.clause.key for one in changed if one.differs],
    )


def _words(asked: Asked) -> tuple[Stretch, ...]:
    old, new = (
        "" if wording is None else REDACTED if wording.text is None else wording.text
        for wording in (asked.old, asked.new)
    )
    return stretches(new, (), diff(old, new))
