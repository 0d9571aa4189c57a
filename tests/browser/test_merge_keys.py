"""The merge desk by single keys: they take in, rest while somebody types, and can be turned off for good."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import House

pytestmark = pytest.mark.browser


def test_one_key_takes_in_and_the_focus_goes_from_suggestion_to_suggestion(
    fresh_house: House, enter: Callable[..., BrowserContext]
) -> None:
    page = enter(fresh_house, "officer").new_page()
    page.goto(f"{fresh_house.town.names['full']}/merge")
    expect(page.get_by_text("next, previous suggestion")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("#S-4")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#S-2")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("#S-4")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#S-4")).to_be_focused()
    page.keyboard.press("n")
    with page.expect_navigation():
        page.keyboard.press("a")
    expect(page.locator("body")).to_contain_text("S-2 is in the draft.")
    page.locator("#S-3").focus()
    with page.expect_navigation():
        page.keyboard.press("w")
    box = page.get_by_label("Words for the draft")
    box.press_sequentially("and w and d")
    assert "and w and d" in box.input_value()
    page.goto(f"{fresh_house.town.names['full']}/merge")
    page.keyboard.press("n")
    with page.expect_navigation():
        page.keyboard.press("d")
    expect(page.locator("h1")).to_contain_text("Decline S-4")


def test_keys_that_were_turned_off_stay_off(fresh_house: House, enter: Callable[..., BrowserContext]) -> None:
    page = enter(fresh_house, "officer").new_page()
    page.goto(f"{fresh_house.town.names['full']}/merge")
    page.get_by_role("button", name="Turn keys off").click()
    page.reload()
    page.locator("#S-2").focus()
    page.keyboard.press("a")
    page.keyboard.press("n")
    expect(page.locator("#S-2")).to_be_focused()
    page.get_by_role("button", name="Turn keys on").click()
    page.locator("#S-2").focus()
    with page.expect_navigation():
        page.keyboard.press("a")
    expect(page.locator("body")).to_contain_text("S-2 is in the draft.")
