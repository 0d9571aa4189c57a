"""Limits: people nobody knows, by network address; people who say very much at once, by holding it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from consult.app import create_app
from consult.contributions.blueprint import LOOKS
from consult.contributions.models import Status
from consult.contributions.service import NewComment, comment
from consult.contributions.speaking import BURST
from consult.documents.queries import read_revision
from consult.extensions import db, limiter
from tests.conftest import settings_for
from tests.make import make_document, make_person, now


@pytest.fixture
def limited_app(empty_database: Path, tmp_path: Path) -> Iterator[Flask]:
    shutil.copy(empty_database, tmp_path / "consult.sqlite3")
    app = create_app(settings_for(tmp_path, RATELIMIT_ENABLED=True))
    with app.app_context():
        limiter.reset()
        yield app
        limiter.reset()
        db.session.remove()
        db.engine.dispose()


def test_what_one_person_says_in_a_burst_is_held_and_still_counts(limited_app: Flask) -> None:
    document, person = make_document(), make_person()
    made = [comment(document, NewComment(body="Again"), by=person, now=now()) for _ in range(BURST + 1)]
    assert [one.status for one in made[:BURST]] == [Status.PUBLISHED] * BURST
    assert made[BURST].status is Status.HELD
    assert made[BURST].counts_for_gate
    assert comment(document, NewComment(body="Mine"), by=make_person(), now=now()).status is Status.PUBLISHED


def test_too_many_posts_from_one_address_get_a_page_with_the_words_given_back(limited_app: Flask) -> None:
    document = make_document()
    address, browser = f"/documents/{document.slug}/comments", limited_app.test_client()
    answers = [browser.post(address, data={"body": "My typed words"}).status_code for _ in range(121)]
    assert answers[:120] == [302] * 120
    assert answers[120] == 429
    assert "My typed words" in browser.post(address, data={"body": "My typed words"}).text
    elsewhere = {"REMOTE_ADDR": "192.0.2.9"}
    assert browser.post(address, data={"body": "Mine"}, environ_overrides=elsewhere).status_code == 302


def test_looks_while_typing_are_counted_for_each_address_and_apart_from_posts(limited_app: Flask) -> None:
    document, most = make_document(), int(LOOKS.split(" ", 1)[0])
    assert document.newest_revision is not None
    key = read_revision(document.newest_revision).clauses[0].key
    browser, sent = limited_app.test_client(), {"clause": key, f"text-{key}": "Other words."}
    address = f"/documents/{document.slug}/suggestions/look"
    answers = [browser.post(address, data=sent).status_code for _ in range(most + 1)]
    assert answers == [200] * most + [429]
    elsewhere = {"REMOTE_ADDR": "192.0.2.9"}
    assert browser.post(address, data=sent, environ_overrides=elsewhere).status_code == 200
    assert browser.post(f"/documents/{document.slug}/comments", data={"body": "Mine"}).status_code == 302
