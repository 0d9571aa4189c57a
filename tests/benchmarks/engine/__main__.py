"""Measure the engine and print every figure beside a rival's and its goals.

python -m tests.benchmarks.engine [MODULE ...]
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterable, Sequence

import pytest

from tests.benchmarks import engine
from tests.benchmarks.engine.report import Row, heading, line


def parts(names: Sequence[str] = ()) -> dict[str, Callable[[], Iterable[Row]]]:
    """Return the parts of the benchmark by name: those named, or all there are."""
    there = sorted(found.name for found in pkgutil.iter_modules(engine.__path__) if not found.name.startswith("_"))
    modules = {name: importlib.import_module(f"{engine.__name__}.{name}") for name in there}
    known = {name: module.measure for name, module in modules.items() if hasattr(module, "measure")}
    unknown = set(names) - set(known)
    if unknown:
        raise SystemExit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(known)}.")
    return {name: known[name] for name in names or known}


def main(names: Sequence[str]) -> int:
    """Print the table; a part whose texts are missing says so. Returns 1 if a goal is missed."""
    missed = 0
    for written in heading():
        print(written)
    for name, measure in parts(names).items():
        print(f"\n{name}", flush=True)
        try:
            for row in measure():
                print(line(row), flush=True)
                missed += row.verdict == "MISSED"
        except pytest.skip.Exception as skipped:
            print(f"left out: {skipped.msg}")
    return int(missed > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
