"""Every page, in every state that matters, wide and narrow: axe finds nothing, nothing is refused, nothing scrolls."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import House

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {
    "runOnly": {"type": "tag", "values": TAGS},
    "resultTypes": ["violations"],
}
PICTURES = os.environ.get("PICTURES")
"""A folder: each page's pictures are left there, for human eyes."""


@dataclass(frozen=True)
class Look:
    """A page to look at: its address (names of the town in braces), as whom, what to press, whether that fails."""

    address: str
    role: str = "nobody"
    press: str = ""
    fails: bool = True

    def __str__(self) -> str:
        return " ".join(part for part in (self.address.strip("/") or "home", self.role, self.press) if part)


LOOKS = [
    Look("/"),
    Look("/consultations"),
    Look("{consultation}"),
    Look("{consultation}", "officer"),
    Look("{bare}"),
    Look("{full}"),
    Look("{full}", "resident"),
    Look("{full}?since=1"),
    Look("{empty}"),
    Look("{empty}", "resident"),
    Look("{closed}", "resident"),
    Look("{clause}"),
    Look("{clause}", "partner"),
    Look("{clause}", "partner", "Send"),
    Look("{gone}"),
    Look("{closed-clause}", "resident"),
    Look("{full}/comments", "officer"),
    Look("{full}/comments", "nobody", "Send"),
    Look("{closed}/comments", "resident"),
    Look("{full}/contributions"),
    Look("{full}/contributions", "officer"),
    Look("{full}/contributions?fate=answered"),
    Look("{empty}/contributions"),
    Look("{full}/revisions"),
    Look("{full}/revisions/2"),
    Look("{full}/compare?from=1&to=2"),
    Look("{full}/provenance"),
    Look("{empty}/provenance", "resident"),
    Look("{full}/export"),
    Look("{full}/export?format=md&revision=2&since=1"),
    Look("{full}/word", "partner"),
    Look("{full}/word", "partner", "Show what it says"),
    Look("{full}/you-said-we-did"),
    Look("{empty}/you-said-we-did"),
    Look("{full}/you-said-we-did", "resident"),
    Look("{full}/you-said-we-did?fate=not-taken&by=clause"),
    Look("{full}/you-said-we-did?theme={theme}"),
    Look("{full}/you-said-we-did", "nobody", "Find mine"),
    Look("{full}/promises"),
    Look("{empty}/promises"),
    Look("{consultation}/desk/themes", "officer"),
    Look("{bare}/desk/themes", "officer", "Add this theme"),
    Look("{coding}", "officer"),
    Look("{coding}?show=unchecked", "officer", "Confirm"),
    Look("{proposed}", "officer"),
    Look("{consultation}/desk/themes/coding", "officer"),
    Look("{bare}/desk/themes/coding", "officer"),
    Look("{consultation}/desk/themes/checking", "officer"),
    Look("{consultation}/desk/themes/blank", "officer"),
    Look("{full}/contributions?theme=Late+buses"),
    Look("/contributions/C-2"),
    Look("{consultation}/desk/promises", "officer"),
    Look("{bare}/desk/promises", "officer"),
    Look("{consultation}/desk/promises/new", "officer", "Make it public"),
    Look("{promise}", "officer"),
    Look("{promise}", "officer", "Say so in public"),
    Look("/contributions/C-1"),
    Look("/contributions/C-2", "partner"),
    Look("/contributions/C-6", "resident"),
    Look("/contributions/C-7"),
    Look("/contributions/C-1/reply", "resident", "Send"),
    Look("/contributions/C-8/report", "nobody", "Send"),
    Look("{full}/suggestions/new"),
    Look("{full}/suggestions/new?clause={carer}&sentence=2", "partner"),
    Look("{full}/suggestions/new?clause={carer}", "nobody", "See what changes"),
    Look("{closed}/suggestions/new", "officer"),
    Look("{waiting-suggestion}"),
    Look("/contributions/S-1"),
    Look("/contributions/S-1", "partner"),
    Look("/contributions/S-5", "resident"),
    Look("/contributions/S-5/revise", "resident"),
    Look("{full}/merge", "officer"),
    Look("{full}/merge", "drafter"),
    Look("{empty}/merge", "officer"),
    Look("/contributions/S-4/merge/words", "drafter"),
    Look("/contributions/S-1/merge/words", "officer", "See how it reads", fails=False),
    Look("/contributions/S-2/merge/answer", "officer", "Keep this answer"),
    Look("{waiting}"),
    Look("{waiting}", "nobody", "Send me a code"),
    Look("{waiting}", "resident"),
    Look("/sign-in"),
    Look("/sign-in", "nobody", "Send me a code"),
    Look("/account", "partner"),
    Look("/account", "partner", "Make a token"),
    Look("/account/name", "resident"),
    Look("/me", "author"),
    Look("/mailbox"),
    Look("/nosuch"),
    Look("/desk", "resident"),
    Look("/ways-to-take-part"),
    Look("/accessibility"),
    Look("/privacy"),
    Look("/rules"),
    Look("/record"),
    Look("/desk", "officer"),
    Look("{consultation}/desk/record", "officer"),
    Look("{consultation}/desk/record", "officer", "Make the public edition", False),
    Look("{consultation}/desk/contributions", "officer"),
    Look("{consultation}/desk/contributions", "officer", "Mark as read"),
    Look("{consultation}/desk/contributions?q=unicorn", "officer"),
    Look("{consultation}/desk/contributions/C-3", "officer"),
    Look("{bare}/desk/alike", "officer"),
    Look("{alike}", "officer"),
    Look("{alike-group}", "officer"),
    Look("{alike-group}", "officer", "Put it in"),
    Look("{alike-blank}", "officer"),
    Look("{alike-public}"),
    Look("{alike-one}"),
    Look("/moderation", "officer"),
    Look("/contributions/C-8/moderation", "officer", "Decide"),
    Look("{full}/draft", "drafter"),
    Look("{full}/draft", "officer"),
    Look("{full}/draft/whole", "drafter", "Show what changes", fails=False),
    Look("{draft-clause}", "drafter"),
    Look("{full}/draft/upload", "drafter", "Show what it changes"),
    Look("{full}/group", "officer", "Send the invitation"),
    Look("{full}/effect", "officer"),
    Look("{full}/effect/C-3", "officer"),
    Look("{full}/answers", "officer"),
    Look("/contributions/C-3/fate", "officer", "Keep this as a draft"),
    Look("{full}/publish", "officer"),
    Look("{full}/publish", "officer", "Publish revision 3"),
    Look("{empty}/publish", "officer"),
    Look("{challenged}"),
    Look("{challenged}", "author"),
    Look("{challenged}", "drafter", "Challenge what it is called"),
    Look("{challenged}", "officer", "Answer in public"),
    Look("{full}/challenges", "officer"),
    Look("{asked}/consult-again", "officer", "Save"),
    Look("{empty}/consult-again", "officer"),
    Look("{answers}", "officer"),
    Look("{answers}?show=lacking", "officer"),
    Look("{answers}", "officer", "Approve those ticked"),
    Look("{answers}/publish", "officer"),
    Look("{many}", "officer", "Keep as drafts"),
    Look("{answers}/reasons", "officer", "Add it"),
    Look("{reason}", "officer"),
    Look("{again}", "officer"),
    Look("{disputed}"),
    Look("{disputed}", "officer"),
    Look("{empty}/disputed"),
    Look("{hide-reply}", "officer", "Hide these words"),
    Look("{said}"),
    Look("{meant}", "author"),
    Look("/said", "nobody", "Go on"),
    Look("{drafted}", "officer"),
    Look("/consultations/new", "officer", "Make it"),
    Look("{consultation}/edit", "officer"),
    Look("{consultation}/timetable", "officer"),
    Look("{consultation}/timetable/entries", "officer", "Add it"),
    Look("{consultation}/papers", "officer", "Add it"),
    Look("{consultation}/stage", "officer", "Move it on"),
    Look("{consultation}/desk/summary", "officer"),
    Look("{bare}/desk/summary", "officer"),
    Look("{consultation}/desk/summary/edit", "officer", "Add it"),
    Look("{consultation}/desk/summary/edit/minority", "officer", "See how it reads", fails=False),
    Look("{consultation}/desk/summary/coverage", "officer"),
    Look("{consultation}/desk/summary/draft", "officer"),
    Look("{consultation}/desk/summary/readers", "officer", "Send the invitation"),
    Look("{consultation}/desk/summary/versions/1", "officer"),
    Look("{consultation}/summary"),
    Look("{bare}/summary"),
    Look("{consultation}/summary/not-quoted"),
    Look("{consultation}/summary/reading", "resident"),
    Look("{consultation}/summary/reading", "author"),
    Look("{consultation}/copy", "officer"),
    Look("{consultation}/documents/new", "officer", "Add it"),
    Look("{heard}/desk/voices", "administrator"),
    Look("{heard}/desk/voices", "administrator", "Put it on the list"),
    Look("{bare}/desk/voices", "officer"),
    Look("{heard}/desk/areas", "administrator"),
    Look("{heard}/desk/areas", "administrator", "Load it"),
    Look("{heard}/voices"),
    Look("{over}/voices"),
    Look("{heard-text}/comments", "resident"),
    Look("{intake}", "officer"),
    Look("{intake}?show=waiting", "officer"),
    Look("{closed-intake}", "officer"),
    Look("{intake}/new", "officer", "Register it"),
    Look("{intake}/R-1", "officer"),
    Look("{intake}/R-2", "officer"),
    Look("{intake}/R-3", "officer", "Enter this part"),
    Look("{intake}/R-3/parts", "officer", "Check them"),
    Look("{intake}/R-1/receipt", "officer"),
    Look("{intake}/R-3/mark", "officer", "Mark it"),
    Look("{intake}/R-3/words", "officer", "Save", fails=False),
    Look("{intake}/R-3/reader", "officer", "Save", fails=False),
    Look("{intake}/R-3/files", "officer", "Keep them"),
    Look("{intake}/R-1/forget", "officer", "Take them away"),
    Look("{intake}/tables/new", "officer", "Upload it"),
    Look("{table}", "officer"),
    Look("{table}/answers", "officer"),
    Look("{taken}/answers", "officer"),
    Look("/people", "administrator", "Add"),
    Look("{person}", "administrator"),
    Look("/organisations", "administrator"),
    Look("/organisations/new", "administrator", "Save"),
    Look("{organisation}", "administrator"),
    Look("{organisation}/edit", "administrator"),
    Look("/networks", "administrator"),
    Look("/networks/new", "administrator", "Save"),
]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_page_is_accessible_quiet_and_fits(house: House, enter: Callable[..., BrowserContext], look: Look) -> None:
    page = enter(house, look.role).new_page()
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("dialog", lambda dialog: heard.append(dialog.message))
    page.on(
        "console",
        lambda said: heard.append(said.text) if said.type == "error" and "status of 4" not in said.text else None,
    )
    answer = page.goto(look.address.format(**house.town.names))
    assert answer is not None
    assert answer.status < 500
    if look.press:
        page.get_by_role("button", name=look.press, exact=True).first.click()
        page.wait_for_load_state()
        assert page.locator(".govuk-error-summary").count() == look.fails
    page.wait_for_load_state("networkidle")
    refused = page.evaluate("window.refused")
    found: list[str] = []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width}: {one}" for one in [*axe(page), *wide(page)]]
        if PICTURES:
            name = str(look).replace("/", "_").replace("{", "").replace("}", "")
            page.screenshot(path=f"{PICTURES}/{name} {width}.png", full_page=True)
    for width in (1024, 768, 320):
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width}: {one}" for one in wide(page)]
    assert [*refused, *heard, *found] == []


