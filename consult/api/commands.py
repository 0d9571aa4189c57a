"""Commands for those who use the machines' door."""

from __future__ import annotations

import sys
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.accounts.codes import normal_email
from consult.accounts.models import MemberRole, Person
from consult.accounts.organisations import add_member, ensure_default_organisation
from consult.accounts.people import ensure_person, make_administrator
from consult.accounts.tokens import issue_token
from consult.core.errors import ConsultError, Refused
from consult.documents.group import add_member as add_drafter
from consult.documents.queries import get_document
from consult.extensions import db
from consult.infra import clock

ROLES = ("resident", "partner", "drafter", "officer", "administrator")


@click.command()
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), help="What the person is made, if they are not that yet.")
@click.option("--document", metavar="SLUG", help="The document a drafter may draft.")
@with_appcontext
def token(email: str, role: str | None, document: str | None) -> None:
    """Print an API token as the last word; make the person where missing."""
    now = clock.now()
    try:
        person = ensure_person(normal_email(email), email.partition("@")[0], now)
        _give_role(person, role, document, now)
        _, plain = issue_token(person, "made at the command line", "write", now)
    except ConsultError as error:
        db.session.rollback()
        click.echo(error.message, err=True)
        sys.exit(2)
    db.session.commit()
    click.echo(f"A token for {person.email}, to read and write. It is shown only this once: {plain}")


def _give_role(person: Person, role: str | None, document: str | None, now: datetime) -> None:
    if document is not None and role not in (None, "drafter"):
        raise Refused("--document goes with --role drafter.")
    if role == "drafter" and document is None:
        raise Refused("Say which document they may draft: --document SLUG.")
    if document is not None:
        add_drafter(get_document(document), person, by=None, now=now)
    if role == "officer":
        settings = current_app.config
        owner = ensure_default_organisation(settings["HOST_NAME"] or settings["SITE_NAME"], now=now)
        add_member(person, owner, MemberRole.OFFICER, None, now)
    if role == "administrator":
        make_administrator(person, by=None, now=now)
