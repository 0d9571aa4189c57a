"""Making the record of a large consultation in all three forms, in a process of its own as the worker does.

    python -m tests.benchmarks.insight.record FOLDER

makes the record of the one consultation in FOLDER's database and prints a line of JSON: seconds, and the most memory of
the process and of those it started, in MB.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, update

from consult.answers.models import FateEntry
from consult.app import create_app
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, ReadMark
from consult.core.fates import Fate
from consult.documents.queries import read_save
from consult.drafting import service as drafting
from consult.drafting.service import Publication
from consult.exchange.recording.facts import Edition
from consult.exchange.recording.making import Form, make
from consult.extensions import db
from tests.benchmarks.engine.report import Row
from tests.benchmarks.filling import Size, fill
from tests.benchmarks.insight import Scale
from tests.benchmarks.words import sentence, write
from tests.conftest import settings_for
from tests.make import make_consultation, make_document, make_officer, now

SEED = 20_261_126
MUST_SECONDS, MUST_MEGABYTES = 60, 500
TRIUMPH_SECONDS, TRIUMPH_MEGABYTES = 30, 350


def measure(scale: Scale) -> Iterator[Row]:
    """Yield the rows: the size that must be, and four times as much to see how it grows."""
    sizes = (5_000, 20_000) if scale is Scale.WHOLE else (60,)
    for many in sizes:
        with tempfile.TemporaryDirectory(prefix="consult-bench-record-") as folder:
            _fill(Path(folder), many)
            found = _in_a_child(Path(folder))
        goal = many <= sizes[0]
        yield Row(
            what=f"{many:,} contributions, full edition, Word, zip and PDF: seconds",
            ours=found["seconds"],
            must=MUST_SECONDS if goal else None,
            triumph=TRIUMPH_SECONDS if goal else None,
            note=f"on the clock; {found['parts']}",
        )
        yield Row(
            what="   most memory, MB",
            ours=round(found["own"] + found["started"]),
            must=MUST_MEGABYTES if goal else None,
            triumph=TRIUMPH_MEGABYTES if goal else None,
            note=f"its own {found['own']:.0f} and {found['started']:.0f} of the largest process it started, added",
        )


def _app(folder: Path) -> Flask:
    return create_app(settings_for(folder))


def _fill(folder: Path, many: int) -> None:
    """Fill a document: everything said is answered with a reason and read, and every anchor is placed once more."""
    chance = random.Random(SEED)
    with _app(folder).app_context():
        db.create_all()
        document = make_document(make_consultation(), write(chance, 200), "A service")
        officer = make_officer(document.consultation)
        fill(document, Size(clauses=200, people=min(400, many), comments=many, votes=0), chance)
        document = db.session.merge(document)
        ids = db.session.scalars(select(Contribution.id).where(Contribution.counts_for_gate.is_(True))).all()
        moment, by = now(), officer.id
        given = {"fate": Fate.NOT_TAKEN, "at": moment, "published_at": moment, "by_id": by}
        db.session.execute(
            insert(FateEntry),
            [{"contribution_id": one, "reason": f"{sentence(chance)} {sentence(chance)}", **given} for one in ids],
        )
        db.session.execute(insert(ReadMark), [{"contribution_id": one, "person_id": by, "at": moment} for one in ids])
        db.session.execute(update(Contribution).values(fate=Fate.NOT_TAKEN))
        db.session.commit()
        head = document.head
        assert head is not None
        text = f"{write(random.Random(SEED + 1), 3)}\n\n{read_save(head).markdown}"
        drafting.save_text(document, text, expected_save=head.public_id, by=officer, now=now())
        head = document.head
        assert head is not None
        drafting.publish(document, Publication(summary="More.", expected_save=head.public_id), by=officer, now=now())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def _in_a_child(folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", __name__, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(folder: Path) -> None:
    """Make the record and print what it cost."""
    with _app(folder).app_context():
        consultation = db.session.scalars(select(Consultation)).one()
        out = folder / "out"
        out.mkdir()
        began, marks = time.perf_counter(), {}

        def say(_done: int, _total: int, doing: str) -> None:
            marks.setdefault(doing, time.perf_counter())

        _, files = make(consultation, Edition.FULL, list(Form), out, site="", now=now(), say=say)
        ended = time.perf_counter()
        starts = [*marks.values(), ended]
        parts = [f"{doing} {after - at:.1f} s" for (doing, at), after in zip(marks.items(), starts[1:], strict=True)]
        sizes = [f"{form.value} {path.stat().st_size / 1e6:.1f} MB" for form, path in files.items()]
    own, started = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps({"seconds": ended - began, "own": own, "started": started, "parts": "; ".join(parts + sizes)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
