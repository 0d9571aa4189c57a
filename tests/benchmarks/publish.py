"""Measure publishing over 200 clauses with 5,000 anchored comments, each with its fate.

    python -m tests.benchmarks.publish [DATABASE_URL]

Prints seconds for the effect page's reckoning, for publishing and for the commit, the number of SQL statements, and
the process's peak memory before and after in megabytes. Without an address it runs on SQLite in a folder of its own.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import event, func, insert, select

from consult.app import create_app
from consult.contributions.models import (
    Anchor,
    Channel,
    Contribution,
    ContributionKind,
    Placement,
    Status,
)
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.documents.queries import read_save
from consult.drafting import service
from consult.extensions import db
from tests.conftest import settings_for
from tests.make import make_document, now

CLAUSES, COMMENTS, SEED = 200, 5_000, 20_260_101
NOUNS = [
    "van",
    "driver",
    "garden",
    "ticket",
    "pantry",
    "carer",
    "school",
    "lane",
    "clinic",
    "library",
    "bench",
    "shelter",
    "kitchen",
    "phone",
    "meeting",
]
VERBS = [
    "opens",
    "carries",
    "answers",
    "waits",
    "helps",
    "costs",
    "repairs",
    "lends",
    "keeps",
    "shares",
    "visits",
    "books",
]
PLACES = ["Ashmere", "Mereside", "Pinder", "Highfield", "Lockgate", "Northway", "Saltbank", "Oldbridge"]


def sentence(chance: random.Random) -> str:
    """Make a sentence like those of a specification."""
    first, second = chance.choice(NOUNS), chance.choice(NOUNS)
    return (
        f"The {first} at {chance.choice(PLACES)} {chance.choice(VERBS)} for each {second} "
        f"within {chance.randint(2, 60)} days, and {chance.choice(VERBS)} no {chance.choice(NOUNS)} without notice."
    )


def write(chance: random.Random) -> str:
    """Make a document of so many clauses, with a heading before every ten."""
    parts = []
    for number in range(CLAUSES):
        if number % 10 == 0:
            parts.append(f"## {number // 10 + 1}. {chance.choice(NOUNS).title()} and {chance.choice(NOUNS)}")
        else:
            parts.append(" ".join(sentence(chance) for _ in range(chance.randint(2, 4))))
    return "\n\n".join(parts) + "\n"


def comment_on(document: Document, chance: random.Random) -> None:
    """Store comments, each on a few words of some clause."""
    revision = document.newest_revision
    assert revision is not None
    assert document.head is not None
    clauses = [clause for clause in read_save(document.head).clauses if len(clause.text) > 60]
    people, anchors = [], []
    for number in range(1, COMMENTS + 1):
        clause = chance.choice(clauses)
        words = clause.text.split(" ")
        low = chance.randrange(len(words) - 3)
        start = len(" ".join(words[:low])) + bool(low)
        exact = " ".join(words[low : low + chance.randint(2, 12)])
        people.append(
            {
                "id": number,
                "reference": f"C-{number}",
                "kind": ContributionKind.COMMENT,
                "document_id": document.id,
                "revision_id": revision.id,
                "clause_id": clause.clause_id,
                "body": sentence(chance),
                "author_name": "A neighbour",
                "channel": Channel.WEB,
                "made_in": Stage.OPEN,
                "at": now(),
                "status": Status.PUBLISHED,
                "counts_for_gate": True,
            }
        )
        anchors.append(
            {
                "contribution_id": number,
                "revision_id": revision.id,
                "clause_id": clause.clause_id,
                "start": start,
                "end": start + len(exact),
                "whole": False,
                "exact": exact,
                "prefix": clause.text[max(0, start - 32) : start],
                "suffix": clause.text[start + len(exact) :][:32],
            }
        )
    db.session.execute(insert(Contribution), people)
    db.session.execute(insert(Anchor), anchors)
    db.session.commit()


def edit(document: Document, chance: random.Random) -> None:
    """Reword 40 clauses, move 6, take out 6, add 6."""
    assert document.head is not None
    parts = read_save(document.head).markdown.rstrip().split("\n\n")
    for place in chance.sample(range(len(parts)), 40):
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


def peak() -> float:
    """Return the most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(document_id: int) -> None:
    """Publish and print what it took."""
    document = db.session.get_one(Document, document_id)
    before = peak()
    began = time.perf_counter()
    service.effect(document)
    seen = time.perf_counter()
    statements = 0

    def note(*_: object) -> None:
        nonlocal statements
        statements += 1

    event.listen(db.engine, "before_cursor_execute", note)
    db.session.rollback()
    assert document.head is not None
    fates = [service.GivenFate(reference=f"C-{number}", fate=Fate.NOTED) for number in range(1, COMMENTS + 1)]
    publication = service.Publication(summary="What changed.", expected_save=document.head.public_id, fates=fates)
    start = time.perf_counter()
    revision = service.publish(document, publication, by=None, now=now())
    done = time.perf_counter()
    db.session.commit()
    committed = time.perf_counter()
    event.remove(db.engine, "before_cursor_execute", note)
    stored = db.session.scalar(select(func.count()).select_from(Placement))
    sys.stdout.write(
        f"{db.engine.dialect.name}: {CLAUSES} clauses, {COMMENTS} anchored comments, {COMMENTS} fates\n"
        f"effect   {seen - began:7.2f} s\n"
        f"publish  {done - start:7.2f} s, {statements} statements, {stored} placements\n"
        f"         {revision.counts['placements']}\n"
        f"commit   {committed - done:7.2f} s\n"
        f"peak     {before:7.1f} MB before, {peak():.1f} MB after\n"
    )


def main(address: str | None = None) -> None:
    """Fill a database and measure."""
    with tempfile.TemporaryDirectory() as folder:
        more = {"SQLALCHEMY_DATABASE_URI": address} if address else {}
        app = create_app(settings_for(Path(folder), **more))
        with app.app_context():
            db.create_all()
            chance = random.Random(SEED)
            document = make_document(markdown=write(chance))
            comment_on(document, chance)
            edit(document, chance)
            document_id = document.id
        with app.app_context():
            measure(document_id)
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:2])
