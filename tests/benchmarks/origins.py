"""Whose words a long document is made of, after hundreds of saves: the page's first making in a fresh process.

    python -m tests.benchmarks.origins fill|read FOLDER CLAUSES SAVES

`fill` saves and publishes; `read`, in a process of its own, asks for the page twice and prints one line of JSON.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from consult.app import create_app
from consult.documents.models import Document
from consult.documents.queries import read_save
from consult.drafting import service
from consult.extensions import db
from tests.benchmarks.words import NOUNS, write
from tests.conftest import settings_for
from tests.make import make_consultation, make_document, now

SEED = 20_260_102
SAVES = 300
REWORDED = 3
"""Words changed by one save; every fifth save moves a clause as well."""


@dataclass(frozen=True, slots=True)
class Told:
    """CPU milliseconds of the page asked for first and again, its kilobytes, the runs of words it tells of."""

    first_ms: float
    again_ms: float
    kilobytes: float
    runs: int


def make_drafted(clauses: int, saves: int) -> Document:
    """Make a document of so many clauses that went through so many saves and was published again. Commits."""
    chance = random.Random(SEED)
    document = make_document(make_consultation(), write(chance, clauses), "A service drafted for long")
    for number in range(saves):
        assert document.head is not None
        parts = read_save(document.head).markdown.rstrip().split("\n\n")
        for _ in range(REWORDED):
            place = chance.randrange(1, len(parts))
            words = parts[place].split(" ")
            words[chance.randrange(len(words))] = chance.choice(NOUNS)
            parts[place] = " ".join(words)
        if number % 5 == 0:
            parts.insert(chance.randrange(1, len(parts)), parts.pop(chance.randrange(1, len(parts))))
        text = "\n\n".join(parts) + "\n"
        service.save_text(document, text, expected_save=document.head.public_id, by=None, now=now())
    assert document.head is not None
    publication = service.Publication(summary="After many saves.", expected_save=document.head.public_id)
    service.publish(document, publication, by=None, now=now())
    db.session.commit()
    return document


def measured(folder: Path, clauses: int, saves: int) -> Told:
    """Fill in one process and measure in another, so that nothing is kept from the one for the other."""
    answers = [
        subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.origins", step, str(folder), str(clauses), str(saves)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        for step in ("fill", "read")
    ]
    return Told(**json.loads(answers[-1].stdout))


def main(step: str, folder: str, clauses: str, saves: str) -> None:
    """Fill or read."""
    app = create_app(settings_for(Path(folder)))
    with app.app_context():
        if step == "fill":
            db.create_all()
            make_drafted(int(clauses), int(saves))
        else:
            print(json.dumps(asdict(_read(app))))
        db.session.remove()
        db.engine.dispose()


def _read(app: Flask) -> Told:
    slug = db.session.scalar(select(Document.slug))
    client = app.test_client()
    client.get("/accessibility")  # the frame of all pages; what is measured is this page's own
    times = []
    for _ in range(2):
        began = time.process_time()
        answer = client.get(f"/documents/{slug}/provenance")
        times.append((time.process_time() - began) * 1000)
        assert answer.status_code == 200
    return Told(times[0], times[1], len(answer.data) / 1000, answer.text.count('<span class="why__run') - 3)


if __name__ == "__main__":
    main(*sys.argv[1:5])
