"""A suggestion's whole way, without JavaScript: written, backed, merged, published, and traced to its words."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from consult.documents.queries import read_revision
from consult.extensions import db
from consult.jobs.models import Mail
from consult.jobs.sending import handle_events
from consult.notifications.service import HANDLERS
from tests.journeys.visitor import Visitor, mailed_code
from tests.make import make_document, make_drafter, make_officer, make_person, now

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


def test_revised_words_that_collide_are_settled_by_a_person_and_called_adapted(
    house: Flask, arrives: Callable[[str], Visitor]
) -> None:
    document = make_document()
    assert document.newest_revision is not None
    key = next(one.key for one in read_revision(document.newest_revision).clauses if one.text == FARE)
    officer, author, voter = make_officer(document.consultation), make_person("Rhian Cole"), make_person("Vera Vote")
    home, addresses = f"/documents/{document.slug}", [one.email or "" for one in (officer, author, voter)]
    db.session.commit()
    first, second, third = (arrives(one) for one in addresses)

    second.open(f"{home}/suggestions/new?clause={key}")
    second.send("See what changes", **{f"text-{key}": FARE.replace("£4.50", "£2"), "body": "It is dear."})
    second.send("Send")
    third.open("/contributions/S-1")
    vote = next(form for form in third.forms() if form.action.endswith("/vote"))
    third.client.post(vote.action, data={**vote.fields, "value": "agree"})
    third.send("Put my name behind it")
    second.open("/contributions/S-1/revise")
    second.send("See what changes", **{f"text-{key}": FARE.replace("£4.50", "£3 by day"), "body": "Three will do."})
    second.send("Send")
    second.reads("1 agreed with earlier words", "Stood behind earlier words", "Vera Vote")
    handle_events(HANDLERS, now())
    assert [mail.to for mail in db.session.scalars(select(Mail).where(Mail.subject.contains("new words")))] == [
        addresses[2]
    ]

    first.open(f"{home}/draft/clauses/{key}")
    first.send("Save", text=FARE.replace("£4.50", "£4"))
    first.open(f"{home}/merge")
    first.reads("Collides with the draft")
    first.follow("Settle it")
    first.send("Save my words", **{"text-0": FARE.replace("£4.50", "£3 by day, £4 by night")})
    first.reads("S-1 is in the draft, with your words.", "drafted answer: taken in")
    first.open(f"{home}/publish")
    first.send("Publish revision 2", summary="Cheaper by day.")
    second.open("/contributions/S-1")
    second.reads("Taken in", "adapted", "£3 by day, £4 by night")
