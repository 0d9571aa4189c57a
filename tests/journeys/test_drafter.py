"""A drafter, who writes with others and publishes nothing."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from consult.extensions import db
from tests.journeys.visitor import Visitor
from tests.make import make_document, make_drafter


def test_two_drafters_change_the_text_at_once_and_no_word_is_lost(
    house: Flask, arrives: Callable[[str], Visitor]
) -> None:
    document = make_document()
    people = make_drafter(document), make_drafter(document)
    db.session.commit()
    address = f"/documents/{document.slug}/draft"
    first, second = (arrives(person.email or "") for person in people)
    for who in (first, second):
        who.open(address)
        who.reads("Working draft", "Only the drafting group sees this")
        assert "Publish revision" not in who.said()
        who.follow("Edit the whole text")
    first.send("Save", markdown=_typed(first).replace("£4.50", "£3.80"))
    first.reads("£3.80")
    second.send("Save", markdown=_typed(second).replace("two bags", "three bags"))
    second.reads("three bags", "£3.80", "both changes are in the draft")
    first.open(f"{address}/whole")
    second.open(f"{address}/whole")
    first.send("Save", markdown=_typed(first).replace("£3.80", "£3"))
    second.send("Save", markdown=_typed(second).replace("£3.80", "£5"))
    assert second.status == 409
    assert "£3." in second.said()
    assert "£5." in _typed(second)
    second.send("Save", markdown=_typed(second))
    second.reads("£5.")
    first.open(f"/documents/{document.slug}/publish")
    assert first.status == 403
    first.open(f"/documents/{document.slug}")
    first.reads("£4.50")


def _typed(who: Visitor) -> str:
    """Return what the big box holds."""
    return next(form.fields["markdown"][0] for form in who.forms() if "markdown" in form.names)
