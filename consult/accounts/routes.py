"""Signing in and out. What a person is asked never depends on whether we know their address."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts import account_routes, organisation_routes, people_routes
from consult.accounts.blueprint import bp
from consult.accounts.codes import Asked, Wrong, ask_code, check_code, check_link, find_asked, find_link
from consult.accounts.forms import CodeForm, EmptyForm, SignInForm
from consult.accounts.models import Person
from consult.accounts.session import current_person, sign_in_person, sign_out_person
from consult.core.errors import ConsultError
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.addresses import own_path
from consult.infra.limits import asked_from
from consult.infra.mail import MailError, send_now

__all__ = ["account_routes", "bp", "organisation_routes", "people_routes"]


@bp.get("/sign-in")
@access("account:sign-in")
def sign_in() -> ResponseReturnValue:
    """Ask for the address to send a code to."""
    next_path = own_path(request.args.get("next"))
    if current_person() is not None:
        return redirect(next_path)
    return render_template("accounts/sign_in.html", form=SignInForm(next=next_path))


@bp.post("/sign-in")
@access("account:sign-in")
def send_code() -> ResponseReturnValue:
    """Send a code, to a known address as to an unknown one."""
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    next_path = own_path(form.next.data)
    try:
        asked = ask_code(form.email.data or "", asked_from=asked_from(), now=clock.now(), next_path=next_path)
    except ConsultError as error:
        db.session.rollback()
        form.refuse(error.field, error.message)
        return render_template("accounts/sign_in.html", form=form), error.http
    db.session.commit()
    return _mail(asked, next_path)


def _mail(asked: Asked, next_path: str) -> ResponseReturnValue:
    """Send the letter, then lead to the page that takes the code; when it cannot be sent, say so there."""
    try:
        send_now(asked.letter)
    except MailError:
        again = SignInForm(formdata=None, email=asked.email, next=next_path)
        return render_template("accounts/not_sent.html", form=again, email=asked.email), 503
    return redirect(url_for("accounts.code", handle=asked.handle, next=next_path))


@bp.get("/sign-in/code")
@access("account:sign-in")
def code() -> ResponseReturnValue:
    """Take the six digits."""
    handle, next_path = request.args.get("handle", ""), own_path(request.args.get("next"))
    if not handle:
        return redirect(url_for("accounts.sign_in", next=next_path))
    return _code_page(CodeForm(handle=handle, next=next_path))


@bp.post("/sign-in/code")
@access("account:sign-in")
def enter_code() -> ResponseReturnValue:
    """Let in whoever types the right digits."""
    form = CodeForm()
    if not form.validate():
        return _code_page(form), 422
    found = check_code(form.handle.data or "", form.code.data or "", now=clock.now())
    db.session.commit()
    if isinstance(found, Wrong):
        form.refuse("code", found.message)
        return _code_page(form), 422
    return _let_in(found, own_path(form.next.data))


def _code_page(form: CodeForm) -> str:
    asked = find_asked(form.handle.data or "", now=clock.now())
    again = SignInForm(formdata=None, email=asked.email if asked else "", next=own_path(form.next.data))
    return render_template("accounts/code.html", form=form, again=again, email=asked.email if asked else "")


@bp.get("/sign-in/link/<token>")
@access("account:sign-in")
def link(token: str) -> ResponseReturnValue:
    """Show what a mailed link is for. Programs that follow every link in a mail do not use it up."""
    found, next_path = find_link(token, now=clock.now()), own_path(request.args.get("next"))
    if found is None:
        return render_template("accounts/link_gone.html", form=SignInForm(next=next_path)), 410
    form = EmptyForm(next=next_path)
    return render_template("accounts/link.html", form=form, email=found.email)


@bp.post("/sign-in/link/<token>")
@access("account:sign-in")
def use_link(token: str) -> ResponseReturnValue:
    """Let in whoever pressed the button behind a mailed link."""
    form = EmptyForm()
    found = check_link(token, now=clock.now())
    db.session.commit()
    if isinstance(found, Wrong):
        again = SignInForm(formdata=None, next=own_path(form.next.data))
        return render_template("accounts/link_gone.html", form=again), 410
    return _let_in(found, own_path(form.next.data))


def _let_in(person: Person, next_path: str) -> ResponseReturnValue:
    sign_in_person(person)
    if not person.name:
        return redirect(url_for("accounts.name", next=next_path))
    flash("You are signed in.", "success")
    return redirect(next_path)


@bp.post("/sign-out")
@access("account:sign-in")
def sign_out() -> ResponseReturnValue:
    """Sign out on this device."""
    sign_out_person()
    flash("You are signed out on this device.", "success")
    return redirect("/")
