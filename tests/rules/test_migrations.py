"""Migrations are numbered, have one head, and build exactly what the models say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from config import ROOT
from consult.app import create_app
from consult.database import Base
from consult.documents.models import AskingAgain
from consult.extensions import db
from consult.serving.migrating import downgrade, upgrade
from tests.conftest import settings_for
from tests.make import make_document, now

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


def test_migrations_are_numbered_by_hand_without_a_gap() -> None:
    numbers = [re.match(r"(\d{4})_[a-z0-9_]+\.py", path.name) for path in VERSIONS]
    assert [found and int(found[1]) for found in numbers] == list(range(1, len(VERSIONS) + 1))


def test_an_upgraded_database_is_what_the_models_say_and_can_go_back(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path))
    with app.app_context():
        upgrade(app)
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
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
