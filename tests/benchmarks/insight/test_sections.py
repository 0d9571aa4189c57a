"""Each section of the benchmark of the feedback desk runs on a small sample, so that it cannot rot."""

from __future__ import annotations

import pytest

from tests.benchmarks.engine.report import line
from tests.benchmarks.insight import Scale
from tests.benchmarks.insight.__main__ import sections


@pytest.mark.parametrize("name", sections())
def test_a_section_runs_on_a_small_sample(name: str) -> None:
    rows = list(sections([name])[name](Scale.SAMPLE))
    assert rows
    assert all(line(row) for row in rows)
