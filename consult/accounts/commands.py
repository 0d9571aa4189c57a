"""Commands about people."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from consult.accounts.codes import make_link, normal_email
from consult.accounts.people import ensure_person, make_administrator
from consult.core.errors import ConsultError
from consult.extensions import db
from consult.infra import clock
from consult.infra.addresses import address


@click.command()
@click.argument("email")
@with_appcontext
def admin(email: str) -> None:
    """Make an administrator, the first one too, and print a sign-in link that works once, for a day."""
    now = clock.now()
    try:
        person = ensure_person(normal_email(email), "", now)
        make_administrator(person, by=None, now=now)
        token = make_link(email, now=now)
    except ConsultError as error:
        db.session.rollback()
        click.echo(error.message, err=True)
        sys.exit(2)
    db.session.commit()
    click.echo(f"{person.email} is an administrator. Sign in with this link; it works once, within a day:")
    click.echo(address(f"/sign-in/link/{token}"))
