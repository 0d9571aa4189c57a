"""Pages on what the working draft does to every contribution, and where officers set a place by hand."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.contributions.models import Contribution
from consult.contributions.queries import find_contribution
from consult.contributions.segments import Segment
from consult.core.errors import ConsultError, Missing, Refused
from consult.core.quotes import Nearest, find_quote
from consult.documents.access import document_facts, the_document
from consult.documents.queries import read_save
from consult.drafting import service
from consult.drafting.blueprint import bp
from consult.drafting.forms import PlaceForm
from consult.drafting.guarding import get_head
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.paging import page_number

PER_PAGE = 100


@bp.get("/documents/<slug>/effect")
@access("document:publish", facts=document_facts)
def effect(slug: str) -> str:
    """Show where the words of every contribution lie in the working draft, weak ones first."""
    found = service.effect(the_document(slug))
    last = max(1, -(-len(found.items) // PER_PAGE))
    page = min(page_number(request.args), last)
    items = found.items[(page - 1) * PER_PAGE : page * PER_PAGE]
    return render_template("drafting/effect.html", effect=found, items=items, page=page, last=last)


@bp.post("/documents/<slug>/effect/<ref>/confirm")
@access("document:publish", facts=document_facts)
def confirm_place(slug: str, ref: str) -> ResponseReturnValue:
    """Say that the place found is the right one."""
    service.confirm_place(_contribution(slug, ref), by=current_person(), now=clock.now())
    return _done(slug, f"{ref} lies where it was found.")


@bp.post("/documents/<slug>/effect/<ref>/clear")
@access("document:publish", facts=document_facts)
def clear_place(slug: str, ref: str) -> ResponseReturnValue:
    """Say that the words of a contribution are gone."""
    service.clear_place(_contribution(slug, ref), by=current_person(), now=clock.now())
    return _done(slug, f"The words of {ref} are marked as gone.")


@bp.route("/documents/<slug>/effect/<ref>", methods=["GET", "POST"])
@access("document:publish", facts=document_facts)
def place(slug: str, ref: str) -> ResponseReturnValue:
    """Set by hand where the words of a contribution lie now."""
    document, contribution = the_document(slug), _contribution(slug, ref)
    text = read_save(get_head(document))
    form = PlaceForm()
    form.clause.choices = [
        (clause.key, f"{code}: {clause.text[:120]}")
        for clause, code in zip(text.clauses, text.codes, strict=True)
        if clause.text
    ]
    if form.validate_on_submit():
        try:
            segment = _segment(text, form)
            service.set_place(contribution, [segment], by=current_person(), now=clock.now())
        except ConsultError as error:
            form.refuse(error.field, error.message)
        else:
            return _done(slug, f"{ref} has its place.")
    page = render_template("drafting/place.html", document=document, contribution=contribution, form=form)
    return page, 422 if form.errors else 200


def _segment(text: Any, form: PlaceForm) -> Segment:
    """Find the words typed in the clause chosen; no words mean the whole clause. Raises Refused."""
    clause = text.find(form.clause.data or "")
    if clause is None:
        raise Refused("Choose the clause the words stand in.", field="clause")
    quote = (form.quote.data or "").strip()
    if not quote:
        return Segment(clause.key, 0, len(clause.text))
    found = find_quote([clause.text], quote)
    if isinstance(found, Nearest):
        raise Refused("These words do not stand in that clause. Copy them from it as they are.", field="quote")
    return Segment(clause.key, found.start, found.end)


def _contribution(slug: str, ref: str) -> Contribution:
    found = find_contribution(ref)
    if found is None or found.document_id != the_document(slug).id:
        raise Missing(f"There is no contribution {ref} to this document.")
    return found


def _done(slug: str, said: str) -> ResponseReturnValue:
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("drafting.effect", slug=slug))
