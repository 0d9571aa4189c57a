"""Pages about a document that need nothing but the document."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.service import ensure_person, normal_email
from consult.accounts.session import current_person
from consult.core.errors import ConsultError
from consult.documents.access import document_facts, the_document
from consult.documents.forms import MemberForm
from consult.documents.group import add_member, list_members, remove_member
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access

bp = Blueprint("documents", __name__)


@bp.route("/documents/<slug>/group", methods=["GET", "POST"])
@access("document:manage", facts=document_facts)
def group(slug: str) -> ResponseReturnValue:
    """Say who drafts this document besides officers, and add someone."""
    document, form = the_document(slug), MemberForm()
    if form.validate_on_submit():
        try:
            person = ensure_person(normal_email(form.email.data or ""), form.name.data or "", now=clock.now())
            add_member(document, person, by=current_person(), now=clock.now())
        except ConsultError as error:
            form.refuse(error.field, error.message)
        else:
            db.session.commit()
            flash(f"{person.name} can now draft this document.", "success")
            return redirect(url_for("documents.group", slug=slug))
    status = 422 if form.errors else 200
    return render_template("documents/group.html", document=document, form=form, members=list_members(document)), status


@bp.post("/documents/<slug>/group/<person>/remove")
@access("document:manage", facts=document_facts)
def remove(slug: str, person: str) -> ResponseReturnValue:
    """Take someone out of the drafting group."""
    remove_member(the_document(slug), person, by=current_person(), now=clock.now())
    db.session.commit()
    flash("They are no longer in the drafting group. What they wrote stays.", "success")
    return redirect(url_for("documents.group", slug=slug))
