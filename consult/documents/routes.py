"""Pages about a document that need nothing but the document: who drafts it, and invitations to."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.access import own_facts
from consult.accounts.queries import find_organisation
from consult.accounts.service import list_organisations, normal_email
from consult.accounts.session import current_person, the_person
from consult.core.errors import ConsultError, Refused
from consult.documents import inviting
from consult.documents.access import document_facts, the_document
from consult.documents.forms import InvitationForm
from consult.documents.group import list_members, remove_member
from consult.documents.models import Document
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access

bp = Blueprint("documents", __name__)


@bp.route("/documents/<slug>/group", methods=["GET", "POST"])
@access("document:manage", facts=document_facts)
def group(slug: str) -> ResponseReturnValue:
    """Say who drafts this document besides officers, and invite somebody."""
    document, form = the_document(slug), InvitationForm()
    form.organisation.choices = [("", "None"), *((one.slug, one.name) for one in list_organisations())]
    if form.validate_on_submit():
        try:
            invited = _invite(document, form)
        except ConsultError as error:
            form.refuse(error.field, error.message)
        else:
            db.session.commit()
            flash(f"The invitation to {invited} is on its way. They join once they accept it.", "success")
            return redirect(url_for("documents.group", slug=slug))
    page = render_template(
        "documents/group.html",
        document=document,
        form=form,
        members=list_members(document),
        invitations=inviting.list_invitations(document, clock.now()),
    )
    return page, 422 if form.errors else 200


def _invite(document: Document, form: InvitationForm) -> str:
    email, slug = (form.email.data or "").strip(), form.organisation.data or ""
    if bool(email) is bool(slug):
        raise Refused("Write a person’s address, or choose an organisation.", field="email")
    if email:
        email = normal_email(email)
        inviting.invite_person(document, email, by=the_person(), now=clock.now())
        return email
    organisation = find_organisation(slug) if slug.isprintable() else None
    if organisation is None:
        raise Refused("Choose an organisation from the list.", field="organisation")
    inviting.invite_organisation(document, organisation, by=the_person(), now=clock.now())
    return organisation.name


@bp.post("/documents/<slug>/group/invitations/<invitation>/withdraw")
@access("document:manage", facts=document_facts)
def withdraw_invitation(slug: str, invitation: str) -> ResponseReturnValue:
    """Take an invitation back."""
    inviting.withdraw_invitation(the_document(slug), invitation, by=the_person(), now=clock.now())
    db.session.commit()
    flash("The invitation is taken back. Its link opens nothing now.", "success")
    return redirect(url_for("documents.group", slug=slug))


@bp.post("/documents/<slug>/group/<person>/remove")
@access("document:manage", facts=document_facts)
def remove(slug: str, person: str) -> ResponseReturnValue:
    """Take someone out of the drafting group."""
    remove_member(the_document(slug), person, by=current_person(), now=clock.now())
    db.session.commit()
    flash(
        "They are no longer in the drafting group, and their invitations open nothing now. What they wrote stays.",
        "success",
    )
    return redirect(url_for("documents.group", slug=slug))


@bp.get("/invitations/<secret>")
@access("site:read")
def invitation(secret: str) -> str:
    """Show what an invitation is about; it is accepted by a button, for programs open links too."""
    found, person = inviting.get_invitation(secret, clock.now()), current_person()
    fits = person is not None and inviting.may_accept(found, person)
    return render_template("documents/invitation.html", invitation=found, secret=secret, fits=fits)


@bp.post("/invitations/<secret>")
@access("account:own", facts=own_facts)
def accept_invitation(secret: str) -> ResponseReturnValue:
    """Join the drafting group."""
    found = inviting.get_invitation(secret, clock.now())
    inviting.accept(found, the_person(), clock.now())
    slug = found.document.slug
    db.session.commit()
    flash("You are in the drafting group now. This is the text you write together.", "success")
    return redirect(f"/documents/{slug}/draft")
