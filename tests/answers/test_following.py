"""The words a contribution brought about are followed through every later revision."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Flask
from sqlalchemy import delete, select

from consult.answers.following import follow, places_of
from consult.answers.models import Incorporation, IncorporationPlace
from consult.contributions.models import PlacementStatus
from consult.core.fates import Fate
from consult.documents.queries import get_revision, read_revision
from consult.drafting.service import GivenFate
from consult.extensions import db
from tests.pages.story import Story, begin


def take_in(story: Story, name: str, words: str) -> Incorporation:
    """Publish words that somebody asked for, and return what is stored of them."""
    fate = GivenFate(
        reference=story.said[name].reference, fate=Fate.TAKEN_IN, reason="You asked.", words=[story.span(words)]
    )
    story.publish("What you asked for.", fate)
    return db.session.scalars(select(Incorporation).order_by(Incorporation.id.desc())).first()  # type: ignore[return-value]


def told(caused: Incorporation) -> list[tuple[int, PlacementStatus, str]]:
    """Return in which revisions its words are, how, and the words there."""
    found = []
    for place in places_of([caused.id])[caused.id]:
        text = read_revision(get_revision(caused.contribution.document, place.revision.number))
        clauses = [(text.find(key), start, end) for key, start, end in place.segments]
        words = " ".join(one.text[start:end] for one, start, end in clauses if one)
        found.append((place.revision.number, place.status, words))
    return found


def test_words_are_followed_where_they_move_are_reworded_go_and_come_back(app: Flask) -> None:
    story = begin()
    story.say("kerb", "The van stops at the kerb.", "the kerb")
    story.change(("from the kerb, and", "from the door of their own home, and"))
    caused = take_in(story, "kerb", "the door of their own home")
    story.change(("£4.50", "£4.40"))
    story.publish("Cheaper.")
    story.change(
        ("help each passenger from the door of their own home, and carry", "carry"),
        ("A carer travels free.", "A carer travels free, also from the door of their own home."),
    )
    story.publish("Moved to the end.")
    story.change(("the door of their own home", "the front door of their own home"))
    story.publish("Said more plainly.")
    story.change((", also from the front door of their own home", ""))
    story.publish("Taken out.")
    assert [(number, status) for number, status, _ in told(caused)] == [
        (3, PlacementStatus.SAME),
        (4, PlacementStatus.MOVED),
        (5, PlacementStatus.REWORDED),
        (6, PlacementStatus.REMOVED),
    ]
    assert [words for *_, words in told(caused)][:3] == [
        "the door of their own home",
        "the door of their own home",
        "the front door of their own home",
    ]
    story.change(("Journeys run on", "Drivers help people from the door of their own home.\n\nJourneys run on"))
    story.publish("Back.")
    assert told(caused)[-1] == (7, PlacementStatus.MOVED, "the door of their own home")


def test_a_house_that_did_not_follow_words_yet_catches_up(
    app: Flask, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    story = begin()
    story.say("days", "Four days is long.", "four working days")
    story.change(("four working days", "two working days"))
    caused = take_in(story, "days", "two working days")
    for old, new in (("£4.50", "£4.40"), ("£4.40", "£4.30")):
        story.change((old, new))
        story.publish("Another price.")
    before = told(caused)
    db.session.execute(delete(IncorporationPlace))
    follow(story.document)
    db.session.expire_all()
    assert told(caused) == before
    assert [number for number, *_ in before] == [3, 4]
    with count_queries() as statements:
        follow(story.document)
    assert not [one for one in statements if "INSERT" in one]
