"""When the database stays busy for too long, people are told so, and what they typed is given back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from consult.accounts.models import Person
from consult.database import prepare_sqlite
from tests.make import make_document, make_person


def test_somebody_signed_in_is_told_that_it_is_busy_and_has_their_words_back(
    app: Flask, sign_in_as: Callable[[Person], FlaskClient]
) -> None:
    document, browser = make_document(), sign_in_as(make_person())
    address = f"/documents/{document.slug}/comments"
    other = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    browser.get(f"/documents/{document.slug}")
    with other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        answer = browser.post(address, data={"body": "Two bags are not enough.", "revision": "1"})
    other.dispose()
    assert answer.status_code == 503
    assert "Many people are writing just now." in answer.text
    assert "Two bags are not enough." in answer.text


def test_who_waits_in_vain_waits_once(app: Flask) -> None:
    # SQLite would wait by itself as long again, after we have waited.
    said: list[str] = []
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    mine, other = create_engine(address), create_engine(address)
    prepare_sqlite(mine)
    with other.connect() as holder, mine.connect() as connection:
        holder.exec_driver_sql("BEGIN IMMEDIATE")
        connection.connection.driver_connection.set_trace_callback(said.append)  # type: ignore[union-attr]  # SQLite's
        with pytest.raises(OperationalError, match="locked"):
            connection.execute(text("SELECT 1"))
    mine.dispose()
    other.dispose()
    tries = [number for number, one in enumerate(said) if one == "BEGIN IMMEDIATE"]
    waits = [one for one in said[: tries[-1]] if one.startswith("PRAGMA busy_timeout")]
    assert waits == ["PRAGMA busy_timeout=0"]
