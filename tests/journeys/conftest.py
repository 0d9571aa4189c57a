"""The house of the journeys: a real application on each database, with the forms' tokens on, as in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from consult.app import create_app
from consult.extensions import db
from tests.conftest import Browser, settings_for
from tests.journeys.visitor import Visitor, mailed_code


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Give an application on each of the two databases in turn, inside its context."""
    more: dict[str, object] = {"WTF_CSRF_ENABLED": True}
    if request.param == "postgres":
        more["SQLALCHEMY_DATABASE_URI"] = request.getfixturevalue("postgres_url")
    app = create_app(settings_for(tmp_path, **more))
    app.test_client_class = Browser
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def visitor(house: Flask) -> Visitor:
    """Give somebody at a browser, signed in as nobody."""
    return Visitor(house.test_client())


@pytest.fixture
def arrives(house: Flask) -> Callable[[str], Visitor]:
    """Give a function that lets the holder of an address sign in with the mailed code, as everybody does."""

    def sign_in(email: str) -> Visitor:
        who = Visitor(house.test_client())
        who.open("/sign-in")
        who.send("Send me a code", email=email)
        who.send("Sign in", code=mailed_code(house))
        assert who.status == 200, who.said()
        return who

    return sign_in
