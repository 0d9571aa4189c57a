"""The web processes: built once, and started anew without compiling the templates again."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn
from urllib.request import urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BaseLoader, DictLoader

from consult.extensions import db
from consult.serving.web import _ask, _compile_apart, _give_back
from tests.benchmarks.serving import serving


@pytest.mark.slow
def test_templates_are_compiled_for_the_first_start_only(tmp_path: Path) -> None:
    settings = {"SECRET_KEY": "a key for tests only", "INSTANCE_PATH": str(tmp_path), "DATABASE_URL": ""}
    compiled: list[dict[str, int]] = []
    for _ in range(2):
        with serving("consult.app:create_app", settings, factory=True) as server:
            assert urlopen(f"http://127.0.0.1:{server.port}/rules").status == 200
        compiled.append({one.name: one.stat().st_mtime_ns for one in (tmp_path / "templates").iterdir()})
    assert compiled[0]
    assert compiled[0] == compiled[1]


def test_web_processes_load_nothing_that_only_a_job_or_another_database_needs() -> None:
    heavy = (
        "numpy",
        "scipy",
        "sklearn",
        "lxml",
        "docx",
        "openpyxl",
        "xlsxwriter",
        "pypdf",
        "typst",
        "alembic",
        "psycopg",
    )
    elsewhere = ("sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.mysql")
    said = f"import sys, consult.app; print([one for one in {heavy + elsewhere} if one in sys.modules])"
    assert subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_no_connection_to_the_database_goes_over_to_another_process(client: FlaskClient) -> None:
    app = client.application
    _ask(app)
    with app.app_context():
        assert db.engine.pool.checkedin() == db.engine.pool.checkedout() == 0


def test_where_the_database_is_not_there_the_start_waits_for_it_once(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    app = client.application
    app.config["PROPAGATE_EXCEPTIONS"] = False  # as it is served
    with app.app_context():
        db.drop_all()
    _ask(app)
    assert len([one for one in caplog.records if one.levelname == "ERROR"]) == 1


def test_giving_memory_back_leaves_nothing_behind() -> None:
    _give_back()
    for _ in range(3):  # what others left behind
        gc.collect()
    _give_back()
    assert gc.collect() == 0


class Killed(BaseLoader):
    """A loader in which the process is killed, as a machine does that has no memory left."""

    def list_templates(self) -> list[str]:
        return ["any.html"]

    def get_source(self, *_: object) -> NoReturn:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("it lives")


def test_who_is_killed_while_compiling_is_not_said_to_have_found_a_broken_template(app: Flask) -> None:
    loader, app.jinja_env.loader = app.jinja_env.loader, Killed()
    try:
        with pytest.raises(RuntimeError, match="was ended by SIGKILL"):
            _compile_apart(app)
    finally:
        app.jinja_env.loader = loader


def test_a_template_that_does_not_compile_ends_the_start(app: Flask) -> None:
    loader = app.jinja_env.loader
    app.jinja_env.loader = DictLoader({"broken.html": "{% if %}"})
    try:
        with pytest.raises(RuntimeError, match="does not compile"):
            _compile_apart(app)
    finally:
        app.jinja_env.loader = loader
