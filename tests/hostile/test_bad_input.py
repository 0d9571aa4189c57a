"""Odd, oversized, late and forged requests: a 4xx that says what to do, the text kept, nothing changed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.app import create_app
from consult.consultations.models import Audience
from consult.contributions.models import Contribution
from consult.core.stages import Stage
from consult.documents.models import ClauseChange, Document, Save
from consult.documents.queries import get_clause, get_document, read_revision
from consult.extensions import db
from tests.access.test_every_address import make_world
from tests.conftest import Browser, settings_for
from tests.make import (
    make_comment,
    make_consultation,
    make_document,
    make_officer,
    make_organisation,
    make_person,
)

SignIn = Callable[[Person], FlaskClient]
TYPED = "My words, typed with care\nover two lines"


def first_key(document: Document) -> str:
    """Return the key of a paragraph."""
    assert document.newest_revision is not None
    return read_revision(document.newest_revision).clauses[2].key


def call_changed(document: Document) -> None:
    """Say that the newest revision changed that paragraph, so that there is something to challenge."""
    clause = get_clause(document, first_key(document))
    revision_id = document.newest_revision_id
    db.session.add(ClauseChange(revision_id=revision_id, clause_id=clause.id, op="reworded", editorial=True))
    db.session.flush()


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Flask]:
    """Give an application that checks the forms' tokens, as in use."""
    app = create_app(settings_for(tmp_path, WTF_CSRF_ENABLED=True))
    app.test_client_class = Browser
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("token", ["", "forged", "old"])
def test_an_expired_or_forged_form_is_refused_and_its_words_given_back(guarded: Flask, token: str) -> None:
    document = make_document()
    db.session.commit()
    browser = guarded.test_client()
    page = browser.get(f"/documents/{document.slug}/comments").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    if token == "old":
        guarded.config["WTF_CSRF_TIME_LIMIT"] = -1
        token = found[1]
    data = {"body": TYPED, "revision": "1", "csrf_token": token}
    answer = browser.post(f"/documents/{document.slug}/comments", data=data)
    assert answer.status_code == 400
    assert "open too long" in answer.text
    assert TYPED in answer.text.replace("\r\n", "\n")
    guarded.config["WTF_CSRF_TIME_LIMIT"] = 3600
    fresh = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(f"/documents/{document.slug}/comments").text)
    assert fresh is not None
    again = browser.post(f"/documents/{document.slug}/comments", data={**data, "csrf_token": fresh[1]})
    assert again.status_code == 302


def test_every_form_that_posts_is_guarded(guarded: Flask) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    db.session.commit()
    browser = guarded.test_client()
    with browser.session_transaction() as session:
        session["_user_id"] = officer.get_id()
        session["_fresh"] = True
    for method, address, _ in posts(guarded, names_of(document, "C-1")):
        answer = browser.open(address, method=method, data={"body": TYPED})
        assert answer.status_code in (400, 404), (address, answer.status_code)


def test_a_body_too_large_is_refused_with_what_to_do(app: Flask, sign_in_as: SignIn) -> None:
    document, person = make_document(), make_person()
    db.session.commit()
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    app.config["MAX_FORM_MEMORY_SIZE"] = 300_000
    browser = sign_in_as(person)
    for size, kind in ((400_000, "multipart/form-data"), (1_100_000, "application/x-www-form-urlencoded")):
        answer = browser.post(f"/documents/{document.slug}/comments", data={"body": "x" * size}, content_type=kind)
        assert answer.status_code == 413
        assert "too large" in answer.text
        assert "Send less at once" in answer.text


def test_a_comment_too_long_comes_back_whole(app: Flask, sign_in_as: SignIn) -> None:
    document, person = make_document(), make_person()
    db.session.commit()
    body = "far too long " * 1_700
    answer = sign_in_as(person).post(f"/documents/{document.slug}/comments", data={"body": body, "revision": "1"})
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.text
    assert body.strip() in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/consultations/nosuch",
        "/documents/nosuch",
        "/documents/{slug}/clauses/nosuch",
        "/documents/{slug}/revisions/99",
        "/documents/{slug}/revisions/999999999999999999999",
        "/contributions/C-99",
        "/contributions/nosuch",
        "/contributions/C-99999999999999999999",
        "/waiting/nosuch",
        "/documents/%00",
        "/documents/{slug}/clauses/%ff%fe",
        "/static/../config.py",
        "/documents/{slug}/compare?from=x&to=99",
        "/documents/{slug}/compare?from=99&to=98",
    ],
)
def test_what_is_not_there_is_said_plainly(app: Flask, client: FlaskClient, address: str) -> None:
    slug = make_document().slug
    answer = client.get(address.replace("{slug}", slug))
    assert answer.status_code in (400, 404, 422), answer.status_code
    assert "<h1" in answer.text
    assert 'href="/consultations"' in answer.text


@pytest.mark.parametrize("stage", [Stage.CONSIDERING, Stage.DECIDED, Stage.REVIEWED, Stage.CANCELLED])
def test_a_closed_stage_gives_every_typed_word_back(app: Flask, sign_in_as: SignIn, stage: Stage) -> None:
    document = make_document(make_consultation())
    comment = make_comment(document)
    document.consultation.stage = stage
    document.consultation.changes[0].stage = stage
    db.session.commit()
    browser = sign_in_as(make_person())
    for address in (f"/documents/{document.slug}/comments", f"/contributions/{comment.reference}/reply"):
        answer = browser.post(address, data={"body": TYPED, "revision": "1"})
        assert answer.status_code == 409, (address, answer.status_code)
        assert "closed" in answer.text
        assert TYPED in answer.text.replace("\r\n", "\n")
        assert "Reach a person" in answer.text or "ways-to-take-part" in answer.text


