"""The `consult` command. Each feature keeps its own commands; this gathers them."""

from __future__ import annotations

from typing import Any

from flask.cli import FlaskGroup

from config import SettingsError
from consult.accounts.commands import admin
from consult.api.commands import token
from consult.app import create_app
from consult.demonstration.commands import demo
from consult.documents.commands import verify
from consult.exchange.commands import export_document, import_file
from consult.exchange.record_commands import record_consultation
from consult.serving.commands import database, one_work, serve, worker


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
for command in (
    admin,
    database,
    demo,
    export_document,
    import_file,
    one_work,
    record_consultation,
    serve,
    token,
    verify,
    worker,
):
    main.add_command(command)
