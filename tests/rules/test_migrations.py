"""Migrations are numbered, have one head, and build exactly what the models say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select

from config import ROOT
from consult.answers.given import GivenFate, Pointed
from consult.answers.models import DraftWords, FateEntry
from consult.answers.service import draft_fate, publish_fates
from consult.app import create_app
from consult.audit.service import broken_links
from consult.consultations.models import Consultation
from consult.contributions.models import Anchor, Contribution
from consult.contributions.search_index import INDEXED
from consult.contributions.searching import says
from consult.core.fates import Fate, reason_key
from consult.database import Base
from consult.documents.models import AskingAgain
from consult.documents.queries import get_revision, read_revision, read_save
from consult.drafting.guarding import get_head
from consult.extensions import db
from consult.insight.alike.queries import members_of
from consult.insight.models import AlikeGroup
from consult.serving.migrating import downgrade, upgrade
from tests.conftest import settings_for
from tests.drafting.test_publishing import edit
from tests.make import make_alike, make_comment, make_document, make_officer, now

INDEXES = tuple(f"{table}_words" for table in INDEXED)
VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


def test_migrations_are_numbered_by_hand_without_a_gap() -> None:
    numbers = [re.match(r"(\d{4})_[a-z0-9_]+\.py", path.name) for path in VERSIONS]
    assert [found and int(found[1]) for found in numbers] == list(range(1, len(VERSIONS) + 1))


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the index of words aside: tables the database keeps by itself."""
    return not (kind == "table" and name is not None and name.startswith(INDEXES))


def test_an_upgraded_database_keeps_the_index_of_words_as_one_made_anew_does(tmp_path: Path) -> None:
    # A later migration that copies a table (SQLite's way to change one) would drop its triggers without a word.
    triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    found = []
    for name in ("upgraded", "new"):
        (tmp_path / name).mkdir()
        app = create_app(settings_for(tmp_path / name))
        with app.app_context():
            upgrade(app) if name == "upgraded" else db.create_all()
            with db.engine.connect() as connection:
                found.append(connection.exec_driver_sql(triggers).all())
            db.session.remove()
            db.engine.dispose()
    assert found[0] == found[1] != []


def test_an_upgraded_database_is_what_the_models_say_and_can_go_back(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path))
    with app.app_context():
        upgrade(app)
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _ours})
            assert compare_metadata(context, Base.metadata) == []
        downgrade(app, "base")
        db.engine.dispose()


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_decisions_to_consult_again_outlive_going_back_and_forward(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    more = {"SQLALCHEMY_DATABASE_URI": request.getfixturevalue("postgres_url")} if database == "postgres" else {}
    app = create_app(settings_for(tmp_path, **more))
    with app.app_context():
        upgrade(app)
        revision = make_document().newest_revision_id
        for reason in ("The first.", "The second."):
            db.session.add(AskingAgain(revision_id=revision, clauses=[], reason=reason, at=now()))
        db.session.commit()
        downgrade(app, "0010")
        upgrade(app)
        (kept,) = db.session.query(AskingAgain)
        assert (kept.reason, kept.revision_id) == ("The second.", revision)
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_answers_drafts_and_groups_outlive_going_back_before_them_and_forward(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    # What stands in a database when its house is brought up to date: rows that later columns are reckoned from.
    more = {"SQLALCHEMY_DATABASE_URI": request.getfixturevalue("postgres_url")} if database == "postgres" else {}
    app = create_app(settings_for(tmp_path, **more))
    with app.app_context():
        upgrade(app)
        document = make_document()
        officer = make_officer(document.consultation)
        group = make_alike(document)
        lead, second, third = members_of(group)
        edit(document, "two bags", "three bags")
        clause = next(one for one in read_save(get_head(document)).clauses if "three bags" in one.text)
        key, start = clause.key, clause.text.index("three")
        given = {"fate": Fate.TAKEN_IN, "words": [Pointed(key, start, start + len("three"))]}
        for number, what in ((lead, {"fate": Fate.NOT_TAKEN, "reason": "No ROOM."}), (second, given)):
            said = db.session.get_one(Contribution, number)
            draft_fate(document, GivenFate(reference=said.reference, **what), by=officer, now=now())  # type: ignore[arg-type]  # as named
        answered = db.session.get_one(Contribution, third)
        publish_fates(document, [GivenFate(reference=answered.reference, fate=Fate.NOTED)], by=officer, now=now())
        db.session.commit()
        before = rows_of_answers()
        db.session.remove()
        downgrade(app, "0018")
        upgrade(app)
        assert rows_of_answers() == before
        assert reason_key("no room") in {row[3] for row in before}
        found = db.session.scalars(select(AlikeGroup)).one()
        assert (members_of(found), found.label_from_id) == ([lead, second, third], lead)
        words = db.session.scalars(select(DraftWords)).one()
        assert (words.clause_key, words.fate_entry.fate) == (key, Fate.TAKEN_IN)
        assert list(broken_links(db.session.scalars(select(Consultation.public_id)).one())) == []
        if database == "sqlite":
            assert db.session.connection().exec_driver_sql("PRAGMA foreign_key_check").all() == []
        db.session.remove()
        db.engine.dispose()


def rows_of_answers() -> list[tuple[object, ...]]:
    entry = FateEntry
    rows = select(entry.contribution_id, entry.fate, entry.reason, entry.reason_key, entry.by_id, entry.published_at)
    return [tuple(row) for row in db.session.execute(rows.order_by(entry.id))]


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_what_was_said_outlives_going_back_before_the_feedback_desk_and_forward(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    # SQLite changes a table by copying it, and others point at it: nothing may be lost or point at nothing.
    more = {"SQLALCHEMY_DATABASE_URI": request.getfixturevalue("postgres_url")} if database == "postgres" else {}
    app = create_app(settings_for(tmp_path, **more))
    with app.app_context():
        upgrade(app)
        document = make_document()
        said = make_comment(document, "About elephants.", reply_to=make_comment(document, "First.").reference)
        make_comment(document, "Of the clause.", clause=read_revision(get_revision(document, 1)).clauses[2].key)
        reference = said.reference
        db.session.remove()
        downgrade(app, "0011")
        upgrade(app)
        wanted = says("elephant")
        assert wanted is not None
        found = db.session.scalars(select(Contribution).where(wanted)).one()
        assert (found.reference, found.reply_to.body if found.reply_to else "") == (reference, "First.")
        assert db.session.scalar(select(func.count()).select_from(Anchor)) == 1
        db.session.remove()
        db.engine.dispose()
