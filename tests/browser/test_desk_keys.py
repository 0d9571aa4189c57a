"""The table of everything by keyboard alone: walk, choose, mark as read, open, undo; and in peace while one types."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import House

pytestmark = pytest.mark.browser


def test_an_officer_works_through_what_was_said_with_keys(
    fresh_house: House, enter: Callable[..., BrowserContext]
) -> None:
    page = enter(fresh_house, "officer").new_page()
    page.goto(f"{fresh_house.town.names['consultation']}/desk/contributions?order=oldest&read=no")
    expect(page.get_by_text("down, up")).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="C-1", exact=True)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_label("Choose C-2", exact=True)).to_be_checked()
    expect(page.get_by_text("1 chosen:")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("r")
    expect(page.locator("body")).to_contain_text("1 contribution marked as read.")
    expect(page.get_by_role("link", name="C-2", exact=True)).to_have_count(0)
    with page.expect_navigation():
        page.keyboard.press("z")
    expect(page.locator("body")).to_contain_text("Undone for 1.")
    expect(page.get_by_role("link", name="C-2", exact=True)).to_be_visible()
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("o")
    expect(page.locator("h1")).to_have_text("C-1")
    with page.expect_navigation():
        page.keyboard.press("r")
    expect(page.locator("h1")).to_have_text("C-2")
    with page.expect_navigation():
        page.keyboard.press("j")
    expect(page.locator("h1")).to_have_text("C-3")


def test_keys_rest_while_somebody_types_and_act_on_the_walked_row_when_none_is_chosen(
    fresh_house: House, enter: Callable[..., BrowserContext]
) -> None:
    page = enter(fresh_house, "officer").new_page()
    page.goto(f"{fresh_house.town.names['consultation']}/desk/contributions?order=oldest")
    box = page.get_by_label("Words or reference")
    box.press_sequentially("jrxz")
    expect(box).to_have_value("jrxz")
    box.fill("")
    page.locator("body").click(position={"x": 2, "y": 2})
    page.keyboard.press("j")
    page.keyboard.press("g")
    expect(page.get_by_label("Choose C-1", exact=True)).to_be_checked()
    expect(page.get_by_label("Give to")).to_be_focused()
    page.get_by_role("button", name="Turn keys off").click()
    page.locator("body").click(position={"x": 2, "y": 2})
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="C-1", exact=True)).not_to_be_focused()
