"""The web processes: built once, and started anew without compiling the templates again."""

from __future__ import annotations

from pathlib import Path
from urllib.request import urlopen

import pytest

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
