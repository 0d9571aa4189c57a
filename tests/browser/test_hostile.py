"""A hundred hostile texts in a real browser: none of them runs, and the content policy has nothing to refuse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from consult.core.clauses import parse
from consult.core.errors import Refused
from consult.core.normal import normalise
from consult.documents.models import DocumentKind
from consult.drafting.service import start_document
from consult.extensions import db
from tests.browser.conftest import House
from tests.hostile.attacks import BATCH, OWN, every_item
from tests.make import make_comment, make_consultation, make_person, now

pytestmark = pytest.mark.browser


def sample() -> list[str]:
    """Choose a hundred that can be kept: all of ours, and others from all over the lists."""
    kept = []
    for item in every_item():
        try:
            kept.append(normalise(item))
        except Refused:
            continue
    others = kept[len(OWN) :]
    return (kept[: len(OWN)] + others[:: max(1, len(others) // (2 * BATCH))])[: 2 * BATCH]


def test_hostile_texts_are_only_text_in_a_real_browser(house: House, enter: Callable[..., BrowserContext]) -> None:
    items = sample()
    with house.app.app_context():
        document = start_document(
            make_consultation(),
            "<script>alert(1)</script>",
            DocumentKind.OTHER,
            parse("\n\n".join(items)),
            by=None,
            now=now(),
        )
        person = make_person('<img src=x onerror="alert(1)">')
        for item in items:
            make_comment(document, item, by=person)
        address = f"/documents/{document.slug}"
        db.session.commit()
    page = enter(house, "partner").new_page()
    heard: list[str] = []
    asked: list[str] = []
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    heard += page.evaluate("window.refused")
    following: str | None = f"{address}/contributions"
    pages = 0
    while following:
        page.goto(following)
        pages += 1
        heard += page.evaluate("window.refused")
        older = page.get_by_role("link", name="Older ones")
        following = older.get_attribute("href") if older.count() else None
    assert pages == -(-len(items) // 20)
    assert heard == []
    assert [url for url in asked if not url.startswith(house.address)] == []
