"""Publishing a revision over thousands of anchored comments, each with its fate, in a process of its own.

    python -m tests.benchmarks.publishing FOLDER CLAUSES COMMENTS

Uses DATABASE_URL where it is set, else SQLite in FOLDER; prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select

from consult.app import create_app
from consult.contributions.models import Placement
from consult.contributions.queries import list_unanswered
from consult.core.fates import Fate
from consult.documents.models import Document
from consult.documents.queries import read_save
from consult.drafting import service
from consult.extensions import db
from tests.benchmarks.filling import Size, fill
from tests.benchmarks.words import NOUNS, sentence, write
from tests.conftest import settings_for
from tests.make import make_document, now

SEED = 20_260_101


@dataclass(frozen=True, slots=True)
class Published:
    """Seconds of the effect page's reckoning, of publishing and of the commit; statements; megabytes at most."""

    database: str
    effect: float
    publish: float
    commit: float
    statements: int
    placements: int
    before_mb: float
    peak_mb: float


def measured(folder: Path, size: Size) -> Published:
    """Fill, publish and measure in a process of its own, so that the memory is its own too."""
    command = [sys.executable, "-m", "tests.benchmarks.publishing", str(folder), str(size.clauses), str(size.comments)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Published(**json.loads(answer.stdout))


def main(folder: str, clauses: str, comments: str) -> None:
    """Fill a database and measure."""
    address = os.environ.get("DATABASE_URL")
    more: dict[str, Any] = {"SQLALCHEMY_DATABASE_URI": address} if address else {}
    app = create_app(settings_for(Path(folder), **more))
    with app.app_context():
        db.create_all()
        chance = random.Random(SEED)
        document = make_document(markdown=write(chance, int(clauses)))
        fill(document, Size(int(clauses), 50, int(comments), 0), chance)
        _edit(document, chance)
        document_id = document.id
    with app.app_context():
        print(json.dumps(asdict(_publish(document_id))))
        db.session.remove()
        db.engine.dispose()


def _edit(document: Document, chance: random.Random) -> None:
    """Reword every fifth clause, move some, take some out, add some."""
    assert document.head is not None
    parts = read_save(document.head).markdown.rstrip().split("\n\n")
    for place in chance.sample(range(len(parts)), len(parts) // 5):
        words = parts[place].split(" ")
        for at in chance.sample(range(1, len(words)), min(4, len(words) - 1)):
            words[at] = chance.choice(NOUNS)
        parts[place] = " ".join(words)
    for _ in range(6):
        parts.insert(chance.randrange(1, len(parts)), parts.pop(chance.randrange(1, len(parts))))
        del parts[chance.randrange(1, len(parts))]
        parts.insert(chance.randrange(1, len(parts)), sentence(chance))
    service.save_text(document, "\n\n".join(parts) + "\n", expected_save=document.head.public_id, by=None, now=now())
    db.session.commit()


def _publish(document_id: int) -> Published:
    document = db.session.get_one(Document, document_id)
    before, began = _peak(), time.perf_counter()
    service.effect(document)
    effect = time.perf_counter() - began
    db.session.rollback()
    assert document.head is not None
    fates = [service.GivenFate(reference=one, fate=Fate.NOTED) for one in list_unanswered(document)]
    publication = service.Publication(summary="What changed.", expected_save=document.head.public_id, fates=fates)
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    start = time.perf_counter()
    service.publish(document, publication, by=None, now=now())
    done = time.perf_counter()
    db.session.commit()
    committed = time.perf_counter()
    event.remove(db.engine, "before_cursor_execute", note)
    stored = db.session.scalar(select(func.count()).select_from(Placement)) or 0
    return Published(
        database=db.engine.dialect.name,
        effect=effect,
        publish=done - start,
        commit=committed - done,
        statements=len(statements),
        placements=stored,
        before_mb=before,
        peak_mb=_peak(),
    )


def _peak() -> float:
    """Return the most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*sys.argv[1:4])
