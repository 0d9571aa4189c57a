"""Report a contribution; for officers, the queue of what is held or reported, and the decision on each."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person, the_person
from consult.consultations.access import officer_facts
from consult.contributions.access import contribution_facts, present_viewer, the_contribution
from consult.contributions.anchoring import quoted
from consult.contributions.blueprint import limit_unknown
from consult.contributions.models import Contribution
from consult.contributions.places import contribution_address
from consult.contributions.viewing import body_for, stub_of
from consult.core.errors import ConsultError
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.addresses import own_path
from consult.moderation import service
from consult.moderation.forms import CHOICES, ReportForm, RuleForm
from consult.moderation.models import Decision, Ruling
from consult.moderation.queries import list_decisions, read_queue, reports_of

bp = Blueprint("moderation", __name__)

DONE = {
    Ruling.CONFIRM: "{} shows now.",
    Ruling.HIDE: "{} is hidden. Your reason stands in its place, and the author gets it.",
    Ruling.SHOW: "{} shows again.",
    Ruling.KEEP: "{} stands. Its reports are settled.",
}


@bp.route("/contributions/<ref>/report", methods=["GET", "POST"])
@access("contribution:report", facts=contribution_facts)
@limit_unknown
def report(ref: str) -> ResponseReturnValue:
    """Tell an officer that something should not stand."""
    contribution, form = the_contribution(ref), ReportForm()
    status = 200
    if form.validate_on_submit():
        try:
            service.report(contribution, form.reason.data or "", by=current_person(), now=clock.now())
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
            status = error.http
        else:
            db.session.commit()
            flash("Thank you. An officer looks at it. Until then it stays.", "success")
            return redirect(contribution_address(contribution))
    elif form.errors:
        status = 422
    return render_template("moderation/report.html", form=form, **_shown(ref)), status


@bp.get("/moderation")
@access("contribution:moderate", facts=officer_facts)
def queue() -> str:
    """List what is held, and what was reported."""
    found = read_queue(the_person())
    quotes = {
        one.id: quoted(one.anchor.exact, one.anchor.prefix, one.anchor.suffix)
        for one in (*found.held, *(contribution for contribution, _ in found.reported))
        if one.anchor
    }
    return render_template("moderation/queue.html", queue=found, quotes=quotes)


@bp.route("/contributions/<ref>/moderation", methods=["GET", "POST"])
@access("contribution:moderate", facts=contribution_facts)
def rule(ref: str) -> ResponseReturnValue:
    """Decide on one contribution."""
    contribution = the_contribution(ref)
    form = RuleForm(next=own_path(request.args.get("next"), "/moderation"))
    form.ruling.choices = CHOICES.get(contribution.status, [])
    status = 200
    if form.validate_on_submit():
        ruling = Ruling(form.ruling.data)
        try:
            _decide(contribution, ruling, form.reason.data or "")
        except ConsultError as error:
            db.session.rollback()
            g.pop("contribution", None)
            form.refuse(error.field, error.message)
            form.ruling.choices = CHOICES.get(the_contribution(ref).status, [])
            status = error.http
        else:
            db.session.commit()
            flash(DONE[ruling].format(contribution.reference), "success")
            return redirect(own_path(form.next.data, "/moderation"))
    elif form.errors:
        status = 422
    shown = _shown(ref)
    reports = reports_of([the_contribution(ref).id]).get(the_contribution(ref).id, [])
    decisions = list_decisions(the_contribution(ref))
    return render_template("moderation/rule.html", form=form, reports=reports, decisions=decisions, **shown), status


def _decide(contribution: Contribution, ruling: Ruling, reason: str) -> Decision:
    by, now = the_person(), clock.now()
    match ruling:
        case Ruling.CONFIRM:
            return service.confirm(contribution, by=by, now=now, reason=reason)
        case Ruling.HIDE:
            return service.hide(contribution, reason, by=by, now=now)
        case Ruling.SHOW:
            return service.show_again(contribution, reason, by=by, now=now)
        case Ruling.KEEP:
            return service.keep(contribution, reason, by=by, now=now)


def _shown(ref: str) -> dict[str, object]:
    """Return what a page shows of the contribution it is about."""
    contribution = the_contribution(ref)
    body = body_for(contribution, present_viewer(contribution.document))
    return {"contribution": contribution, "body": body or "", "stub": stub_of(contribution) if body is None else ""}
