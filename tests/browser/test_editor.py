"""The boxes for other words, by keyboard: what changes while one types, marks, the way back, and no trap anywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, expect

from tests.browser.conftest import House
from tests.browser.hands import IS_FOCUSED, SEEN, Hands
from tests.browser.test_pages import PICTURES, axe, wide

pytestmark = pytest.mark.browser

Enter = Callable[..., BrowserContext]
COSTS, CARER = "A single journey costs no more than £4.50.", "A carer travels free."
STANDS = f"{COSTS} {CARER}"
SELECT = """(area, words) => {
  const start = area.value.indexOf(words);
  area.setSelectionRange(start, start + words.length);
}"""


def open_sheet(house: House, enter: Enter, more: str = "") -> Page:
    page = enter(house, "resident").new_page()
    page.goto(f"{house.town.names['full']}/suggestions/new?clause={house.town.names['carer']}{more}")
    return page


@pytest.fixture
def page(house: House, enter: Enter) -> Page:
    return open_sheet(house, enter)


def box(page: Page) -> Locator:
    return page.get_by_label("Words you suggest for").first


def said(page: Page) -> Locator:
    return page.locator("[data-said]").first


def select(page: Page, words: str) -> None:
    box(page).focus()
    box(page).evaluate(SELECT, words)


def type_after(page: Page, words: str, typed: str) -> None:
    """Put the caret behind some words and type on."""
    select(page, words)
    page.keyboard.press("ArrowRight")
    page.keyboard.type(typed)


def test_what_changes_shows_below_the_box_after_a_pause_and_is_said_politely(page: Page) -> None:
    expect(box(page)).to_have_value(STANDS)
    type_after(page, "carer", " and a guide dog")
    expect(said(page)).to_have_text("4 words added.")
    expect(said(page)).to_have_attribute("role", "status")
    seen = page.locator("[data-seen]").first
    expect(seen.locator("ins")).to_contain_text("added: and a guide dog")
    expect(seen.locator("[role=status], [aria-live]")).to_have_count(0)
    expect(box(page)).to_be_focused()


def test_nobody_is_asked_at_each_key(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/look") else None)
    type_after(page, "carer", " and a guide dog")
    expect(said(page)).to_have_text("4 words added.")
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("keys", "button", "marked"),
    [
        ("Control+b", "Bold", "**carer**"),
        ("Control+i", "Italic", "*carer*"),
        ("Control+k", "Link", "[carer](https://)"),
    ],
)
def test_a_mark_goes_on_by_keys_or_button_and_comes_off_by_undo(
    page: Page, keys: str, button: str, marked: str
) -> None:
    select(page, "carer")
    page.keyboard.press(keys)
    expect(box(page)).to_have_value(STANDS.replace("carer", marked))
    page.keyboard.press("Control+z")
    expect(box(page)).to_have_value(STANDS)
    page.keyboard.press("Control+Shift+z")
    expect(box(page)).to_have_value(STANDS.replace("carer", marked))
    page.get_by_role("button", name="Undo", exact=True).first.click()
    expect(box(page)).to_have_value(STANDS)
    select(page, "carer")
    page.get_by_role("button", name=button, exact=True).first.click()
    expect(box(page)).to_have_value(STANDS.replace("carer", marked))
    expect(box(page)).to_be_focused()


def test_bold_and_italic_go_on_and_off_by_themselves(page: Page) -> None:
    select(page, "carer")
    for keys, now in (
        ("Control+b", "**carer**"),
        ("Control+i", "***carer***"),
        ("Control+b", "*carer*"),
        ("Control+i", "carer"),
    ):
        page.keyboard.press(keys)
        expect(box(page)).to_have_value(STANDS.replace("carer", now))
    select(page, "carer")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+b")
    page.keyboard.type("!")
    expect(box(page)).to_have_value(STANDS.replace("carer", "**!**"))


def test_lines_become_a_list_and_lines_again(page: Page) -> None:
    page.get_by_text("Suggest a new clause after").click()
    new = page.get_by_label("Words of a new clause after")
    new.fill("Bring a coat\nBring a friend")
    new.press("Control+a")
    new.press("Control+Shift+L")
    expect(new).to_have_value("- Bring a coat\n- Bring a friend")
    new.press("Control+b")
    expect(new).to_have_value("- **Bring a coat**\n- **Bring a friend**")
    new.press("Control+b")
    new.press("Control+Shift+L")
    expect(new).to_have_value("Bring a coat\nBring a friend")
    expect(said(page)).to_have_text("6 words added.")


def test_the_sentence_one_is_in_goes_back_and_the_other_stays_changed(page: Page) -> None:
    box(page).fill(STANDS.replace("£4.50", "£3.80").replace("A carer", "Every carer 😀"))
    expect(page.get_by_role("button", name="Put back “A carer travels free.”")).to_be_visible()
    select(page, "travels")
    page.keyboard.press("Control+Shift+Backspace")
    expect(box(page)).to_have_value(STANDS.replace("£4.50", "£3.80"))
    expect(said(page)).to_have_text("1 word added, 1 taken away.")
    select(page, "travels")
    page.keyboard.press("Control+Shift+Backspace")
    expect(said(page)).to_have_text("This sentence is as it was.")
    expect(box(page)).to_have_value(STANDS.replace("£4.50", "£3.80"))
    page.keyboard.press("Control+z")
    expect(box(page)).to_have_value(STANDS.replace("£4.50", "£3.80").replace("A carer", "Every carer 😀"))
    page.get_by_role("button", name="Put all words back").click()
    expect(box(page)).to_have_value(STANDS)
    expect(said(page)).to_have_text("Nothing is changed yet.")
    page.keyboard.press("Control+z")
    expect(box(page)).not_to_have_value(STANDS)


def test_a_sentence_goes_back_by_its_own_button(page: Page) -> None:
    box(page).fill(f"😀 {STANDS.replace('£4.50', '£3.80').replace('free', 'for nothing')}")
    page.get_by_role("button", name="Put back “A carer travels free.”").click()
    expect(box(page)).to_have_value(f"😀 {STANDS.replace('£4.50', '£3.80')}")
    expect(box(page)).to_be_focused()


def test_keys_reach_the_buttons_and_leave_them_and_tab_leaves_the_box(page: Page) -> None:
    box(page).focus()
    page.keyboard.press("Alt+F10")
    expect(page.get_by_role("button", name="Bold").first).to_be_focused()
    assert page.evaluate(SEEN)
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/editor keys.png", full_page=True)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic").first).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Put all words back")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Bold").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(box(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(box(page)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Bold").first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('[data-tools]')") is None
    box(page).focus()
    page.keyboard.press("Tab")
    assert not box(page).evaluate(IS_FOCUSED)
    assert box(page).input_value() == STANDS


def test_the_list_of_keys_opens_by_keyboard(page: Page) -> None:
    hands = Hands(page, keyboard=True)
    hands.reach(page.locator("summary", has_text="Keys you can use"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Put the sentence you are in back as it was")).to_be_visible()


def test_a_suggestion_is_written_and_sent_by_keyboard_alone(fresh_house: House, enter: Enter) -> None:
    page = open_sheet(fresh_house, enter)
    hands = Hands(page, keyboard=True)
    hands.reach(box(page))
    page.keyboard.press("Control+End")
    page.keyboard.type(" A guide dog travels free.")
    for _ in "free.":
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Control+b")
    expect(said(page)).to_have_text("5 words added.")
    hands.write("Why would this be better?", "Some people see with a dog.")
    hands.press("See what changes")
    hands.reads("What it would change", "added: A guide dog travels free.")
    hands.press("Send")
    hands.reads("Thank you.", "A guide dog travels free.")
    assert page.evaluate("window.refused") == []


def test_unsent_words_are_not_left_without_a_question(page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    type_after(page, "carer", " or two")
    page.get_by_role("link", name="Back to the document").click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(box(page)).to_have_value(STANDS.replace("carer", "carer or two"))
    page.get_by_role("button", name="See what changes").click()
    expect(page.get_by_role("heading", name="What it would change")).to_be_visible()
    assert asked == ["beforeunload"]
    box(page).focus()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("link", name="Back to the document").click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"] * 2


def test_words_put_back_are_left_without_a_question(page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    type_after(page, "carer", "!")
    page.get_by_role("button", name="Put all words back").click()
    page.get_by_role("link", name="Back to the document").click()
    page.wait_for_url(lambda url: "suggestions" not in url)
    assert asked == []


def test_nothing_is_lost_where_no_answer_comes(page: Page) -> None:
    page.context.set_offline(True)
    type_after(page, "carer", " or two")
    expect(said(page)).to_contain_text("Your words are in the box")
    expect(box(page)).to_have_value(STANDS.replace("carer", "carer or two"))
    page.context.set_offline(False)
    page.keyboard.type(" or three")
    expect(said(page)).to_have_text("4 words added.")


def test_a_look_made_before_is_said_to_be_older_once_words_change(page: Page) -> None:
    type_after(page, "carer", " or two")
    page.get_by_role("button", name="See what changes").click()
    older = page.get_by_text("You have changed words since")
    expect(said(page)).to_have_text("2 words added.")
    expect(older).to_be_hidden()
    type_after(page, "or two", " or three")
    expect(older).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("forced", [None, "active"])
def test_a_box_in_use_is_accessible_and_fits(
    house: House, enter: Enter, page: Page, width: int, forced: str | None
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(forced_colors=forced)
    page.locator("summary", has_text="Keys you can use").click()
    box(page).fill(
        STANDS.replace("£4.50", "**£3.80**").replace("A carer travels free", "Every carer travels for nothing")
    )
    expect(page.get_by_role("button", name="Put back “A carer travels free.”")).to_be_visible()
    box(page).focus()
    page.keyboard.press("Alt+F10")
    found = axe(page)
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/editor {width} {forced or ''}.png", full_page=True)
    page.set_viewport_size({"width": width // 2 if width > 640 else 320, "height": 400})
    assert [*found, *wide(page), *page.evaluate("window.refused")] == []


def test_without_javascript_one_goes_sentence_by_sentence(fresh_house: House, enter: Enter) -> None:
    page = enter(fresh_house, "resident", script=False, width=360).new_page()
    page.goto(f"{fresh_house.town.names['full']}/clauses/{fresh_house.town.names['carer']}")
    hands = Hands(page, keyboard=False)
    hands.choose("A carer travels free.")
    hands.choose("Suggest other words")
    hands.press("Send")
    expect(page.locator("[data-tools], [data-editor-keys]").first).to_be_hidden()
    expect(box(page)).to_have_value(CARER)
    hands.write("Words you suggest for", "Every carer travels free.")
    hands.write("Why would this be better?", "It leaves nobody out.")
    hands.press("See what changes")
    hands.reads("What it would change", "Every")
    hands.press("Send")
    hands.reads("Thank you.", "It leaves nobody out.")


def test_words_that_could_not_be_sent_are_said_so_and_stay(page: Page) -> None:
    type_after(page, "carer", " or two")
    expect(page.locator("[data-seen]").first).not_to_be_empty()
    box(page).fill("long " * 4_001)
    expect(said(page)).to_contain_text("Write up to 20,000 characters for one clause.")
    expect(page.locator("[data-seen]").first).to_be_empty()
    page.get_by_role("button", name="Put all words back").click()
    expect(said(page)).to_have_text("Nothing is changed yet.")


def test_a_box_of_the_working_draft_in_use_is_accessible_and_fits(fresh_house: House, enter: Enter) -> None:
    page = enter(fresh_house, "drafter", width=360).new_page()
    page.goto(fresh_house.town.names["draft-clause"])
    area = page.get_by_role("textbox", name="Words")
    area.fill(area.input_value().replace("carer", "**carer**"))
    expect(page.get_by_role("heading", name="How it would read")).to_be_visible()
    found = axe(page)
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/draft 360.png", full_page=True)
    page.set_viewport_size({"width": 320, "height": 400})
    assert [*found, *wide(page), *page.evaluate("window.refused")] == []
