"""Measure the feedback desk and print every figure beside a rival's and its goals.

python -m tests.benchmarks.insight [--sample] [SECTION ...]
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence

import pytest

from tests.benchmarks import insight
from tests.benchmarks.engine.report import Row, heading, line
from tests.benchmarks.insight import Scale

Section = Callable[[Scale], Iterable[Row]]


def sections(names: Sequence[str] = ()) -> dict[str, Section]:
    """Return the sections of the benchmark by name: those named, or all there are."""
    there = sorted(found.name for found in pkgutil.iter_modules(insight.__path__))
    wanted = [name for name in there if not name.startswith(("_", "test_")) and (not names or name in names)]
    modules = {name: importlib.import_module(f"{insight.__name__}.{name}") for name in wanted}
    return {name: module.measure for name, module in modules.items() if hasattr(module, "measure")}


def main() -> int:
    """Print the table; a section whose texts are missing says so. Returns 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.insight", description=__doc__)
    parser.add_argument("--sample", action="store_true", help="only show that it runs, on a few contributions")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of: {', '.join(sections())}")
    asked = parser.parse_args()
    if unknown := set(asked.sections) - set(sections()):
        parser.error(f"There is no section {', '.join(sorted(unknown))}; there are {', '.join(sections())}.")
    missed = 0
    for written in heading():
        print(written)
    for name, measure in sections(asked.sections).items():
        print(f"\n{name}", flush=True)
        try:
            for row in measure(Scale.SAMPLE if asked.sample else Scale.WHOLE):
                print(line(row), flush=True)
                missed += row.verdict == "MISSED"
        except pytest.skip.Exception as skipped:
            print(f"left out: {skipped.msg}")
    return int(missed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
