"""A resident, once, from a phone without an account: from the first page to what became of it."""

from __future__ import annotations

from flask import Flask

from tests.journeys.visitor import Visitor, mailed_code
from tests.make import make_document


def test_a_resident_says_something_about_one_sentence_and_then_who_they_are(house: Flask, visitor: Visitor) -> None:
    document = make_document()
    visitor.open("/")
    visitor.reads(document.consultation.title)
    visitor.open("/consultations")
    visitor.follow(document.consultation.title)
    visitor.reads("To agree how people get about.")
    visitor.follow(document.title)
    visitor.reads("A carer travels free.", "Nobody has said anything yet")
    assert not visitor.forms(), "the reading room of somebody not signed in carries no form"
    clause = next(
        key for key in _clause_addresses(visitor) if "A carer travels free." in Visitor(visitor.client).open(key)
    )
    visitor.open(clause)
    name, value = visitor.choice("A carer travels free.")
    vote = visitor.choice("Disagree")
    visitor.send("Send", **{name: value, vote[0]: vote[1]}, body="Two carers, please.\nOne is not enough.")
    visitor.reads("Nothing is lost", "Two carers, please.")
    visitor.send("Send me a code", email="bea@example.org", shown_as="Bea Ray")
    visitor.reads("We sent six digits")
    visitor.send("Send what I wrote", code=mailed_code(house))
    visitor.reads("Thank you", "Two carers, please. One is not enough.", "Bea Ray", "1 disagree")
    visitor.follow("C-1")
    visitor.reads("A carer travels free.", "Then: revision 1", "No answer yet")
    visitor.follow("Change your words")
    visitor.send("Save", body="Two carers, please.")
    visitor.follow("C-1")
    assert "One is not enough." not in visitor.said()
    visitor.follow("Take it back")
    visitor.send("Take it back")
    visitor.open("/contributions/C-1")
    visitor.reads("taken back")


def test_a_resident_without_mail_leaves_a_name_only(house: Flask, visitor: Visitor) -> None:
    document = make_document()
    visitor.open(f"/documents/{document.slug}")
    visitor.follow("Say something about the whole document")
    visitor.send("Send", body="I have no e-mail.")
    visitor.send("Leave it with my name", name="Old Tom")
    visitor.reads("We have it", "C-1")
    visitor.open(f"/documents/{document.slug}/contributions")
    visitor.reads("Nobody has said anything yet")


def _clause_addresses(visitor: Visitor) -> list[str]:
    """List the addresses of the clauses that a page leads to."""
    found = dict.fromkeys(
        link.attrib["href"].partition("#")[0].partition("?")[0]
        for link in visitor.tree().iter("a")
        if "/clauses/" in link.attrib.get("href", "")
    )
    return list(found)
