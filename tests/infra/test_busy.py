"""When the database stays busy for too long, people are told so, and what they typed is given back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from consult.accounts.models import Person
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
