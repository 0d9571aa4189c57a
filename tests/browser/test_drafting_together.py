"""Two drafters in two real browsers, in one clause of one draft: nothing either of them types is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from consult.documents.queries import get_document, read_save
from tests.browser.conftest import House

pytestmark = pytest.mark.browser

Enter = Callable[..., BrowserContext]
COSTS, CARER = "A single journey costs no more than £4.50.", "A carer travels free."


def words(house: House) -> str:
    with house.app.app_context():
        head = get_document(house.town.names["full"].removeprefix("/documents/")).head
        assert head is not None
        return read_save(head).markdown


def clause_address(house: House) -> str:
    return house.town.names["draft-clause"]


@pytest.fixture
def two(fresh_house: House, enter: Enter) -> tuple[Page, Page]:
    pages = [enter(fresh_house, role).new_page() for role in ("drafter", "officer")]
    for page in pages:
        page.goto(clause_address(fresh_house))
    return pages[0], pages[1]


def change(page: Page, old: str, new: str) -> None:
    area = page.get_by_role("textbox", name="Words")
    area.fill(area.input_value().replace(old, new))


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def test_two_who_change_different_sentences_of_a_clause_both_have_theirs(
    fresh_house: House, two: tuple[Page, Page]
) -> None:
    one, other = two
    change(one, COSTS, "A single journey costs no more than £3.80.")
    change(other, CARER, "A carer and a guide dog travel free.")
    save(one)
    expect(one.get_by_text("Saved.")).to_be_visible()
    save(other)
    expect(other.get_by_text("both changes are in the draft now")).to_be_visible()
    assert "£3.80. A carer and a guide dog travel free." in words(fresh_house)


def test_two_who_change_one_sentence_see_both_and_neither_is_overwritten(
    fresh_house: House, two: tuple[Page, Page]
) -> None:
    one, other = two
    change(one, COSTS, "A single journey costs no more than £3.80.")
    change(other, COSTS, "A single journey costs three pounds.")
    save(one)
    expect(one.get_by_text("Saved.")).to_be_visible()
    save(other)
    expect(other.get_by_text("Somebody changed the same words while you wrote").first).to_be_visible()
    expect(other.locator("main")).to_contain_text("no more than £3.80")
    expect(other.get_by_role("textbox", name="Words")).to_have_value(f"A single journey costs three pounds. {CARER}")
    assert "£3.80" in words(fresh_house)
    assert "three pounds" not in words(fresh_house)
    save(other)
    expect(other.get_by_text("Saved.")).to_be_visible()
    assert "three pounds" in words(fresh_house)


def test_what_is_typed_is_there_again_after_the_window_was_closed(fresh_house: House, two: tuple[Page, Page]) -> None:
    one, other = two
    change(one, CARER, "A carer travels free, and so does a")
    expect(one.get_by_text("Kept for you at")).to_be_visible()
    change(one, "so does a", "so does a guide")  # and gone before the next keeping
    context = one.context
    one.close(run_before_unload=True)
    expect(other.get_by_role("textbox", name="Words")).not_to_have_value("guide")
    again = context.new_page()
    again.goto(clause_address(fresh_house))
    expect(again.get_by_role("textbox", name="Words")).to_have_value(
        f"{COSTS} A carer travels free, and so does a guide"
    )
    assert "so does a" not in words(fresh_house)
    again.get_by_role("button", name="Forget them").click()
    expect(again.get_by_role("textbox", name="Words")).to_have_value(f"{COSTS} {CARER}")


def test_each_is_told_that_the_other_is_in_the_clause(fresh_house: House, two: tuple[Page, Page]) -> None:
    one, other = two
    other.reload()
    expect(other.locator("[data-present]")).to_contain_text("in this clause too")
    other.goto(f"{fresh_house.town.names['full']}/draft")
    expect(other.locator("[data-present-in]").filter(has_text="here now")).to_have_count(1)
    assert one.evaluate("window.refused") == []
    assert other.evaluate("window.refused") == []


def test_a_drafter_sees_what_changes_marks_words_and_puts_them_back_while_they_are_kept(
    fresh_house: House, two: tuple[Page, Page]
) -> None:
    page, area = two[0], two[0].get_by_role("textbox", name="Words")
    change(page, CARER, "Every carer travels free.")
    expect(page.locator("[data-said]")).to_have_text("1 word added, 1 taken away.")
    expect(page.get_by_text("Kept for you at")).to_be_visible()
    area.press("Control+End")
    area.press("Shift+ArrowLeft")
    area.press("Control+Shift+ArrowLeft")
    area.press("Control+b")
    expect(area).to_have_value(f"{COSTS} Every carer travels **free.**")
    expect(page.locator("[data-seen] strong")).to_have_text("free.")
    area.press("Control+Shift+Backspace")
    expect(area).to_have_value(f"{COSTS} {CARER}")
    area.press("Control+z")
    save(page)
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert "Every carer travels **free.**" in words(fresh_house)
    assert page.evaluate("window.refused") == []
