"""People, as officers and administrators see them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.access import officer_facts
from consult.accounts.blueprint import bp
from consult.accounts.codes import normal_email
from consult.accounts.forms import EmptyForm, NameForm, PersonForm
from consult.accounts.people import ensure_person, make_administrator, rename
from consult.accounts.queries import find_person_by_email, get_person, list_people
from consult.accounts.session import current_person
from consult.core.errors import ConsultError
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.numbers import whole_number

PAGE = 50


@bp.get("/people")
@access("people:manage", facts=officer_facts)
def people() -> ResponseReturnValue:
    """List people, and offer to add one."""
    return _people_page(PersonForm(formdata=None))


def _people_page(form: PersonForm) -> str:
    like = " ".join(request.args.get("q", "").replace("\0", "").split())[:100]
    after = whole_number(request.args.get("after")) or 0
    me = current_person()
    everyone = me is not None and me.is_administrator
    found = list_people(like=like, after=after, limit=PAGE + 1, members_only=not everyone)
    more = found[PAGE - 1].id if len(found) > PAGE else None
    return render_template("accounts/people.html", people=found[:PAGE], more=more, like=like, form=form)


@bp.post("/people")
@access("people:manage", facts=officer_facts)
def add_person() -> ResponseReturnValue:
    """Add a person by their address, so that they can be named before they first sign in."""
    form = PersonForm()
    if not form.validate():
        return _people_page(form), 422
    try:
        email = normal_email(form.email.data or "")
    except ConsultError as error:
        form.refuse(error.field, error.message)
        return _people_page(form), error.http
    known = find_person_by_email(email) is not None
    person = ensure_person(email, form.name.data or "", clock.now())
    db.session.commit()
    if known:
        flash("This person was here already.")
    else:
        flash("Added. They sign in with this address; no password is needed.", "success")
    return redirect(url_for("accounts.person", public_id=person.public_id))


@bp.get("/people/<public_id>")
@access("people:manage", facts=officer_facts)
def person(public_id: str) -> ResponseReturnValue:
    """Show a person and what they belong to."""
    shown = get_person(public_id)
    form = NameForm(formdata=None, name=shown.name)
    return render_template("accounts/person.html", shown=shown, form=form, administer=EmptyForm(formdata=None))


@bp.post("/people/<public_id>/name")
@access("site:administer", facts=officer_facts)
def rename_person(public_id: str) -> ResponseReturnValue:
    """Correct a person's name."""
    shown, form = get_person(public_id), NameForm()
    if not form.validate():
        page = render_template("accounts/person.html", shown=shown, form=form, administer=EmptyForm(formdata=None))
        return page, 422
    rename(shown, form.name.data or "", by=current_person(), now=clock.now())
    db.session.commit()
    flash("The name is changed.", "success")
    return redirect(url_for("accounts.person", public_id=public_id))


@bp.post("/people/<public_id>/administrator")
@access("site:administer", facts=officer_facts)
def administrator(public_id: str) -> ResponseReturnValue:
    """Make a person an administrator."""
    shown = get_person(public_id)
    make_administrator(shown, by=current_person(), now=clock.now())
    db.session.commit()
    flash(f"{shown.name or shown.email} is an administrator now.", "success")
    return redirect(url_for("accounts.person", public_id=public_id))
