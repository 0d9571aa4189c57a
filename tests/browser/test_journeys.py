"""One journey of each role in a real browser: with JavaScript off, and by keyboard alone with it on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import House
from tests.browser.hands import Hands
from tests.journeys.visitor import mailed_code

pytestmark = pytest.mark.browser

Arrive = Callable[..., Hands]


@pytest.fixture(params=["without JavaScript", "by keyboard alone"])
def arrive(request: pytest.FixtureRequest, enter: Callable[..., BrowserContext]) -> Arrive:
    """Give a function that brings somebody to the house, by one way and the other."""
    keyboard = request.param == "by keyboard alone"

    def come(house: House, role: str = "nobody") -> Hands:
        return Hands(enter(house, role, script=keyboard, width=1280 if keyboard else 360).new_page(), keyboard)

    return come


def test_a_resident_comments_on_a_sentence_and_says_who_they_are(fresh_house: House, arrive: Arrive) -> None:
    hands = arrive(fresh_house)
    hands.open("/")
    hands.follow("Getting about after eight")
    hands.follow("Read it and comment")
    hands.reads("travels free.")
    hands.follow("on 1.2(b)")
    hands.choose("The whole of")
    hands.write("What do you want to say?", "Four bags would be better.")
    hands.choose("Unsure")
    hands.press("Send")
    hands.reads("Nothing is lost", "Four bags would be better.")
    hands.write("Your e-mail address", "new@example.org")
    hands.write("Your name, as others will see it", "Cy Moss")
    hands.press("Send me a code")
    hands.write("The six digits", mailed_code(fresh_house.app))
    hands.press("Send what I wrote")
    hands.reads("Thank you", "Four bags would be better.", "Cy Moss")


def test_a_resident_without_mail_leaves_a_name(fresh_house: House, arrive: Arrive) -> None:
    hands = arrive(fresh_house)
    hands.open(fresh_house.town.names["empty"])
    hands.follow("Say something about the whole document")
    hands.press("Send")
    hands.reads("Not sent yet")
    hands.write("What do you want to say?", "I have no mail.")
    hands.press("Send")
    hands.write("Your name", "Old Tom")
    hands.press("Leave it with my name")
    hands.reads("We have it")


def test_a_partner_signs_in_votes_and_replies_for_the_organisation(fresh_house: House, arrive: Arrive) -> None:
    hands = arrive(fresh_house)
    hands.open("/")
    hands.follow("Sign in")
    with fresh_house.app.app_context():
        from sqlalchemy import select

        from consult.accounts.models import Person
        from consult.extensions import db

        address = db.session.scalars(select(Person.email).where(Person.name == "Amina Yusuf")).one()
    hands.write("e-mail address", address or "")
    hands.press("Send me a code")
    hands.write("six digits", mailed_code(fresh_house.app))
    hands.press("Sign in")
    hands.reads("Amina Yusuf")
    hands.open("/contributions/C-3")
    hands.press("Agree with C-3")
    hands.reads("Agree with C-3: 1")
    hands.follow("Reply")
    hands.write("Your reply", "So say we.")
    hands.pick("Who speaks?", "I speak for Ashmere Carers’ Circle")
    hands.press("Send")
    hands.reads("So say we.", "for Ashmere Carers’ Circle")


def test_a_drafter_changes_a_clause(fresh_house: House, arrive: Arrive) -> None:
    hands = arrive(fresh_house, "drafter")
    hands.open(fresh_house.town.names["full"])
    hands.follow("Go to the working draft")
    hands.follow("Edit the whole text")
    hands.change("The text", "A carer travels free", "Two carers travel free")
    hands.press("Show what changes")
    hands.reads("Nothing is saved yet")
    hands.press("Save this text")
    hands.reads("Two carers travel free")
    hands.open(fresh_house.town.names["draft-clause"])
    hands.choose("Open")
    hands.press("Save what can change")
    hands.reads("Working draft")


def test_an_officer_answers_everybody_and_publishes(fresh_house: House, arrive: Arrive) -> None:
    hands = arrive(fresh_house, "officer")
    names = fresh_house.town.names
    hands.open("/desk")
    hands.open("/contributions/C-3/fate")
    hands.choose("Taken in")
    hands.write("Reason or answer", "You are right.")
    hands.choose("five working days")
    hands.press("Keep this as a draft")
    hands.reads("drafted")
    hands.open(f"{names['full']}/publish")
    hands.write("What changed, in plain words", "Five days instead of four.")
    hands.press("Publish revision 3")
    hands.reads("Revision 3 is not published yet", "Five days instead of four.")
    hands.write("The reason, in public", "The timetable is printed tonight.")
    hands.press("Publish revision 3")
    hands.reads("Five days instead of four.", "The timetable is printed tonight.", "C-3")


def test_an_officer_makes_a_consultation_and_opens_it(fresh_house: House, arrive: Arrive) -> None:
    hands = arrive(fresh_house, "officer")
    hands.open("/desk")
    hands.follow("New consultation")
    hands.write("Title", "Doors open late")
    hands.write("What is this for?", "To agree until when.")
    hands.press("Make it")
    hands.follow("Add a document")
    hands.write("Title", "Opening hours")
    hands.write("Or write it here", "# Opening hours\n\nThe hall closes at ten.")
    hands.press("Add it")
    hands.reads("The hall closes at ten.")
    hands.follow("Doors open late")
    hands.follow("Open, close or move it on")
    hands.choose("Open")
    hands.write("Why?", "Everybody is ready.")
    hands.press("Move it on")
    hands.reads("Everybody is ready.")


def test_an_administrator_makes_an_organisation_with_an_officer(fresh_house: House, arrive: Arrive) -> None:
    hands = arrive(fresh_house, "administrator")
    hands.open("/organisations")
    hands.follow("Add an organisation")
    hands.write("Name", "Lantern Street Pantry")
    hands.press("Save")
    hands.write("address", "lena@example.org")
    hands.write("Name", "Lena Park")
    hands.choose("Officer")
    hands.press("Add")
    hands.reads("Lena Park", "Officer")
