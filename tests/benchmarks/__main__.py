"""Fill a large document, serve it beside the floor, measure both in turn, print.

python -m tests.benchmarks [--rounds N] [--seconds S] [--only WORD]
"""

from __future__ import annotations

import argparse
import random
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask

from consult.app import create_app
from consult.extensions import db
from tests.benchmarks import floor
from tests.benchmarks.asking import count_queries, sign_in
from tests.benchmarks.cases import Case, cases
from tests.benchmarks.desk import make_desk
from tests.benchmarks.desk import measured as measure_desk
from tests.benchmarks.filling import Size, fill
from tests.benchmarks.measuring import Measured, measure
from tests.benchmarks.origins import SAVES, make_drafted
from tests.benchmarks.origins import measured as measure_origins
from tests.benchmarks.publishing import measured as measure_publishing
from tests.benchmarks.report import Results, report
from tests.benchmarks.serving import serving
from tests.benchmarks.words import write
from tests.make import make_consultation, make_document, make_person

SEED = 20_261_123
WHOLE = Size(clauses=200, people=400, comments=5_000, votes=20_000)
READERS = 8
SETTINGS = {"SECRET_KEY": "a key for the benchmark only", "RATELIMIT_ENABLED": "0", "SITE_URL": "http://localhost"}
QUERIES_FROM = 39_000
"""Numbers of the requests whose queries are counted, beyond those that are timed."""


def bench(folder: Path, size: Size = WHOLE, *, rounds: int = 5, seconds: float = 1.5, only: str = "") -> Results:
    """Measure everything, or the cases whose name holds `only`, with all data in `folder`."""
    app = _app(folder)
    with app.app_context():
        wanted = [case for case in _filled(app, size) if only in case.name]
    floor.fill(folder / "floor.sqlite3", size, random.Random(SEED))
    house = {**SETTINGS, "INSTANCE_PATH": str(folder), "DATABASE_URL": ""}
    by_hand = {"FLOOR_DATABASE": str(folder / "floor.sqlite3")}
    with (
        serving("consult.app:create_app", house, factory=True) as ours,
        serving("tests.benchmarks.floor:app", by_hand, factory=False) as theirs,
    ):
        found = measure(wanted, ours, theirs, rounds=rounds, seconds=seconds)
        memory, floor_memory = ours.memory(), theirs.memory()
    _count(app, found)
    with app.app_context():
        db.engine.dispose()
    (folder / "publishing").mkdir()
    published = measure_publishing(folder / "publishing", size)
    (folder / "origins").mkdir()
    told = measure_origins(folder / "origins", size.clauses, saves_of(size))
    (folder / "desk").mkdir()
    decided = measure_desk(folder / "desk", size.clauses)
    return Results(size, rounds, found, memory, floor_memory, published, told, decided)


def _app(folder: Path) -> Flask:
    """Make the application on the database that will be served."""
    settings: dict[str, Any] = {
        "SECRET_KEY": SETTINGS["SECRET_KEY"],
        "INSTANCE_PATH": folder,
        "UPLOADS": folder / "uploads",
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'consult.sqlite3'}",
        "RATELIMIT_ENABLED": False,
        "SITE_URL": "http://localhost",
    }
    app = create_app(settings)
    with app.app_context():
        db.create_all()
    return app


def _filled(app: Flask, size: Size) -> list[Case]:
    """Fill a document, another with ten times as many comments, and return what to ask for."""
    chance = random.Random(SEED)
    consultation = make_consultation()
    document, larger = (
        make_document(consultation, write(chance, size.clauses), title) for title in ("A service", "A larger one")
    )
    fill(document, size, chance)
    fill(larger, Size(size.clauses, size.people, size.comments * 10, size.votes), chance)
    drafted, desk = make_drafted(size.clauses, saves_of(size)), make_desk(size.clauses)
    *readers, officer = sign_in(app, [*(make_person() for _ in range(READERS)), desk.officer])
    db.session.commit()
    return cases(document, larger, drafted, desk.document, readers, officer)


def saves_of(size: Size) -> int:
    """Return how many saves the drafted document goes through: 300 for the whole size of 200 clauses."""
    return size.clauses * SAVES // WHOLE.clauses


def _count(app: Flask, found: list[Measured]) -> None:
    numbers = count(QUERIES_FROM, 2)
    for one in found:
        one.queries = count_queries(app, one.case.ours, next(numbers))


def main() -> None:
    """Run the whole and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.5)
    parser.add_argument("--only", default="", help="measure only the cases whose name holds this, without the goals")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as folder:
        found = bench(Path(folder), rounds=asked.rounds, seconds=asked.seconds, only=asked.only)
        print(report(found, goals=not asked.only))


if __name__ == "__main__":
    main()
