"""A person's own account: their name, their tokens, their sessions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.access import own_facts
from consult.accounts.blueprint import bp
from consult.accounts.forms import NameForm, TokenForm
from consult.accounts.people import end_sessions, rename
from consult.accounts.session import sign_in_person, the_person
from consult.accounts.tokens import issue_token, list_tokens, revoke_token
from consult.core.errors import ConsultError
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.addresses import own_path


def _page(form: TokenForm, plain: str = "") -> str:
    person = the_person()
    tokens = list_tokens(person)
    return render_template("accounts/account.html", person=person, tokens=tokens, form=form, plain=plain)


@bp.get("/account")
@access("account:own", facts=own_facts)
def account() -> ResponseReturnValue:
    """Show a person what is kept about them, and what they can change."""
    return _page(TokenForm())


@bp.get("/account/name")
@access("account:own", facts=own_facts)
def name() -> ResponseReturnValue:
    """Ask what name to show."""
    form = NameForm(name=the_person().name, next=own_path(request.args.get("next"), "/account"))
    return render_template("accounts/name.html", form=form, person=the_person())


@bp.post("/account/name")
@access("account:own", facts=own_facts)
def save_name() -> ResponseReturnValue:
    """Keep the name a person chose."""
    form = NameForm()
    if not form.validate():
        return render_template("accounts/name.html", form=form, person=the_person()), 422
    rename(the_person(), form.name.data or "", now=clock.now())
    db.session.commit()
    flash(f"You are shown as {form.name.data}.", "success")
    return redirect(own_path(form.next.data, "/account"))


@bp.post("/account/tokens")
@access("account:own", facts=own_facts)
def make_token() -> ResponseReturnValue:
    """Make a token and show it this once."""
    form = TokenForm()
    if not form.validate():
        return _page(form), 422
    try:
        _, plain = issue_token(the_person(), form.name.data or "", form.scope.data, clock.now())
    except ConsultError as error:
        db.session.rollback()
        form.refuse(error.field, error.message)
        return _page(form), error.http
    db.session.commit()
    return _page(TokenForm(formdata=None), plain), 201


@bp.post("/account/tokens/<int(max=2147483647):token_id>/end")
@access("account:own", facts=own_facts)
def end_token(token_id: int) -> ResponseReturnValue:
    """End one of one's own tokens."""
    revoke_token(the_person(), token_id, now=clock.now())
    db.session.commit()
    flash("The token is ended. Nothing can use it any more.", "success")
    return redirect(url_for("accounts.account"))


@bp.post("/account/sign-out-everywhere")
@access("account:own", facts=own_facts)
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session but this one."""
    person = the_person()
    end_sessions(person, now=clock.now())
    db.session.commit()
    sign_in_person(person)
    flash("You are signed out everywhere else.", "success")
    return redirect(url_for("accounts.account"))
