"""Decision-makers: officers name them, a mailed link lets them in, and they say "I have read this"."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.access import own_facts
from consult.accounts.service import normal_email
from consult.accounts.session import current_person, the_person
from consult.consultations.access import the_consultation
from consult.consultations.models import Consultation
from consult.core.errors import ConsultError
from consult.documents.access import reader_facts
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.insight.summary import deciding
from consult.insight.summary.access import decider_facts
from consult.insight.summary.blueprint import bp
from consult.insight.summary.coverage import count_all
from consult.insight.summary.desk_routes import after_asked, version_in
from consult.insight.summary.forms import InviteForm, ReadForm
from consult.insight.summary.models import SummarySave
from consult.insight.summary.originals import list_originals
from consult.insight.summary.queries import find_signed, get_version
from consult.insight.summary.sections import read_sections
from consult.insight.summary.staleness import read_staleness
from consult.insight.summary.viewing import show


@bp.route("/consultations/<slug>/desk/summary/readers", methods=["GET", "POST"])
@access("summary:manage", facts=reader_facts)
def readers(slug: str) -> ResponseReturnValue:
    """Say who decides, invite them, and see what each has read."""
    consultation, form = the_consultation(slug), InviteForm()
    if form.validate_on_submit():
        try:
            email = normal_email(form.email.data or "")
            deciding.invite(consultation, email, by=the_person(), now=clock.now())
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field or "email", error.message)
        else:
            db.session.commit()
            flash(f"The invitation to {email} is on its way.", "success")
            return redirect(url_for("summary.readers", slug=slug))
    save = find_signed(consultation)
    page = render_template(
        "insight/summary/readers.html",
        consultation=consultation,
        form=form,
        deciders=deciding.list_deciders(consultation),
        save=save,
        read={one.person_id: one for one in save.readings} if save else {},
    )
    return page, 422 if form.errors else 200


@bp.post("/consultations/<slug>/desk/summary/readers/<decider>/remove")
@access("summary:manage", facts=reader_facts)
def remove_reader(slug: str, decider: str) -> ResponseReturnValue:
    """Take somebody off the list."""
    deciding.take_off(the_consultation(slug), decider, by=the_person(), now=clock.now())
    db.session.commit()
    flash("They are off the list. What they said they read stays.", "success")
    return redirect(url_for("summary.readers", slug=slug))


@bp.route("/consultations/<slug>/summary/reading", methods=["GET", "POST"])
@access("summary:confirm", facts=decider_facts)
def reading(slug: str) -> ResponseReturnValue:
    """Show a decision-maker the newest signed version and all that was said; take their word that they read it."""
    consultation, form = the_consultation(slug), ReadForm()
    save = find_signed(consultation)
    if form.validate_on_submit():
        try:
            read = get_version(consultation, version_in(form))
            deciding.say_read(consultation, read, by=the_person(), now=clock.now(), words=form.words.data or "")
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
            return _reading(consultation, save, form), error.http
        db.session.commit()
        flash("Thank you. That you have read this version is on the record.", "success")
        return redirect(url_for("summary.reading", slug=slug))
    return _reading(consultation, save, form), 422 if form.errors else 200


def _reading(consultation: Consultation, save: SummarySave | None, form: ReadForm) -> str:
    person = the_person()
    return render_template(
        "insight/summary/reading.html",
        consultation=consultation,
        save=save,
        shown=show(consultation, read_sections(save.sections)) if save else [],
        staleness=read_staleness(consultation, save) if save else None,
        count=count_all(consultation, save),
        page=list_originals(consultation, after_asked()),
        form=form,
        given=next((one for one in save.readings if one.person_id == person.id), None) if save else None,
    )


@bp.get("/decision-makers/<secret>")
@access("site:read")
def decider_invitation(secret: str) -> str:
    """Show what an invitation is about; it is accepted by a button, for programs open links too."""
    found, person = deciding.get_invitation(secret, clock.now()), current_person()
    fits = person is not None and deciding.may_accept(found, person)
    return render_template("insight/summary/invitation.html", invitation=found, secret=secret, fits=fits)


@bp.post("/decision-makers/<secret>")
@access("account:own", facts=own_facts)
def accept_decider(secret: str) -> ResponseReturnValue:
    """Be a decision-maker."""
    found = deciding.get_invitation(secret, clock.now())
    deciding.accept(found, the_person(), clock.now())
    slug = found.consultation.slug
    db.session.commit()
    return redirect(url_for("summary.reading", slug=slug))