def axe(page: Page) -> list[str]:
    """Return what axe finds, each with the first place."""
    results: Any = Axe().run(page, options=RULES)
    return [
        f"{one['id']} ({len(one['nodes'])}): {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for one in results.response["violations"]
        for node in one["nodes"][:1]
    ]


def wide(page: Page) -> list[str]:
    """Return what makes a page scroll sideways, if it does."""
    found: list[str] = page.evaluate(
        """() => {
          const root = document.documentElement;
          if (root.scrollWidth <= root.clientWidth) return [];
          const beyond = one => one.getBoundingClientRect().right > root.clientWidth + 1;
          const over = [...document.querySelectorAll("body *")].filter(beyond);
          return [`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`,
            ...over.slice(-3).map(one => one.outerHTML.slice(0, 200))];
        }"""
    )
    return found


@pytest.mark.parametrize("address", ["{full}", "{clause}", "/contributions/C-1"])
def test_why_it_says_this_is_accessible_and_fits_when_it_is_opened(
    house: House, enter: Callable[..., BrowserContext], address: str
) -> None:
    page = enter(house, "nobody").new_page()
    page.goto(address.format(**house.town.names))
    opened = page.evaluate("[...document.querySelectorAll('details.why')].map(one => one.open = true).length")
    assert opened > 0 or address.startswith("/contributions")
    found = axe(page)
    page.set_viewport_size({"width": 320, "height": 800})
    assert [*found, *axe(page), *wide(page)] == []
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/why {address.strip('{}/').replace('/', '_')}.png", full_page=True)
