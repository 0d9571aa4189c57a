"""A real Chromium on a real server: one town, one server and one browser for the whole session."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import WSGIRequestHandler, make_server

from consult.app import create_app
from consult.extensions import db
from tests.browser.town import Town, build
from tests.chromium import launch_options
from tests.conftest import settings_for


@dataclass(frozen=True)
class House:
    """A served application: where it answers, what stands in it, and where its mails lie."""

    app: Flask
    address: str
    town: Town

    def cookie(self, role: str) -> Any:
        """Return the cookie of a session in which the person of a role is signed in."""
        serializer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert serializer is not None
        value = serializer.dumps({"_user_id": self.town.people[role], "_fresh": True})
        return {"name": "session", "value": str(value), "url": self.address}


class Quiet(WSGIRequestHandler):
    """A server that writes no log."""

    def log(self, *_: Any, **__: Any) -> None:
        """Write nothing."""


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Start the Chromium this machine has."""
    return launch_options()


def serve(folder: Path, make: Callable[[], Town]) -> Iterator[House]:
    """Serve a new application with what `make` puts into it, until the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    app = create_app(settings_for(folder, WTF_CSRF_ENABLED=True, SITE_URL=address, MAILBOX=True))
    with app.app_context():
        db.create_all()
        town = make()
        db.session.remove()
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield House(app, address, town)
    server.shutdown()
    thread.join(10)
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve the town, for tests that only look."""
    yield from serve(tmp_path_factory.mktemp("town"), build)


@pytest.fixture
def fresh_house(tmp_path: Path) -> Iterator[House]:
    """Serve a town of the test's own, for tests that change it."""
    yield from serve(tmp_path, build)


NOTES = """
window.refused = [];
document.addEventListener("securitypolicyviolation", event => window.refused.push(
  `${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""
"""Run before each page's own scripts: keeps what the content policy refused."""


@pytest.fixture
def enter(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Give a function that opens a browser window, signed in as somebody of a role or as nobody."""
    contexts: list[BrowserContext] = []

    def open_window(house: House, role: str = "nobody", *, script: bool = True, width: int = 1280) -> BrowserContext:
        context = browser.new_context(
            base_url=house.address, java_script_enabled=script, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        context.set_default_timeout(6_000)
        if script:
            context.add_init_script(NOTES)
        if role != "nobody":
            context.add_cookies([house.cookie(role)])
        return context

    yield open_window
    for context in contexts:
        context.close()
