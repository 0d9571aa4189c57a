"""The publish gate: what stands between the working draft and the public, and the button."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.consultations.stages import stage_now
from consult.core.errors import Conflict, ConsultError
from consult.core.stages import Stage
from consult.documents.access import document_facts, the_document
from consult.documents.models import Document
from consult.drafting import service
from consult.drafting.asking_again import list_asked
from consult.drafting.blueprint import bp
from consult.drafting.checks import check
from consult.drafting.forms import PublishForm
from consult.drafting.guarding import get_head
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access


@bp.route("/documents/<slug>/publish", methods=["GET", "POST"])
@access("document:publish", facts=document_facts)
def publish(slug: str) -> ResponseReturnValue:
    """Show the gate, and publish the working draft as the next revision."""
    document, form, status = the_document(slug), PublishForm(), 200
    if form.validate_on_submit():
        publication = service.Publication(
            summary=form.summary.data or "",
            expected_save=form.expected_save.data or "",
            editorial=frozenset(form.editorial.data or ()),
            exception=form.exception.data,
        )
        try:
            revision = service.publish(document, publication, by=current_person(), now=clock.now())
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, _stale(error) or error.message)
            status = error.http
        else:
            db.session.commit()
            flash(f"Revision {revision.number} is published, and the people it answers are told.", "success")
            if list_asked([document], clock.now()):
                return redirect(url_for("pages.consult_again", slug=slug))
            return redirect(url_for("pages.revision", slug=slug, number=revision.number))
    elif form.errors:
        status = 422
    return _page(the_document(slug), form), status


def _stale(error: ConsultError) -> str:
    """Say what to do when somebody was quicker."""
    if not isinstance(error, Conflict) or "save" not in error.extra:
        return ""
    return f"{error.message} What you wrote is kept here: read what changed, then publish again."


def _page(document: Document, form: PublishForm) -> str:
    """Show the gate as things stand now; the words the button speaks for are the newest."""
    head = get_head(document)
    form.expected_save.data = head.public_id
    form.expected_save.raw_data = [head.public_id]
    newest, stage = document.newest_revision, stage_now(document.consultation, clock.now())
    return render_template(
        "drafting/publish.html",
        document=document,
        form=form,
        head=head,
        number=newest.number + 1 if newest else 1,
        newest=newest,
        checks=check(document, stage, form.editorial.data or ()),
        chosen=frozenset(form.editorial.data or ()),
        is_closed=stage is Stage.CONSIDERING,
    )
