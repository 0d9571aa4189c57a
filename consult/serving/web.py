"""Serve an application with several processes: python -m consult.serving.web HOST PORT WORKERS MODULE:NAME [--factory]

The application is built, with its mappers, before the processes part: so they share its memory.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import signal
import time
from functools import cache
from http import HTTPStatus
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import configure_mappers

from consult.extensions import db
from consult.serving.turns import Turns
from consult.serving.watching import become_watcher, hold_signals

THREADS = 4
"""Requests one process answers at a time."""
GRACE_SECONDS = 3
"""How long a process may take to end the requests it is answering."""
GIVE_BACK_SECONDS = 2
"""How often a process gives memory back that is free between what it uses."""
FIRST_PAGES = ("/", "/consultations", "/sign-in")
"""Pages any house has, which anybody may see and nothing is written for."""
FIRST_TIMES = 3
"""How often each is asked for: Python writes into code that runs a few times how to run it faster."""

built: list[Any] = []
"""The application, for the processes to find."""


class Server(MPServer):
    """The web server. Once its processes run, the one that built the application for them lets go of it."""

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        hold_signals()
        if self.interrupt_signal:  # somebody wished it to end while it was starting
            super()._serve_loop(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        else:
            become_watcher([one.inner.pid for one in self.wrks], GRACE_SECONDS)


def application() -> Any:
    """Return what was built; each process asks for it once."""
    Thread(target=_keep_giving_back, name="give back", daemon=True).start()
    return Turns(built[0])


def serve(host: str, port: int, workers: int, target: str, *, factory: bool) -> None:
    """Serve until a signal comes. `target`: a module and the application in it, or with `factory` what makes one."""
    module, _, name = target.partition(":")
    found = getattr(import_module(module), name)
    built[:] = [found() if factory else found]
    _warm(built[0])
    Server(
        "consult.serving.web:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        workers_kill_timeout=GRACE_SECONDS,
        websockets=False,
        log_level=LogLevels.warning,
        factory=True,
    ).serve()


def _warm(app: Flask) -> None:
    """Do once what each process would do with its first requests, and keep the collector from touching it."""
    configure_mappers()
    if "INSTANCE_PATH" in app.config:
        compiled = Path(app.config["INSTANCE_PATH"]) / "templates"
        compiled.mkdir(parents=True, exist_ok=True)
        # Compiled once, templates are there a second sooner at the next start.
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
        _compile_apart(app)
        _ask(app)
    gc.collect()
    gc.freeze()
    _give_back()


def _ask(app: Flask) -> None:
    """Ask for a few pages, so that what this leaves behind is shared. No connection may go over to another process.

    Where one cannot be given, because the database is not there yet, no other is asked for: each could take minutes,
    and the house serves its health and its own words of what is wrong meanwhile.
    """
    client = app.test_client()
    for page in FIRST_PAGES * FIRST_TIMES:
        if client.get(page, base_url=app.config["SITE_URL"]).status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            break
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _compile_apart(app: Flask) -> None:
    """Compile all templates, in a process that takes what this needs with it.

    Each web process loads those it is asked for: what a template shares is copied anyway once it is used, and most
    templates are never asked for between two starts.
    """
    process = get_context("fork").Process(target=_compile, args=(app,))
    process.start()
    process.join()
    if process.exitcode and process.exitcode < 0:
        killed = signal.Signals(-process.exitcode).name
        raise RuntimeError(f"The process that compiles the templates was ended by {killed}: memory may have run out.")
    if process.exitcode:
        raise RuntimeError("A template does not compile; what is wrong with it stands above.")


def _compile(app: Flask) -> None:
    for template in app.jinja_env.list_templates():
        app.jinja_env.get_template(template)


def _keep_giving_back() -> None:
    while True:
        time.sleep(GIVE_BACK_SECONDS)
        _give_back()


def _give_back() -> None:
    """Give free pages back that lie between used ones: by itself the C library gives back those at the end only.

    Takes a few thousandths of a second at most (malloc_trim(3); other C libraries have no such thing).
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Any:
    """Look for it once: each look leaves classes behind that refer to each other."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m consult.serving.web")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("workers", type=int)
    parser.add_argument("target")
    parser.add_argument("--factory", action="store_true")
    serve(**vars(parser.parse_args()))


if __name__ == "__main__":
    import_module("consult.serving.web").main()  # under its own name, where the processes look for what was built
