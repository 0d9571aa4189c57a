"""Commands that run the house."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.serving.worker import work

GRACE_SECONDS = 8
SPARING = ("env", "MALLOC_ARENA_MAX=1", "MALLOC_MMAP_THRESHOLD_=262144", "MALLOC_TRIM_THRESHOLD_=262144")
"""How the C library gives memory back: one store for all threads, which take turns anyway, and blocks of the size of a
page of ours returned as soon as they are free (mallopt(3); other C libraries take no notice)."""


@click.command()
@with_appcontext
def serve() -> None:
    """Serve the pages and run the worker, until one ends or you stop it."""
    settings = current_app.config
    web = web_command(settings["HOST"], settings["PORT"], settings["WEB_WORKERS"])
    worker_command = [str(Path(sys.executable).with_name("consult")), "worker"]
    processes = [subprocess.Popen(web), subprocess.Popen(worker_command)]
    click.echo(welcome())
    sys.exit(_wait(processes))


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


def _wait(processes: list[subprocess.Popen[bytes]]) -> int:
    """Wait until one process ends or a signal comes; then end all. Returns the exit code to give."""
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)
    while not stopping and all(process.poll() is None for process in processes):
        time.sleep(0.2)
    ended = [process.returncode for process in processes if process.poll() is not None]
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
    return 0 if stopping else next((code for code in ended if code), 1)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due and end.")
@with_appcontext
def worker(*, once: bool) -> None:
    """Write due stage changes, turn events into mails, send mails, clear away what has lapsed."""
    work(once=once)


@click.group("db")
def database() -> None:
    """Look after the database."""


@database.command()
@with_appcontext
def upgrade() -> None:
    """Bring the database up to date with the code."""
    from consult.serving import migrating  # noqa: PLC0415  # brings Alembic, which nothing else needs

    migrating.upgrade(current_app._get_current_object())  # type: ignore[attr-defined]  # the application itself
