"""Organisations, their members and networks of them, as officers keep them."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.accounts import organisations as service
from consult.accounts.access import officer_facts
from consult.accounts.blueprint import bp
from consult.accounts.codes import normal_email
from consult.accounts.forms import MemberForm, NetworkForm, OrganisationForm
from consult.accounts.models import MemberRole, Organisation
from consult.accounts.people import ensure_person
from consult.accounts.queries import (
    get_network,
    get_organisation,
    get_person,
    list_members,
    list_networks,
    list_organisations,
    member_counts,
    networks_of,
)
from consult.accounts.session import the_person
from consult.core.errors import ConsultError
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access


@bp.get("/organisations")
@access("people:manage", facts=officer_facts)
def organisations() -> ResponseReturnValue:
    """List organisations."""
    return render_template("accounts/organisations.html", organisations=list_organisations(), counts=member_counts())


@bp.route("/organisations/new", methods=["GET", "POST"])
@access("people:manage", facts=officer_facts)
def new_organisation() -> ResponseReturnValue:
    """Add an organisation."""
    form = OrganisationForm()
    if not form.is_submitted():
        return render_template("accounts/organisation_form.html", form=form, organisation=None)
    if form.validate():
        try:
            made = service.make_organisation(form.words(), by=the_person(), now=clock.now())
            db.session.commit()
            flash(f"{made.name} is added.", "success")
            return redirect(url_for("accounts.organisation", slug=made.slug))
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
    return render_template("accounts/organisation_form.html", form=form, organisation=None), 422


@bp.get("/organisations/<slug>")
@access("people:manage", facts=officer_facts)
def organisation(slug: str) -> ResponseReturnValue:
    """Show an organisation and its members."""
    return _organisation_page(get_organisation(slug), MemberForm(formdata=None))


def _organisation_page(shown: Organisation, form: MemberForm) -> str:
    me = the_person()
    return render_template(
        "accounts/organisation.html",
        organisation=shown,
        members=list_members(shown),
        networks=networks_of(shown),
        form=form,
        may_manage=service.may_manage(shown, me),
        may_make_officers=service.may_make_officers(shown, me),
    )


@bp.route("/organisations/<slug>/edit", methods=["GET", "POST"])
@access("people:manage", facts=officer_facts)
def edit_organisation(slug: str) -> ResponseReturnValue:
    """Change what is said about an organisation."""
    shown = get_organisation(slug)
    form = OrganisationForm(obj=shown)
    if not form.is_submitted():
        return render_template("accounts/organisation_form.html", form=form, organisation=shown)
    if form.validate():
        try:
            service.edit_organisation(shown, form.words(), by=the_person(), now=clock.now())
            db.session.commit()
            flash("Saved.", "success")
            return redirect(url_for("accounts.organisation", slug=slug))
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
    return render_template("accounts/organisation_form.html", form=form, organisation=shown), 422


@bp.post("/organisations/<slug>/members")
@access("people:manage", facts=officer_facts)
def add_member(slug: str) -> ResponseReturnValue:
    """Add a member by their address; a person we do not know yet is made."""
    shown, form = get_organisation(slug), MemberForm()
    if form.validate():
        try:
            person = ensure_person(normal_email(form.email.data or ""), form.name.data or "", clock.now())
            service.add_member(person, shown, MemberRole(form.role.data), the_person(), clock.now())
            db.session.commit()
            flash(f"{person.name or person.email} is a member now.", "success")
            return redirect(url_for("accounts.organisation", slug=slug))
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field or "role", error.message)
            return _organisation_page(shown, form), error.http
    return _organisation_page(shown, form), 422


@bp.post("/organisations/<slug>/members/<public_id>/remove")
@access("people:manage", facts=officer_facts)
def remove_member(slug: str, public_id: str) -> ResponseReturnValue:
    """Take a person out of an organisation."""
    person = get_person(public_id)
    service.remove_member(person, get_organisation(slug), by=the_person(), now=clock.now())
    db.session.commit()
    flash(f"{person.name or person.email} is no longer a member.", "success")
    return redirect(url_for("accounts.organisation", slug=slug))


@bp.get("/networks")
@access("people:manage", facts=officer_facts)
def networks() -> ResponseReturnValue:
    """List networks."""
    return render_template("accounts/networks.html", networks=list_networks())


@bp.route("/networks/new", methods=["GET", "POST"])
@access("people:manage", facts=officer_facts)
def new_network() -> ResponseReturnValue:
    """Add a network of organisations."""
    form = NetworkForm()
    choices = list(list_organisations())
    form.offer(choices)
    if not form.is_submitted():
        return render_template("accounts/network.html", form=form, network=None)
    if form.validate():
        try:
            made = service.make_network(form.name.data or "", _chosen(choices, form), by=the_person(), now=clock.now())
            db.session.commit()
            flash(f"{made.name} is added.", "success")
            return redirect(url_for("accounts.networks"))
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
    return render_template("accounts/network.html", form=form, network=None), 422


@bp.route("/networks/<slug>", methods=["GET", "POST"])
@access("people:manage", facts=officer_facts)
def network(slug: str) -> ResponseReturnValue:
    """Show a network and change it."""
    shown = get_network(slug)
    form = NetworkForm(name=shown.name, members=[member.slug for member in shown.members])
    choices = list(list_organisations())
    form.offer(choices)
    if not form.is_submitted():
        return render_template("accounts/network.html", form=form, network=shown)
    if form.validate():
        try:
            chosen = _chosen(choices, form)
            service.edit_network(shown, form.name.data or "", chosen, by=the_person(), now=clock.now())
            db.session.commit()
            flash("Saved.", "success")
            return redirect(url_for("accounts.networks"))
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
    return render_template("accounts/network.html", form=form, network=shown), 422


def _chosen(choices: list[Organisation], form: NetworkForm) -> list[Organisation]:
    wanted = set(form.members.data or ())
    return [organisation for organisation in choices if organisation.slug in wanted]
