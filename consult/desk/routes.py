"""The table of everything said in a consultation, one contribution of it at a time, and what is done to them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.models import Person
from consult.accounts.session import the_person
from consult.consultations.access import consultation_facts, the_consultation
from consult.consultations.models import Consultation
from consult.contributions.references import read_reference
from consult.core.errors import Conflict, ConsultError, Missing, Refused
from consult.desk import acts
from consult.desk.acts import Doing
from consult.desk.choices import choices_for
from consult.desk.matching import matching
from consult.desk.models import DeskAct
from consult.desk.one import read_one
from consult.desk.sieve import ANY, NONE, Sieve, read_sieve
from consult.desk.table import PAGE, codes_of, count, ids_in_order, ids_of, references_of, rows_of
from consult.documents.queries import list_documents
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.paging import page_number, pages_of

MOST_NAMED = 300
"""References in one address."""
bp = Blueprint("desk", __name__)


@bp.get("/consultations/<slug>/desk/contributions")
@access("consultation:manage", facts=consultation_facts)
def everything(slug: str) -> ResponseReturnValue:
    """Show the table of everything."""
    return _table(the_consultation(slug), read_sieve(request.args)), 200


@bp.post("/consultations/<slug>/desk/contributions")
@access("consultation:manage", facts=consultation_facts)
def act(slug: str) -> ResponseReturnValue:
    """Do something to the chosen ones, or to all that match."""
    consultation, sieve, person = the_consultation(slug), read_sieve(request.form), the_person()
    chosen = request.form.getlist("chosen")
    verb, _, value = request.form.get("verb", "").partition(":")
    if verb == "group" and value:
        chosen.append(value)  # the same as that one
    try:
        if verb == "answer":
            return _answer(consultation, sieve, chosen, person)
        made = acts.act(
            verb,
            value or request.form.get(f"to-{verb}", ""),
            Doing(consultation, _ids(consultation, sieve, chosen, person), person, clock.now()),
        )
    except ConsultError as error:
        db.session.rollback()
        if request.form.get("at") and chosen:
            return _one(consultation, chosen[0], sieve, problem=error.message), error.http
        return _table(consultation, sieve, problem=error.message, chosen=chosen), error.http
    db.session.commit()
    at = request.form.get("at", "")
    if at:
        return redirect(
            url_for("desk.one", slug=slug, ref=at) + sieve.address(done=made.public_id, was=chosen[0] if chosen else "")
        )
    page = page_number(request.form)
    done = sieve.address(done=made.public_id, page=page if page > 1 else "")
    return redirect(url_for("desk.everything", slug=slug) + done)


def _answer(consultation: Consultation, sieve: Sieve, chosen: list[str], person: Person) -> ResponseReturnValue:
    """Go on to draft one answer for them; all of a theme or a group are named by it, and never too many one by one."""
    given = {"theme": sieve.theme, "group": sieve.group}
    page = page_number(request.form)
    back = url_for("desk.everything", slug=consultation.slug) + sieve.address(page=page if page > 1 else "")
    narrowed = {name: value for name, value in given.items() if value not in ("", NONE, ANY)}
    if request.form.get("every") == "yes" and len(narrowed) == 1 and sieve == Sieve(order=sieve.order, **narrowed):
        named = {name: narrowed.get(name) for name in given}
        return redirect(
            url_for("answers.many", slug=consultation.slug, theme=named["theme"], group=named["group"], next=back)
        )
    references = references_of(_ids(consultation, sieve, chosen, person))
    if not references:
        raise Refused("Choose at least one contribution first.", field="chosen")
    if len(references) > MOST_NAMED:
        raise Refused(
            f"Draft one answer for up to {MOST_NAMED} at once, or filter by one theme or group alone.",
            field="chosen",
        )
    return redirect(url_for("answers.many", slug=consultation.slug, ref=references, next=back))


@bp.post("/consultations/<slug>/desk/acts/<act>/undo")
@access("consultation:manage", facts=consultation_facts)
def undo(slug: str, act: str) -> ResponseReturnValue:
    """Undo what was done to some."""
    sieve = read_sieve(request.form)
    try:
        back = acts.undo(acts.get_act(the_consultation(slug), act), by=the_person(), now=clock.now())
    except Missing:
        raise
    except ConsultError as error:
        db.session.rollback()
        flash(error.message, "error")
    else:
        db.session.commit()
        flash(
            f"Undone for {back:,}." if back else "Nothing was left to undo: others have changed them since.", "success"
        )
    if at := read_reference(request.form.get("at", "")):
        return redirect(url_for("desk.one", slug=slug, ref=at) + sieve.address())
    page = page_number(request.form)
    return redirect(url_for("desk.everything", slug=slug) + sieve.address(page=page if page > 1 else ""))


@bp.get("/consultations/<slug>/desk/contributions/<ref>")
@access("consultation:manage", facts=consultation_facts)
def one(slug: str, ref: str) -> str:
    """Show one contribution whole, with what staff do with it, and the ones before and after it in the table."""
    return _one(the_consultation(slug), ref, read_sieve(request.args))


def _one(consultation: Consultation, ref: str, sieve: Sieve, *, problem: str = "") -> str:
    person, documents = the_person(), list_documents(consultation.id)
    found = read_one(documents, ref, sieve, person)
    return render_template(
        "desk/one.html",
        consultation=consultation,
        sieve=sieve,
        one=found,
        choices=choices_for(consultation, documents),
        person=person,
        problem=problem,
        done=_done(consultation, person),
        was=read_reference(request.args.get("was", "")) or found.contribution.reference,
    )


def _table(consultation: Consultation, sieve: Sieve, *, problem: str = "", chosen: list[str] | None = None) -> str:
    person, documents = the_person(), list_documents(consultation.id)
    wanted = matching(documents, sieve, person)
    total = count(wanted)
    here, last = pages_of(page_number(request.values), total, PAGE)
    ids = ids_in_order(wanted, sieve.ordered, list(codes_of(documents)), offset=(here - 1) * PAGE)
    return render_template(
        "desk/contributions.html",
        consultation=consultation,
        documents={document.id: document for document in documents},
        sieve=sieve,
        rows=rows_of(ids, documents),
        total=total,
        here=here,
        last=last,
        first=(here - 1) * PAGE + 1,
        choices=choices_for(consultation, documents),
        person=person,
        problem=problem,
        chosen=chosen or [],
        done=_done(consultation, person),
    )


def _ids(consultation: Consultation, sieve: Sieve, chosen: list[str], person: Person) -> list[int]:
    """Return the ids of what was chosen: all that match, or the named ones that belong to this consultation."""
    documents = list_documents(consultation.id)
    if request.form.get("every") == "yes":
        wanted = matching(documents, sieve, person)
        ids = ids_in_order(wanted, sieve.ordered, list(codes_of(documents)), limit=acts.MOST + 1)
        seen = request.form.get("matched", "")
        if len(ids) <= acts.MOST and seen not in ("", str(len(ids))):
            raise Conflict(
                f"{len(ids):,} match now, not {seen[:9]} as when you opened this page. Nothing was done: "
                "look at them, then choose again."
            )
        return ids
    return ids_of(documents, chosen)


def _done(consultation: Consultation, person: Person) -> DeskAct | None:
    """Return what this person did just before, if it can still be undone."""
    try:
        made = acts.get_act(consultation, request.args.get("done", ""))
    except Missing:
        return None
    return made if made.by_id == person.id and made.undone_at is None else None
