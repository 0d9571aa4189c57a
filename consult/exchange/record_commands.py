"""The command that makes the record of a consultation."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.consultations.queries import get_consultation
from consult.core.errors import ConsultError
from consult.exchange.recording.facts import Edition
from consult.exchange.recording.making import Form, make
from consult.infra import clock

ENDINGS = {form.value: form for form in Form}


@click.command("record")
@click.argument("consultation", metavar="SLUG")
@click.option("--edition", type=click.Choice([one.value for one in Edition]), default=Edition.PUBLIC.value)
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path),
    required=True,
    help="A folder for all forms, or a file that ends in .zip, .docx or .pdf.",
)
@with_appcontext
def record_consultation(*, consultation: str, edition: str, output: Path) -> None:
    """Make the record of a consultation: Word, zip and PDF. A refusal ends with 2."""
    one = ENDINGS.get(output.suffix.removeprefix("."))
    forms = [one] if one and not output.is_dir() else list(Form)
    try:
        with tempfile.TemporaryDirectory(prefix="consult-record-") as folder:
            _, made = make(
                get_consultation(consultation),
                Edition(edition),
                forms,
                Path(folder),
                site=current_app.config["SITE_URL"],
                now=clock.now(),
            )
            for form, path in made.items():
                _put(path, output if len(forms) == 1 else output / f"{consultation}-record-{edition}.{form.value}")
    except ConsultError as error:
        click.echo(error.message, err=True)
        sys.exit(2)


def _put(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(path, to)
    click.echo(str(to))
