"""The examples of docs/api.md run as they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

import config
from consult.accounts.models import MemberRole
from consult.accounts.service import issue_token
from consult.extensions import db
from tests.make import make_member, make_organisation, make_person, now

PAGE = config.ROOT / "docs" / "api.md"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Serve the application on a free port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/v1"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="the examples use curl, which is not installed here")
def test_every_example_works(app: Flask, address: str, tmp_path: Path) -> None:
    people = {"OFFICER": make_member(make_organisation(), MemberRole.OFFICER), "RESIDENT": make_person()}
    tokens = {name: issue_token(person, "examples", "write", now())[1] for name, person in people.items()}
    db.session.commit()
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.S | re.M)
    script = "set -eu\nset -o pipefail\n" + "\n".join(blocks)
    done = subprocess.run(
        ["bash", "-c", script],
        check=False,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "API": address, **tokens, "NO_PROXY": "*", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr + done.stdout[-2_000:]
    assert done.stdout.count('"title":"Conflict"') == 1  # the vote on words revised since, which the page shows refused
    assert "['C-1']" in done.stdout
    assert "'how': 'prompted'" in done.stdout
