"""The command that loads the demonstration."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.demonstration.desk import ask_the_worker
from consult.demonstration.replay import load
from consult.extensions import db
from consult.infra import clock


@click.command()
@with_appcontext
def demo() -> None:
    """Load an invented borough into an empty house. Where a consultation stands already, do nothing."""
    if current_app.config["PRODUCTION"]:
        click.echo("The demonstration is not for production: its people are invented.", err=True)
        sys.exit(1)
    if db.session.scalars(select(Consultation.id).limit(1)).first() is not None:
        click.echo("There are consultations here already, so the demonstration is not loaded.")
        return
    now = clock.now()
    house = load(now)
    ask_the_worker(house, now)
    db.session.commit()
    click.echo(
        f"The demonstration is loaded: {len(house.consultations)} consultations, {len(house.people)} people, "
        f"{len(house.contributions)} contributions. All of it is invented."
    )
