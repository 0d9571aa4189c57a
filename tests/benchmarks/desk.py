"""A merge desk with an open suggestion to every clause, and what taking one of them in costs, in a process of its own.

    python -m tests.benchmarks.desk FOLDER CLAUSES

Prints one line of JSON.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import select

from consult.accounts.models import Person
from consult.app import create_app
from consult.contributions.service import NewSuggestion, cosign, suggest
from consult.core.suggestions import Reword
from consult.documents.models import Document, Save
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.voting.models import VoteValue
from consult.voting.service import vote_on_contribution
from tests.benchmarks.asking import sign_in
from tests.benchmarks.words import sentence, write
from tests.conftest import settings_for
from tests.make import make_document, make_officer, make_person, now

SEED = 20_260_103
TAKEN = 9
"""Suggestions taken in one after the other; the median counts."""


@dataclass(frozen=True, slots=True)
class Decided:
    """CPU milliseconds of taking one suggestion in, and how many were open at first."""

    accept_ms: float
    open: int


@dataclass(frozen=True, slots=True)
class Desk:
    """A document with its officer, and the references of the open suggestions."""

    document: Document
    officer: Person
    references: list[str]


def make_desk(clauses: int) -> Desk:
    """Make a document of so many clauses and suggest other words for each, voted on and backed by name. Commits."""
    chance = random.Random(SEED)
    document = make_document(markdown=write(chance, clauses), title="A service with suggestions")
    assert document.newest_revision is not None
    neighbour, references = make_person(), []
    for clause in read_revision(document.newest_revision).clauses:
        words, end = clause.text.split(" "), "." if clause.text.endswith(".") else ""
        change = Reword(clause.key, " ".join([*words[:-1], f"exception{end}"]))
        made = suggest(document, NewSuggestion(changes=[change], reason=sentence(chance)), by=make_person(), now=now())
        vote_on_contribution(made, VoteValue.AGREE, person=neighbour, now=now())
        cosign(made, None, by=neighbour, now=now())
        references.append(made.reference)
    officer = make_officer(document.consultation)
    db.session.commit()
    return Desk(document, officer, references)


def measured(folder: Path, clauses: int) -> Decided:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.desk", str(folder), str(clauses)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Decided(**json.loads(answer.stdout))


def main(folder: str, clauses: str) -> None:
    """Fill, take some in, print."""
    app = create_app(settings_for(Path(folder)))
    with app.app_context():
        db.create_all()
        desk = make_desk(int(clauses))
        print(json.dumps(asdict(_take_in(app, desk))))
        db.session.remove()
        db.engine.dispose()


def _take_in(app: Flask, desk: Desk) -> Decided:
    (officer,) = sign_in(app, [desk.officer])
    db.session.commit()
    home, document_id, references = f"/documents/{desk.document.slug}/merge", desk.document.id, desk.references
    browser = app.test_client(use_cookies=False)
    assert browser.get(home, headers=dict(officer.headers)).status_code == 200  # it is read before one is taken in
    times = []
    for reference in references[-TAKEN:]:
        newest = select(Save.public_id).where(Save.document_id == document_id).order_by(Save.id.desc()).limit(1)
        form = {"expected_save": db.session.scalar(newest), "csrf_token": officer.token}
        db.session.rollback()
        began = time.process_time()
        answer = browser.post(f"/contributions/{reference}/merge", headers=dict(officer.headers), data=form)
        times.append((time.process_time() - began) * 1000)
        assert answer.status_code == 302, answer.text[:2000]
    return Decided(median(times), len(references))


if __name__ == "__main__":
    main(*sys.argv[1:3])
