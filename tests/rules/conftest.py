"""Rules look at the house as it stands, so they share one application, and it needs no tables."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from consult.app import create_app
from consult.extensions import db
from tests.conftest import settings_for


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give one application for all rules, inside its context."""
    app = create_app(settings_for(tmp_path_factory.mktemp("rules")))
    with app.app_context():
        yield app
        db.engine.dispose()
