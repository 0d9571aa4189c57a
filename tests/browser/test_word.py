"""A partner sends an edited Word file in: the preview, with all it can show, is accessible and fits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import House
from tests.browser.test_pages import axe, wide
from tests.exchange.word_hands import Doc

pytestmark = pytest.mark.browser


def test_an_edited_file_is_looked_over_and_sent(
    fresh_house: House, enter: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    page = enter(fresh_house, "partner").new_page()
    address = fresh_house.town.names["full"]
    page.goto(f"{address}/export")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Take it away").click()
    file = tmp_path / "ours.docx"
    waiting.value.save_as(file)
    doc = Doc(file.read_bytes())
    doc.replace("travels free", "always travels free of charge")
    doc.new_paragraph_after("travels free", "Averyveryverylongwordwithoutanyplacetobreakit" * 3)
    doc.comment("Passengers", "Say who they are.")
    file.write_bytes(doc.save())
    page.goto(address)
    page.get_by_role("link", name="Send in your edited Word file").click()
    page.get_by_label("The Word file you worked on").set_input_files(file)
    page.get_by_role("button", name="Show what it says").click()
    page.get_by_text("Nothing is sent yet.").wait_for()
    found = axe(page)
    page.set_viewport_size({"width": 320, "height": 800})
    found += [*axe(page), *wide(page)]
    assert found == []
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Say why: those who decide read it.").first.wait_for()
    page.get_by_label("Why should these words change?").fill("Carers ask for it.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("We have your suggestion").wait_for()
