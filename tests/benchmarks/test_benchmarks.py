"""A short run of the benchmark, so that it cannot rot; nothing here looks at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.__main__ import bench
from tests.benchmarks.filling import Size
from tests.benchmarks.report import report


@pytest.mark.slow
def test_the_benchmark_runs_and_reports_every_goal(tmp_path: Path) -> None:
    found = bench(tmp_path, Size(clauses=30, people=10, comments=60, votes=80), rounds=1, seconds=0.05)
    written = report(found)
    assert all(f"\n{row:<4}" in written for row in (1, 2, 3, 4, 5, 6, 10, 13))
    assert all(one in written for one in ("merge desk, 30 open", "taking one in", "whose words, first made"))
    assert all(one.ours.rounds and one.floor.rounds and one.queries for one in found.measured)
    assert min(found.memory, found.floor_memory, found.published.placements) > 0
