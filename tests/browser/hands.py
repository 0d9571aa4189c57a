"""Two ways to use a page: by pointer with JavaScript off, and by keyboard alone with it on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

TABS = 160
"""Presses of Tab after which something counts as out of reach."""

IS_FOCUSED = "one => one === document.activeElement"
SEEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const near = one.labels && one.labels[0] ? getComputedStyle(one.labels[0], "::before") : style;
  const ringed = [style, near].some(s => s.outlineStyle !== "none" || s.boxShadow !== "none");
  return ringed && box.width > 0;
}"""


@dataclass
class Hands:
    """Somebody at a page. `keyboard`: by keys alone; else by pointer, in a browser that runs no scripts."""

    page: Page
    keyboard: bool

    def open(self, address: str) -> None:
        """Open an address, as from a mail or a bookmark."""
        self.page.goto(address)

    def follow(self, words: str) -> None:
        """Follow the first link with these words."""
        link = self.page.get_by_role("link", name=re.compile(re.escape(words)))
        self._press(link.filter(visible=True).first)

    def press(self, words: str) -> None:
        """Press the first button with these words."""
        self._press(self.page.get_by_role("button", name=words).first)

    def write(self, label: str, text: str) -> None:
        """Write into the field with this label, instead of what stands there."""
        field = self._named(label)
        if not self.keyboard:
            field.fill(text)
            return
        self.reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def change(self, label: str, old: str, new: str) -> None:
        """Put other words in the place of some words of a field."""
        self.write(label, self._named(label).input_value().replace(old, new))

    def choose(self, label: str) -> None:
        """Choose the radio or tick the box with this label."""
        control = self._named(label)
        if not self.keyboard:
            self.page.locator(f"label[for='{control.get_attribute('id')}']").click()
        elif control.get_attribute("type") == "checkbox":
            self.reach(control)
            self.page.keyboard.press("Space")
        else:
            self._arrow_to(control)
        expect(control).to_be_checked()

    def pick(self, label: str, choice: str) -> None:
        """Choose from a list."""
        field = self._named(label)
        if self.keyboard:
            self.reach(field)
            self.page.keyboard.type(choice)
        else:
            field.select_option(label=choice)

    def reads(self, *words: str) -> None:
        """Check that the page shows all of this."""
        for one in words:
            expect(self.page.locator("body")).to_contain_text(one)

    def reach(self, target: Locator) -> None:
        """Go to something by Tab alone; where it lands can be seen."""
        for _ in range(TABS):
            if target.evaluate(IS_FOCUSED):
                assert self.page.evaluate(SEEN), f"nobody can see the focus on {target}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} is out of the keyboard's reach on {self.page.url}")

    def _named(self, label: str) -> Locator:
        """Find the field with exactly this label, else the first whose label holds it."""
        exact = self.page.get_by_label(label, exact=True)
        return (exact if exact.count() else self.page.get_by_label(label)).first

    def _press(self, target: Locator) -> None:
        """Press a link or a button, and wait for the page it leads to."""
        if self.keyboard:
            self.reach(target)
        with self.page.expect_navigation():
            if self.keyboard:
                self.page.keyboard.press("Enter")
            else:
                target.click()

    def _arrow_to(self, control: Locator) -> None:
        """Go to a group of radios by Tab, and within it by the arrows, as browsers do."""
        name = control.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name='{name}']")
        for _ in range(TABS):
            if self.page.evaluate("name => document.activeElement.name === name", name):
                break
            self.page.keyboard.press("Tab")
        for _ in range(group.count() + 1):
            if control.evaluate(IS_FOCUSED):
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{control} is out of the keyboard's reach on {self.page.url}")
