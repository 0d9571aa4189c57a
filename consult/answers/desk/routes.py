"""The desk of answers: what is drafted, what warns, approving, and publishing in bulk."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person, the_person
from consult.answers.blueprint import bp
from consult.answers.desk import second_pair
from consult.answers.desk.consistency import look
from consult.answers.desk.counts import count_drafts
from consult.answers.desk.drafted import PER_PAGE, SHOWS, list_drafted
from consult.answers.desk.forms import PublishForm
from consult.answers.desk.releasing import has_address, list_bulk, list_ready, release
from consult.consultations.access import consultation_facts, the_consultation
from consult.core.errors import ConsultError, Refused
from consult.core.policy import allows
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.paging import page_number
from consult.infra.templating import plural
from consult.intake.queries import count_waiting

HOME = "/consultations/<slug>/desk/answers"


@bp.get(HOME)
@access("consultation:manage", facts=consultation_facts)
def desk(slug: str) -> ResponseReturnValue:
    """Show what is drafted and by whom, and what warns."""
    return _desk(slug)


def _desk(slug: str, problem: str = "", status: int = 200) -> ResponseReturnValue:
    consultation = the_consultation(slug)
    show = request.args.get("show", "")
    page, wanted = page_number(request.args), show if show in SHOWS else ""
    listed = list_drafted(consultation, wanted, page)
    if not listed.lines and page > 1:  # fewer are left than there were, as some were approved or went out
        page, listed = 1, list_drafted(consultation, wanted, 1)
    html = render_template(
        "answers/desk.html",
        consultation=consultation,
        counts=count_drafts(consultation),
        findings=look(consultation),
        listed=listed,
        show=listed.show,
        shows=SHOWS,
        page=page,
        last=max(1, -(-listed.many // PER_PAGE)),
        rule=second_pair.find_rule(consultation),
        bulk=list_bulk(consultation),
        person=current_person(),
        may_give=allows("fate:give", consultation_facts(slug)),
        problem=problem,
    )
    return html, status


@bp.post(f"{HOME}/rule")
@access("fate:give", facts=consultation_facts)
def set_rule(slug: str) -> ResponseReturnValue:
    """Ask for a second officer from now on, or no longer."""
    consultation, on = the_consultation(slug), request.form.get("on") == "yes"
    second_pair.set_rule(consultation, on, by=the_person(), now=clock.now())
    db.session.commit()
    flash("From now on a second officer approves each answer." if on else "Answers need no second officer.", "success")
    return redirect(url_for("answers.desk", slug=slug, _anchor="rule"))


@bp.post(f"{HOME}/approve")
@access("fate:give", facts=consultation_facts)
def approve(slug: str) -> ResponseReturnValue:
    """Approve the drafts that were ticked, each just as it was read."""
    try:
        seen = _read_ticked(request.form.getlist("draft"))
    except Refused as error:
        return _desk(slug, error.message, error.http)
    done = second_pair.approve(the_consultation(slug), seen, by=the_person(), now=clock.now())
    if not done.references:
        db.session.rollback()
        return _desk(slug, done.refused[0][1], 409)
    db.session.commit()
    flash(f"Approved: {plural(len(done.references), 'answer')}.", "success")
    for _, why in done.refused[:5]:
        flash(why)
    if len(done.refused) > 5:
        flash(f"{plural(len(done.refused) - 5, 'more answer')} could not be approved.")
    return redirect(url_for("answers.desk", slug=slug, show=request.form.get("show") or None, _anchor="drafts"))


def _read_ticked(values: list[str]) -> dict[str, int]:
    """Read which drafts were ticked, each with the version that was shown: `C-4:2`. Raises Refused."""
    seen = {}
    for value in values:
        reference, _, version = value.partition(":")
        if not version.isdecimal() or len(value) > 40:
            raise Refused("Choose among the answers in the list.")
        seen[reference] = int(version)
    if not seen:
        raise Refused("Tick at least one answer.")
    return seen


@bp.route(f"{HOME}/publish", methods=["GET", "POST"])
@access("fate:give", facts=consultation_facts)
def publish_many(slug: str) -> ResponseReturnValue:
    """Show what would go out to whom; publish it just as it was shown."""
    consultation, form = the_consultation(slug), PublishForm()
    status, already = 200, False
    if request.method == "POST":
        try:
            if not form.validate():
                raise Refused("")
            mark, reason = form.mark.data or "", form.reason.data or ""
            bulk = release(consultation, mark=mark, reason=reason, by=the_person(), now=clock.now())
        except ConsultError as error:
            db.session.rollback()
            status, already = error.http, "already" in error.extra
            if error.message:
                form.refuse(error.field, error.message)
        else:
            db.session.commit()
            flash(f"Published: {plural(bulk.answers, 'answer')}. Each author is told.", "success")
            return redirect(url_for("answers.desk", slug=slug))
    ready = list_ready(the_consultation(slug))
    form.mark.data = ready.mark
    form.mark.raw_data = [ready.mark]
    page = page_number(request.args)
    html = render_template(
        "answers/publish_many.html",
        consultation=consultation,
        ready=ready,
        shown=ready.drafts[(page - 1) * PER_PAGE : page * PER_PAGE],
        page=page,
        last=max(1, -(-len(ready.drafts) // PER_PAGE)),
        has_address=has_address,
        form=form,
        already=already,
        waiting=count_waiting(consultation),
    )
    return html, status
