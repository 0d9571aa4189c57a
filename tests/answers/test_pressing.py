"""Pointing at the words a contribution changed, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from consult.accounts.models import Person
from consult.extensions import db
from tests.drafting.conftest import add_comment as say
from tests.drafting.test_publishing import edit
from tests.make import make_document, make_officer


@pytest.mark.browser
def test_a_press_on_the_changed_words_ticks_their_sentence_and_another_lets_it_go(
    app: Flask, live: str, page: Page, sign_in_as: Callable[[Person], FlaskClient]
) -> None:
    document = make_document()
    edit(document, "two bags", "three bags")
    comment, officer = say(document, "two bags"), make_officer(document.consultation)
    db.session.commit()
    address = f"/contributions/{comment.reference}/fate"
    client = sign_in_as(officer)
    client.get(address)
    cookie = client.get_cookie("session")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": live}])
    page.goto(live + address)
    box = page.get_by_role("checkbox")
    expect(box).not_to_be_checked()
    page.locator("ins", has_text="three").click()
    expect(box).to_be_checked()
    page.locator("ins", has_text="three").click()
    expect(box).not_to_be_checked()
