"""A suggestion's whole way, without JavaScript: written, backed, merged, published, and traced to its words."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from consult.documents.queries import read_revision
from consult.extensions import db
from tests.journeys.visitor import Visitor, mailed_code
from tests.make import make_document, make_drafter, make_officer, make_person

FARE = "A single journey costs no more than £4.50. A carer travels free."


def test_a_resident_s_words_end_up_in_the_text_and_their_page_says_so(
    house: Flask, visitor: Visitor, arrives: Callable[[str], Visitor]
) -> None:
    document = make_document()
    assert document.newest_revision is not None
    key = next(one.key for one in read_revision(document.newest_revision).clauses if one.text == FARE)
    officer, drafter, neighbour = make_officer(document.consultation), make_drafter(document), make_person("Nell Near")
    home, addresses = f"/documents/{document.slug}", [one.email or "" for one in (officer, drafter, neighbour)]
    db.session.commit()

    # A resident whom nobody knows suggests other words for one sentence, and says who they are afterwards.
    visitor.open(home)
    visitor.follow("Suggest other words for 2.1")
    visitor.open(f"{home}/clauses/{key}")
    name, value = visitor.choice("Suggest other words")
    _, sentence = visitor.choice("A carer travels free.")
    visitor.send("Send", **{name: value, "sentence": sentence, "body": "My sister needs two carers."})
    visitor.send("See what changes", **{f"text-{key}": "Up to two carers travel free."})
    visitor.reads("What it would change", "My sister needs two carers.")
    visitor.send("Send")
    visitor.send("Send me a code", email="rhian@example.org", shown_as="Rhian Cole")
    visitor.send("Send what I wrote", code=mailed_code(house))
    visitor.reads("S-1", "suggests other words")

    # A neighbour votes for it and puts their name behind it.
    third = arrives(addresses[2])
    third.open("/contributions/S-1")
    third.send("Put my name behind it")
    third.reads("Nell Near")

    # A drafter takes it in; an officer answers and publishes.
    second = arrives(addresses[1])
    second.open("/desk")
    second.follow("Merge desk")
    second.reads("Behind it: Nell Near", "Fits the draft", "An officer answers it")
    second.send("Take in S-1")
    second.reads("S-1 is in the draft.", "no answer yet")
    first = arrives(addresses[0])
    first.open(f"{home}/merge")
    first.follow("Answer it")
    first.send("Keep this as a draft", fate="taken in")
    first.open(f"{home}/publish")
    first.reads("Nothing stands between the draft and the public.")
    first.send("Publish revision 2", summary="Two carers travel free.")
    first.reads("S-1")

    # Everybody sees what became of it, down to the words.
    visitor.open("/contributions/S-1")
    visitor.reads("Taken in", "with revision 2", "word for word", "Up to two carers travel free.")
    visitor.open(home)
    visitor.reads("Up to two carers travel free.")
