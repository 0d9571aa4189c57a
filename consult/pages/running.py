"""Running a consultation where several features meet: moving its stage by hand, and starting from an old one."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.answers.closing import move_stage
from consult.consultations.access import consultation_facts, the_consultation
from consult.consultations.forms import CopyForm, StageForm
from consult.consultations.service import copy as copy_consultation
from consult.consultations.stages import stage_now
from consult.core.errors import ConsultError
from consult.core.stages import MOVES, Stage
from consult.documents.queries import list_documents
from consult.drafting.service import copy_document
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.pages.blueprint import bp

SAYS = {
    Stage.OPEN: "Open it now: people can read, comment and vote",
    Stage.CONSIDERING: "Close it now: nobody can add anything more",
    Stage.DECIDED: "Decided: everyone has their answer",
    Stage.REVIEWED: "Looked back on: nothing more will change",
    Stage.CANCELLED: "Cancel it",
}


@bp.route("/consultations/<slug>/stage", methods=["GET", "POST"])
@access("consultation:manage", facts=consultation_facts)
def stage(slug: str) -> ResponseReturnValue:
    """Move a consultation on by hand, with a public reason."""
    consultation, now = the_consultation(slug), clock.now()
    here = stage_now(consultation, now)
    form = StageForm()
    form.stage.choices = [(after.value, SAYS[after]) for after in Stage if after in MOVES[here]]
    if form.validate_on_submit():
        try:
            move_stage(
                consultation,
                Stage(form.stage.data),
                form.reason.data or "",
                by=current_person(),
                now=now,
                closes_at=form.closes_at,
            )
        except ConsultError as error:
            form.refuse({"closes_at": "closes_on"}.get(error.field or "", error.field), error.message)
        else:
            db.session.commit()
            flash("Done. The page of the consultation says so, with your reason.", "success")
            return redirect(url_for("pages.consultation", slug=slug))
    status = 422 if form.errors else 200
    return render_template("consultations/stage.html", form=form, consultation=consultation, stage=here), status


@bp.route("/consultations/<slug>/copy", methods=["GET", "POST"])
@access("consultation:manage", facts=consultation_facts)
def copy(slug: str) -> ResponseReturnValue:
    """Start a new consultation from this one: purpose, audience, papers, and its newest texts with new keys."""
    consultation, now, person = the_consultation(slug), clock.now(), current_person()
    form = CopyForm(title=f"{consultation.title}, again")
    if form.validate_on_submit():
        try:
            twin = copy_consultation(consultation, form.title.data or "", by=person, now=now)
            for document in list_documents(consultation.id):
                copy_document(document, twin, by=person, now=now)
        except ConsultError as error:
            form.refuse(error.field, error.message)
        else:
            db.session.commit()
            flash("Copied. It is in drafting; nobody else sees it yet.", "success")
            return redirect(url_for("pages.consultation", slug=twin.slug))
    status = 422 if form.errors else 200
    return render_template("consultations/copy.html", form=form, consultation=consultation), status
