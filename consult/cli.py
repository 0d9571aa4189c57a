"""The `consult` command. Each feature keeps its own commands; this gathers them."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click
from flask.cli import FlaskGroup

from config import SettingsError
from consult.app import create_app
from consult.serving import commands as serving

COMMANDS = ("accounts", "documents", "exchange", "demonstration", "api", "notifications")


class Consult(FlaskGroup):
    """A group whose commands run inside the application, and which says plainly what is wrong with settings."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; a missing setting ends it with a sentence, not a traceback."""
        try:
            return super().main(*args, **kwargs)
        except SettingsError as error:
            raise SystemExit(f"consult: {error}") from None


main = Consult(
    name="consult",
    create_app=create_app,
    add_default_commands=False,
    add_version_option=False,
    set_debug_flag=False,
    load_dotenv=False,
    help="Fairdraft: consultations where every comment leads to the words it changed.",
)
main.add_command(serving.serve)
main.add_command(serving.worker)
main.add_command(serving.database)
for feature in COMMANDS:
    if find_spec(f"consult.{feature}.commands"):
        for command in vars(import_module(f"consult.{feature}.commands")).values():
            if isinstance(command, click.Command):
                main.add_command(command)
