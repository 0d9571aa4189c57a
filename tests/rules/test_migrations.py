"""Migrations are numbered, have one head, and build exactly what the models say."""

from __future__ import annotations

import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from config import ROOT
from consult.app import create_app
from consult.database import Base
from consult.extensions import db
from consult.serving.migrating import downgrade, upgrade
from tests.conftest import settings_for

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