def test_a_stale_form_of_the_draft_gives_every_typed_word_back(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    db.session.commit()
    browser, key = sign_in_as(officer), first_key(document)
    for expected in ("", "nosuch", "0" * 32, "\x00", "é" * 40):
        answer = browser.post(
            f"/documents/{document.slug}/draft/clauses/{key}", data={"text": TYPED, "expected_save": expected}
        )
        assert answer.status_code in (409, 422), (expected, answer.status_code)
        assert TYPED in answer.text.replace("\r\n", "\n")
    assert db.session.scalar(select(func.count()).select_from(Save)) == 1


ODD = ("", "\0", "\ud800".encode("utf-16", "surrogatepass").decode("latin-1"), "-1", "99999999999999999999", "é" * 300)
ODDER = (
    "nan",
    "1e9",
    "[]",
    "{}",
    "null",
    "../../etc/passwd",
    "<b>",
    "a\nb\r\nc",
    "\u202e",
    "clause:x:y",
    "C-1",
    "open",
)
FIELDS = [
    "body",
    "revision",
    "clause",
    "sentence",
    "quote",
    "prefix",
    "suffix",
    "start",
    "end",
    "reply_to",
    "organisation",
    "channel",
    "on_behalf_of",
    "vote",
    "do",
    "nearest",
    "next",
    "title",
    "purpose",
    "slug",
    "stage",
    "reason",
    "closes_time",
    "opens_time",
    "audience",
    "owner",
    "organisations",
    "networks",
    "markdown",
    "text",
    "expected_save",
    "save",
    "summary",
    "editorial",
    "called",
    "answer",
    "hide",
    "exception",
    "fate",
    "words",
    "publish",
    "email",
    "name",
    "shown_as",
    "code",
    "handle",
    "role",
    "kind",
    "size",
    "contact_email",
    "contact_phone",
    "members",
    "scope",
    "ruling",
    "value",
    "url",
    "what",
    "on",
    "time",
    "where",
    "file",
    "received",
    "closes_on",
    "opens_on",
]


def names_of(document: Document, reference: str) -> dict[str, object]:
    """Say what to fill into addresses."""
    return {
        "slug": document.slug,
        "key": first_key(document),
        "ref": reference,
        "token": "0" * 32,
        "token_id": 1,
        "save": document.head.public_id if document.head else "x",
        "person": "nosuch",
        "public_id": "nosuch",
        "paper": "nosuch",
        "entry_id": 1,
        "number": 1,
        "invitation": "nosuch",
        "secret": "nosuch-0",
        "name": "nosuch",
        "note": "nosuch",
        "changed": 1,
        "challenged": "nosuch",
    }


def posts(app: Flask, names: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    """Yield method, address and endpoint of everything pages post to."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api.") or not (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}:
            continue
        known = dict(names)
        for part in ("consultations", "organisations", "networks"):
            if rule.rule.startswith(f"/{part}/<slug>"):
                known["slug"] = names.get(part, f"no-{part}")
        address = app.url_map.bind("localhost").build(
            rule.endpoint, {name: known.get(name, "nosuch") for name in rule.arguments}, method="POST"
        )
        yield "POST", address, rule.endpoint


def body_of(chance: random.Random) -> dict[str, list[str]]:
    """Make up a form nobody would send: fields that are missing, twice, of the wrong type, or from elsewhere."""
    fields = chance.sample(FIELDS, chance.randrange(len(FIELDS)))
    return {name: [chance.choice(ODD + ODDER) for _ in range(chance.choice((1, 1, 1, 2, 3)))] for name in fields}


@pytest.mark.slow
@pytest.mark.parametrize("role", ["nobody", "resident", "partner", "drafter", "officer", "administrator"])
def test_no_form_however_odd_is_answered_with_a_fault_of_ours(app: Flask, sign_in_as: SignIn, role: str) -> None:
    world = make_world(Stage.OPEN, Audience.EVERYONE)  # with one of everything that has an address
    person = world.people["guest" if role == "partner" else role]
    browser = app.test_client() if person is None else sign_in_as(person)
    document = get_document(world.names["slug"])
    names = names_of(document, world.names["ref"]) | world.names
    names |= {"consultations": world.names["consultation"], "organisations": make_organisation().slug}
    chance, faults = random.Random(role), []
    for number in range(6):
        for method, address, endpoint in posts(app, names):
            if "sign_out" in endpoint:
                continue
            data = {} if number == 0 else body_of(chance)
            app.config["PROPAGATE_EXCEPTIONS"] = False
            answer = browser.open(address, method=method, data=data)
            if answer.status_code >= 500:
                faults.append((address, answer.status_code, data))
            elif answer.status_code >= 400:
                assert "<h1" in answer.text, address
    assert faults == []
    assert db.session.scalar(select(func.count()).select_from(Contribution)) >= 1


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded; charset=utf-7"],
)
def test_a_body_of_the_wrong_type_is_refused_on_its_page(app: Flask, sign_in_as: SignIn, content_type: str) -> None:
    document, person = make_document(), make_person()
    db.session.commit()
    answer = sign_in_as(person).post(
        f"/documents/{document.slug}/comments", data=b'{"body": ["\xff\xfe", 1]}', content_type=content_type
    )
    assert 400 <= answer.status_code < 500
    assert "<h1" in answer.text
