"""One answer drafted for many at once, and the library of reasons."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import the_person
from consult.answers.blueprint import bp
from consult.answers.choices import list_choices, read_choices
from consult.answers.desk.choosing import SHOWN, Chosen, choose, list_documents, list_drafted, list_shown
from consult.answers.desk.forms import ManyForm, ReasonForm
from consult.answers.desk.many import Beside, DraftedMany, Over, draft_for, mark_shown
from consult.answers.desk.routes import HOME
from consult.answers.forms import HINTS
from consult.answers.reasons import service as library
from consult.answers.reasons.picking import offer, placed_text
from consult.answers.step import draft_step
from consult.consultations.access import consultation_facts, the_consultation
from consult.core.errors import ConsultError, Missing
from consult.core.fates import NEEDS, Fate
from consult.core.policy import allows
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.addresses import own_path
from consult.infra.numbers import whole_number
from consult.infra.templating import plural

REFUSED_SHOWN = 5
NOT_THERE = (
    "What you chose is not here any more: a colleague put it together with something else, or the software looked "
    "again. Nothing was drafted, and your words are kept below: choose again, and put them there."
)


@bp.route(f"{HOME}/many", methods=["GET", "POST"])
@access("fate:give", facts=consultation_facts)
def many(slug: str) -> ResponseReturnValue:
    """Draft one answer for what was ticked, a theme, what is alike, or a clause.

    What was chosen stands in the address or, where somebody ticked much, in the form.
    """
    consultation, form = the_consultation(slug), ManyForm()
    try:
        chosen = _chosen(slug)
    except Missing:
        if "seen" not in request.form:
            raise
        form.refuse(None, NOT_THERE)
        return _many(slug, Chosen("what you had chosen", ()), form, 409)
    picks = library.list_picks(consultation)
    placing = offer(form, picks)
    if "seen" in request.form and not placing and form.validate():
        try:
            done = _draft(form, chosen, slug)
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field if error.field in ("words", "reason") else None, error.message)
            return _many(slug, chosen, form, error.http)
        db.session.commit()
        _say(done)
        return redirect(_back(slug))
    return _many(slug, chosen, form, 422 if form.errors else 200)


def _back(slug: str) -> str:
    """Return where the officer came from: the table as they had it, or the desk of answers."""
    return own_path(request.args.get("next"), url_for("answers.desk", slug=slug))


def _chosen(slug: str) -> Chosen:
    return choose(
        the_consultation(slug),
        theme=request.values.get("theme", ""),
        group=request.values.get("group", ""),
        document=request.values.get("document", ""),
        clause=request.values.get("clause", ""),
        references=request.values.getlist("ref"),
    )


def _draft(form: ManyForm, chosen: Chosen, slug: str) -> DraftedMany:
    fate = Fate(form.fate.data)
    words, removed = read_choices(form.words.data or []) if NEEDS[fate].words else ([], [])
    return draft_for(
        chosen.ids,
        fate,
        form.reason.data or "",
        by=the_person(),
        now=clock.now(),
        beside=Beside(words, removed, placed_text(form, the_consultation(slug))),
        over=Over(form.over.data or Over.NONE),
        seen=form.seen.data or "",
    )


def _say(done: DraftedMany) -> None:
    flash(f"Drafted: {plural(len(done.drafted), 'answer')}. They go out when you publish.", "success")
    if done.kept:
        flash(f"{plural(len(done.kept), 'draft')} that were there stay as they are.")
    for reference, why in done.refused[:REFUSED_SHOWN]:
        flash(why if why.startswith(reference) else f"{reference}: {why}")
    if len(done.refused) > REFUSED_SHOWN:
        flash(f"{len(done.refused) - REFUSED_SHOWN:,} more could not have this answer. They are as they were.")


def _many(slug: str, chosen: Chosen, form: ManyForm, status: int) -> ResponseReturnValue:
    documents = list_documents(chosen)
    form.seen.data = mark_shown(chosen.ids)
    form.seen.raw_data = [form.seen.data]
    html = render_template(
        "answers/many.html",
        consultation=the_consultation(slug),
        chosen=chosen,
        shown=list_shown(chosen),
        most=SHOWN,
        drafted=list_drafted(chosen),
        me=the_person(),
        form=form,
        hints=HINTS,
        back=_back(slug),
        changed=list_choices(draft_step(documents[0])) if len(documents) == 1 else [],
        single=len(documents) <= 1,
        sent=[(name, value) for name in ("theme", "group", "document", "clause", "ref") for value in _sent(name)],
    )
    return html, status


def _sent(name: str) -> list[str]:
    return [value for value in dict.fromkeys(request.values.getlist(name)) if value]


@bp.route(f"{HOME}/reasons", methods=["GET", "POST"])
@access("consultation:manage", facts=consultation_facts)
def reasons(slug: str) -> ResponseReturnValue:
    """List the library of reasons; put one in."""
    consultation, form = the_consultation(slug), ReasonForm()
    status = 200
    if form.validate_on_submit():
        try:
            everywhere = form.where.data == "everywhere"
            library.add(
                consultation,
                form.name.data or "",
                form.text.data or "",
                everywhere=everywhere,
                by=the_person(),
                now=clock.now(),
            )
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
            status = error.http
        else:
            db.session.commit()
            flash("The reason is in the library.", "success")
            return redirect(url_for("answers.reasons", slug=slug))
    listed = library.list_reasons(consultation)
    html = render_template(
        "answers/reasons.html", consultation=consultation, listed=listed, uses=library.count_uses(listed), form=form
    )
    return html, status if status != 200 else 422 if form.errors else 200


@bp.route(f"{HOME}/reasons/<reason>", methods=["GET", "POST"])
@access("consultation:manage", facts=consultation_facts)
def one_reason(slug: str, reason: str) -> ResponseReturnValue:
    """Show a reason with its versions; give it new words, retire it, or offer it again."""
    consultation = the_consultation(slug)
    found = library.get_reason(consultation, reason)
    newest = library.newest_of(found)
    form = ReasonForm(data={"name": found.name, "text": newest.text, "seen": str(newest.number)})
    status = 200
    if request.method == "POST" and "retire" in request.form:
        library.retire(consultation, found, request.form["retire"] == "yes", by=the_person(), now=clock.now())
        db.session.commit()
        flash("It is offered no longer." if found.retired_at else "It is offered again.", "success")
        return redirect(url_for("answers.reasons", slug=slug))
    if form.validate_on_submit():
        try:
            library.reword(
                consultation,
                found,
                form.name.data or "",
                form.text.data or "",
                seen=whole_number(form.seen.data) or 0,
                by=the_person(),
                now=clock.now(),
            )
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
            status = error.http
            found = library.get_reason(consultation, reason)
            form.seen.data = str(library.newest_of(found).number)
        else:
            db.session.commit()
            flash("Saved. Answers given before keep the words they had.", "success")
            return redirect(url_for("answers.reasons", slug=slug))
    html = render_template(
        "answers/reason.html",
        consultation=consultation,
        reason=found,
        used=library.count_uses([found]).get(found.id, 0),
        form=form,
        may_give=allows("fate:give", consultation_facts(slug)),
    )
    return html, status if status != 200 else 422 if form.errors else 200
