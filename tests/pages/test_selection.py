"""Selecting words of the document in a real browser offers to comment on exactly these words."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page

from consult.core.inline import visible
from consult.documents.queries import read_revision
from consult.extensions import db
from tests.pages.story import Story

pytestmark = pytest.mark.browser

OFFER = "a.offer"

# Selects from the first place where one text stands in a clause to the end of another, as dragging does.
SELECT = """([key, from, to]) => {
  const words = document.querySelector(`[data-key="${key}"]`);
  const nodes = [];
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const first = nodes.find((node) => node.data.includes(from));
  const begins = (node) => (node === first ? node.data.indexOf(from) : 0);
  const last = nodes.slice(nodes.indexOf(first)).find((node) => node.data.includes(to, begins(node)));
  const range = document.createRange();
  range.setStart(first, first.data.indexOf(from));
  range.setEnd(last, last.data.indexOf(to, begins(last)) + to.length);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}"""


@pytest.fixture
def room(story: Story, live: str, page: Page) -> Iterator[Page]:
    """Open the reading room, and see that nothing broke the content policy."""
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{live}/documents/{story.document.slug}")
    yield page
    assert problems == []


def select(room: Page, key: str, start: str, end: str) -> Locator:
    """Select words of a clause and wait for the offer."""
    room.evaluate(SELECT, [key, start, end])
    offer = room.locator(OFFER)
    offer.wait_for()
    return offer


def asked(offer: Locator) -> dict[str, str]:
    """Return what the offer's address asks for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(offer.get_attribute("href") or "").query).items()}


def seen(story: Story, key: str) -> str:
    """Return the words of a clause as a reader sees them."""
    assert story.document.newest_revision is not None
    clause = read_revision(story.document.newest_revision).find(key)
    assert clause is not None
    db.session.commit()
    return visible(clause.text).text


@pytest.mark.parametrize(
    ("words", "start", "end", "quote"),
    [
        ("Passengers", "text message", "or online", "text message or online"),
        ("Passengers", "See", "or ", "See how to book or"),  # across a link
        ("Passengers", "to book", "ring", "to book or ring"),  # from inside a link into a bold word
        ("Passengers", "ring us", ".", "ring us."),  # up to a footnote mark
        ("Passengers", "up to", "before", "up to two working days before"),  # across words people spoke about
        ("two bags", "carry", "bags", "carry up to two bags"),  # a bold word
        ("The number", "ring is", "on weekdays", "ring is\n01632 960 412, on weekdays"),  # across a line break
    ],
)
def test_words_selected_arrive_on_the_clause_page(
    story: Story, room: Page, words: str, start: str, end: str, quote: str
) -> None:
    key = story.key(words)
    offer = select(room, key, start, end)
    sent = asked(offer)
    assert sent["quote"] == quote
    assert seen(story, key)[int(sent["start"]) : int(sent["end"])] == quote
    offer.click()
    chosen = room.locator("input[name=sentence]:checked")
    label = room.locator(f"label[for={chosen.get_attribute('id')}] .pick__words")
    assert label.inner_text().split() == quote.split()


def test_what_was_selected_becomes_a_comment_on_these_words(story: Story, room: Page) -> None:
    select(room, story.key("Passengers"), "how to book", "ring us").click()
    room.get_by_label("What do you want to say?").fill("Give the number here.")
    room.get_by_role("button", name="Send").click()
    assert "/waiting/" in room.url
    assert "how to book or ring us" in room.content()


def test_dragging_the_mouse_offers_it(story: Story, room: Page) -> None:
    words = room.locator(f"[data-key={story.key('A single journey')}]")
    words.scroll_into_view_if_needed()
    box = words.bounding_box()
    assert box is not None
    room.mouse.move(box["x"] + 2, box["y"] + 12)
    room.mouse.down()
    room.mouse.move(box["x"] + 150, box["y"] + 12, steps=5)
    room.mouse.up()
    offer = room.locator(OFFER)
    offer.wait_for()
    quote = asked(offer)["quote"]
    assert seen(story, story.key("A single journey")).startswith(quote)


def test_by_keyboard_the_offer_is_announced_and_next_in_order(story: Story, room: Page) -> None:
    key = story.key("A single journey")
    words = room.locator(f"[data-key={key}]")
    words.click(position={"x": 3, "y": 12})
    room.evaluate("getSelection().collapse(document.querySelector(`[data-key]`).firstChild, 0)")
    room.evaluate("(key) => getSelection().collapse(document.querySelector(`[data-key='${key}']`).firstChild, 0)", key)
    for _ in range(8):
        room.evaluate("getSelection().modify('extend', 'forward', 'character')")
    room.locator(OFFER).wait_for()
    assert "press Tab" in room.get_by_role("status").inner_text()
    room.keyboard.press("Tab")
    assert room.evaluate("document.activeElement.outerHTML").startswith('<a class="govuk-button offer"')
    room.keyboard.press("Enter")
    room.wait_for_url("**/clauses/**")
    assert parse_qs(urlsplit(room.url).query)["quote"] == ["A single"]


def test_letting_go_of_the_words_takes_the_offer_away(story: Story, room: Page) -> None:
    offer = select(room, story.key("A single journey"), "A single", "journey")
    room.evaluate("getSelection().removeAllRanges()")
    offer.wait_for(state="detached")


def test_a_selection_over_two_clauses_takes_the_words_of_the_first(story: Story, room: Page) -> None:
    room.evaluate(
        """([from, to]) => {
          const [one, other] = [from, to].map((key) => document.querySelector(`[data-key="${key}"]`));
          getSelection().setBaseAndExtent(one.firstChild, 7, other.firstChild, 5);
        }""",
        [story.key("arrive no more"), story.key("help each passenger")],
    )
    offer = room.locator(OFFER)
    offer.wait_for()
    assert asked(offer)["quote"] == "no more than ten minutes after the time agreed;"


def test_touch_offers_it_too(story: Story, live: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    room = context.new_page()
    room.goto(f"{live}/documents/{story.document.slug}")
    offer = select(room, story.key("A single journey"), "travels", "free")
    assert asked(offer)["quote"] == "travels free"
    offer.tap()
    room.wait_for_url("**/clauses/**")
    assert room.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_removed_words_are_not_counted_while_changes_are_shown(story: Story, live: str, page: Page) -> None:
    page.goto(f"{live}/documents/{story.document.slug}?since=1")
    key = story.key("Passengers")
    sent = asked(select(page, key, "up to", "before"))
    assert sent["quote"] == "up to two working days before"
    assert seen(story, key)[int(sent["start"]) : int(sent["end"])] == sent["quote"]
