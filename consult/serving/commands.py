"""Commands that run the house."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.serving.watching import become_watcher
from consult.serving.worker import work
from consult.serving.working import carry_out

GRACE_SECONDS = 8
"""How long the web server and the worker may take to end what they are doing; longer than the web server gives its own
processes."""
SPARING = (
    "env",
    "MALLOC_ARENA_MAX=1",
    "MALLOC_MMAP_THRESHOLD_=262144",
    "MALLOC_TRIM_THRESHOLD_=262144",
    "_RJEM_MALLOC_CONF=narenas:1,dirty_decay_ms:0,muzzy_decay_ms:0",
)
"""How memory is given back. The C library: one store for all threads, which take turns anyway, and blocks of the size
of a page of ours returned as soon as they are free (mallopt(3); other C libraries take no notice). Granian's own store,
jemalloc, through which each answer goes: the same, where it would keep them ten seconds and longer."""


@click.command()
@with_appcontext
def serve() -> None:
    """Serve the pages and run the worker, until one ends or you stop it."""
    settings = current_app.config
    _refuse_taken(settings["HOST"], settings["PORT"])
    web = web_command(settings["HOST"], settings["PORT"], settings["WEB_WORKERS"])
    worker_command = [str(Path(sys.executable).with_name("consult")), "worker"]
    processes = [subprocess.Popen(web), subprocess.Popen(worker_command)]
    click.echo(welcome())
    become_watcher([process.pid for process in processes], GRACE_SECONDS)


def _refuse_taken(host: str, port: int) -> None:
    """Refuse a port something listens at: the web server shares it, and visitors would meet the one or the other."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what was ended just now is not in the way
            trial.bind(address)
    except OSError as error:
        taken = "End what runs there, or choose another port with PORT."
        mend = taken if error.errno == errno.EADDRINUSE else "Look at the settings HOST and PORT."
        message = f"Nothing can be served at {host}, port {port}: {error.strerror}. {mend}"
        raise click.ClickException(message) from None


def web_command(
    host: str, port: int, workers: int, target: str = "consult.app:create_app", *, factory: bool = True
) -> list[str]:
    """Return the command that serves the pages."""
    command = [*SPARING, sys.executable, "-m", "consult.serving.web", host, str(port), str(workers), target]
    return [*command, "--factory"] if factory else command


def welcome() -> str:
    """Say where the site is and how to sign in as each role."""
    settings = current_app.config
    lines = [f"{settings['SITE_NAME']} is at http://{settings['HOST']}:{settings['PORT']}"]
    if settings["MAILBOX"]:
        lines += [
            f"The demonstration's mail lands at http://{settings['HOST']}:{settings['PORT']}/mailbox",
            "To sign in, ask for a code at /sign-in with one of these addresses, and read the code in that mailbox:",
            *(f"  {role:<14} {address}" for role, address in settings["DEMONSTRATION_PEOPLE"].items()),
        ]
    return "\n".join(lines)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due and end.")
@with_appcontext
def worker(*, once: bool) -> None:
    """Write due stage changes, turn events into mails, send mails, clear away what has lapsed."""
    work(once=once)


@click.command("work", hidden=True)
@click.argument("public_id")
@with_appcontext
def one_work(public_id: str) -> None:
    """Do one long work that somebody asked for; the worker starts this."""
    carry_out(public_id)


@click.group("db")
def database() -> None:
    """Look after the database."""


@database.command()
@with_appcontext
def upgrade() -> None:
    """Bring the database up to date with the code."""
    from consult.serving import migrating  # noqa: PLC0415  # brings Alembic, which nothing else needs

    migrating.upgrade(current_app._get_current_object())  # type: ignore[attr-defined]  # the application itself
