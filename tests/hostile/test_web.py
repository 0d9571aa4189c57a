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


def on_one_line(item: str) -> str:
    """Return a title or a name as it is kept: the words as typed, on one line."""
    return " ".join(normalise(item).split())


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


PARTS = 4
"""The lists are long, so four processes may share them."""


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_item_is_kept_as_a_title_and_shown_without_anything_active(
    part: int, app: Flask, client: FlaskClient, sign_in_as: SignIn
) -> None:
    consultation = make_consultation()
    plain = active(client.get(f"/documents/{make_document(consultation).slug}").text)
    officer = make_officer(consultation)
    db.session.commit()
    browser, address = sign_in_as(officer), f"/consultations/{consultation.slug}/documents/new"
    titles: dict[str, str] = {}
    for item in every_item()[part::PARTS]:
        made = browser.post(address, data={"title": item, "kind": "agenda", "markdown": "Words."})
        assert made.status_code in (302, 422), item
        if made.status_code == 302:
            titles[made.headers["Location"].rpartition("/")[2]] = on_one_line(item)
    kept = db.session.execute(select(Document.slug, Document.title).where(Document.slug.in_(titles))).all()
    assert {row.slug: row.title for row in kept} == titles
    for slug in list(titles)[:: max(1, len(titles) // BATCH)]:
        page = client.get(f"/documents/{slug}")
        assert page.status_code == 200
        assert set(active(page.text)) <= set(plain), titles[slug]
    everything = browser.get(f"/consultations/{consultation.slug}")
    assert everything.status_code == 200
    assert set(active(everything.text)) <= set(plain)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_item_is_kept_as_a_name_and_shown_without_anything_active(
    part: int, app: Flask, client: FlaskClient, sign_in_as: SignIn
) -> None:
    document, person = make_document(), make_person()
    db.session.commit()
    slug, namer = document.slug, sign_in_as(person)
    plain = None
    names: list[str] = []
    for item in every_item()[part::PARTS]:
        named = namer.post("/account/name", data={"name": item})
        assert named.status_code in (302, 422), item
        if named.status_code == 302:
            names.append(on_one_line(item))
            assert namer.post(f"/documents/{slug}/comments", data={"body": "x", "revision": "1"}).status_code == 302
            assert namer.get("/account").status_code == 200  # where what was done is said, and said once
        if len(names) % 20 == 0:
            page = client.get(f"/documents/{slug}/contributions")  # twenty names at once
            plain = plain or active(page.text)
            assert active(page.text).keys() <= plain.keys(), names[-20:]
    kept = db.session.scalars(select(Contribution.author_name).order_by(Contribution.id)).all()
    assert [(was, now) for was, now in zip(names, kept, strict=True) if was != now] == []
