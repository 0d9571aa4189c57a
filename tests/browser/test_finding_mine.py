"""From the text to what became of one's own words in two clicks, signed in or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import House

pytestmark = pytest.mark.browser

COUNT = """window.addEventListener("click", one => {
  if (one.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
}, true)"""


def clicks(page: Page) -> int:
    return int(page.evaluate("Number(sessionStorage.clicks || 0)"))


def begin(house: House, enter: Callable[..., BrowserContext], role: str) -> Page:
    context = enter(house, role)
    context.add_init_script(COUNT)
    page = context.new_page()
    page.goto(house.town.names["full"])
    page.get_by_role("link", name="You said, we did").last.click()
    page.wait_for_url("**/you-said-we-did")
    return page


def test_somebody_signed_in_finds_their_own_in_two_clicks(house: House, enter: Callable[..., BrowserContext]) -> None:
    page = begin(house, enter, "author")
    page.get_by_role("link", name="What became of yours").click()
    page.wait_for_url("**/me#*")
    assert clicks(page) == 2
    reference = page.url.rpartition("#")[2]
    assert page.locator(f"#{reference}").is_visible()


def test_somebody_with_a_reference_finds_it_in_two_clicks(house: House, enter: Callable[..., BrowserContext]) -> None:
    page = begin(house, enter, "nobody")
    page.get_by_label("What became of yours?").fill("c-1")
    page.get_by_role("button", name="Find mine").click()
    page.wait_for_url("**/contributions/C-1")
    assert clicks(page) == 2
    assert page.get_by_text("Taken in").first.is_visible()
