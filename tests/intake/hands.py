"""Plain functions that put things into the register, as officers do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import current_app

from consult.accounts.models import Person
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.infra.clock import to_london
from consult.intake.answers import Answer
from consult.intake.columns import Column, Means
from consult.intake.judging import judge
from consult.intake.models import AnswerTable, Source, Submission
from consult.intake.registering import NewSubmission, register
from consult.intake.taking import name_columns, rows_of, take_in, upload
from tests.make import make_document, make_officer, now

LETTER = "Two bags are not enough.\n\nAnd the fare is too dear."


def make_desk() -> tuple[Document, Person]:
    """Make a document that is open, and an officer."""
    document = make_document()
    officer = make_officer(document.consultation)
    db.session.commit()
    return document, officer


def make_submission(document: Document, officer: Person, **more: Any) -> Submission:
    """Register a letter that arrived today; `more` as in `NewSubmission`."""
    about: dict[str, Any] = {
        "source": Source.LETTER,
        "title": "Letter of one page",
        "received": to_london(now()).date(),
        "reader": officer,
        "words": LETTER,
    }
    made = register(document.consultation, NewSubmission(**(about | more)), by=officer, now=now())
    db.session.commit()
    return made


def key_with(document: Document, words: str) -> str:
    """Return the key of the clause that holds some words."""
    assert document.newest_revision is not None
    return next(one.key for one in read_revision(document.newest_revision).clauses if words in one.text)


def uploads_folder() -> Path:
    """Return where the application keeps files."""
    folder: Path = current_app.config["UPLOADS"]
    return folder


def upload_csv(
    document: Document, officer: Person, text: str | bytes, *, source: str = "Survey", name: str = "answers.csv"
) -> AnswerTable:
    """Upload a table of answers, its columns as guessed."""
    data = text.encode() if isinstance(text, str) else text
    day = to_london(now()).date()
    made = upload(document, source, day, name, data, uploads_folder(), by=officer, now=now())
    db.session.commit()
    return made


def settle(table: AnswerTable, officer: Person, *columns: Means | tuple[Means, str], **options: Any) -> None:
    """Say what the columns mean."""
    named = [Column(*one) if isinstance(one, tuple) else Column(one) for one in columns]
    name_columns(table, named, options, by=officer, now=now())
    db.session.commit()


def look(table: AnswerTable) -> list[Answer]:
    """Say what would become of each answer."""
    return judge(table, rows_of(table, uploads_folder()), now())


def take(table: AnswerTable, officer: Person) -> dict[str, int]:
    """Take it in, here and now."""
    result = dict(take_in(table, uploads_folder(), by=officer, clock=now))
    db.session.commit()
    return result
