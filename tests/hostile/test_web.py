"""Every item through the web as comment, title, name and text: kept as typed, shown as words, never active."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.core.clauses import compose, parse
from consult.core.errors import Refused
from consult.core.normal import normalise
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.extensions import db
from tests.hostile.attacks import BATCH, every_item, in_batches, judge
from tests.hostile.judging import words
from tests.make import make_consultation, make_document, make_officer, make_person

SignIn = Callable[[Person], FlaskClient]


def holdable(item: str) -> bool:
    """Say whether the door takes an item."""
    try:
        return bool(normalise(item).strip()) and len(item) <= 20_000
    except Refused:
        return False


def active(page: str) -> Counter[str]:
    """Count what our own pages hold of scripts, forms and the like; hostile words must add nothing to it."""
    return Counter(judge()(page[page.index("<body") :]))


def said_by(page: str) -> str:
    """Return the words of a page's main part, without its markup."""
    return words(re.sub(r"<[^>]*>", "", page))


@pytest.mark.slow
def test_every_item_is_kept_as_a_comment_as_typed_and_shown_without_anything_active(
    app: Flask, client: FlaskClient, sign_in_as: SignIn
) -> None:
    document, person = make_document(), make_person()
    db.session.commit()
    slug, browser = document.slug, sign_in_as(person)
    plain = None
    sent: list[str] = []
    for batch in in_batches():
        for item in batch:
            answer = browser.post(f"/documents/{slug}/comments", data={"body": item, "revision": "1"})
            assert answer.status_code == (302 if holdable(item) else 422), (item, answer.text)
            if answer.status_code == 302:
                sent.append(normalise(item))
            if len(sent) % 10 == 0:
                browser.get("/rules")  # takes the thanks out of the session, as the page after a post does
        page = client.get(f"/documents/{slug}/contributions")
        assert page.status_code == 200
        plain = plain or active(page.text)
        assert active(page.text) == plain
    kept = db.session.scalars(select(Contribution.body).order_by(Contribution.id)).all()
    assert [(was, now) for was, now in zip(sent, kept, strict=True) if was != now] == []


@pytest.mark.slow
def test_every_item_is_kept_as_document_text_and_shown_without_anything_active(
    app: Flask, client: FlaskClient, sign_in_as: SignIn
) -> None:
    consultation = make_consultation()
    officer = make_officer(consultation)
    db.session.commit()
    browser, address = sign_in_as(officer), f"/consultations/{consultation.slug}/documents/new"
    plain = active(client.get(f"/documents/{make_document(consultation).slug}").text)
    for batch in in_batches():
        typed = "\n\n".join(item for item in batch if holdable(item))
        answer = browser.post(address, data={"title": "Agenda", "kind": "agenda", "markdown": typed})
        assert answer.status_code == 302, answer.text
        slug = answer.headers["Location"].rpartition("/")[2]
        page = client.get(f"/documents/{slug}")
        assert page.status_code == 200
        assert set(active(page.text)) <= set(plain), typed
        document = db.session.scalars(select(Document).where(Document.slug == slug)).one()
        assert document.newest_revision is not None
        text = read_revision(document.newest_revision)
        assert words(text.markdown) == words(compose(parse(normalise(typed))))
        clause = client.get(f"/documents/{slug}/clauses/{text.clauses[len(text.clauses) // 2].key}")
        assert clause.status_code == 200


@pytest.mark.slow
def test_every_item_is_kept_as_title_and_name_and_shown_without_anything_active(
    app: Flask, client: FlaskClient, sign_in_as: SignIn
) -> None:
    consultation = make_consultation()
    document = make_document(consultation)
    officer, person = make_officer(consultation), make_person()
    db.session.commit()
    slug, address = document.slug, f"/consultations/{consultation.slug}/documents/new"
    browser, namer = sign_in_as(officer), sign_in_as(person)
    shown: list[str] = []
    for item in every_item()[::7]:
        made = browser.post(address, data={"title": item, "kind": "agenda", "markdown": "Words."})
        assert made.status_code in (302, 422), item
        if made.status_code == 302:
            shown.append(made.headers["Location"])
        named = namer.post("/account/name", data={"name": item})
        assert named.status_code in (302, 422), item
        if named.status_code == 302:
            assert namer.post(f"/documents/{slug}/comments", data={"body": "x", "revision": "1"}).status_code == 302
    plain = active(client.get(f"/documents/{slug}/contributions").text)
    assert set(plain) <= {
        f"element <{tag}>" for tag in ("script", "form", "input", "button", "select", "svg", "template")
    }
    for location in shown[:: max(1, len(shown) // BATCH)]:
        page = client.get(location)
        assert page.status_code == 200
        assert set(active(page.text)) <= set(plain), location
    for one in ("", *(f"?after={number}" for number in range(20, 400, 40))):
        page = client.get(f"/documents/{slug}/contributions{one}")
        assert active(page.text)["element <script>"] == plain["element <script>"]
        assert not [found for found in active(page.text) if found.startswith(("handler", "url", "attribute"))]
    everything = browser.get(f"/consultations/{consultation.slug}")
    assert everything.status_code == 200
    assert set(active(everything.text)) <= set(plain)
