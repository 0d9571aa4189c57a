"""Somebody who revises a suggestion over and over is stopped, and those who backed it get no heap of mails."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.contributions.models import Contribution
from consult.contributions.revising import MOST, MOST_TIME
from consult.contributions.service import NewSuggestion, cosign, revise, withdraw
from consult.core.errors import TooMuch
from consult.core.suggestions import Reword
from consult.extensions import db
from consult.jobs.models import Mail
from consult.jobs.sending import handle_events
from consult.notifications.service import HANDLERS, REVISED_EVERY
from consult.voting.models import VoteValue
from consult.voting.service import vote_on_contribution
from tests.journeys.visitor import Visitor
from tests.make import now
from tests.suggestions.conftest import Square


def give_new_words(square: Square, made: Contribution, price: int, at: datetime) -> None:
    change = Reword(square.key("five pounds"), f"Each trip costs {price} pounds.")
    revise(made, NewSuggestion(changes=[change], reason=f"{price} is fairer."), by=square.resident, now=at)
    db.session.commit()


def told(at: datetime) -> list[str]:
    """Let the worker do what is due, and return the mails about new words, oldest first."""
    handle_events(HANDLERS, at)
    mails = db.session.scalars(select(Mail).where(Mail.subject == "S-1 has new words").order_by(Mail.id)).all()
    return [one.body for one in mails]


@pytest.fixture
def backed(square: Square) -> Contribution:
    made = square.reword("five pounds", "four pounds")
    vote_on_contribution(made, VoteValue.AGREE, person=square.partner, now=now())
    cosign(made, None, by=square.officer, now=now())
    db.session.commit()
    return made


def test_new_words_are_taken_so_often_and_again_after_a_while(app: Flask, square: Square, backed: Contribution) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    began = now()
    for number in range(MOST):
        give_new_words(square, backed, number + 10, began)
    with pytest.raises(TooMuch, match="within an hour"):
        give_new_words(square, backed, 2, began)
    db.session.rollback()
    assert backed.version == MOST + 1
    give_new_words(square, backed, 2, began + MOST_TIME + timedelta(seconds=1))
    assert backed.version == MOST + 2


def test_who_revises_too_often_gets_the_typed_words_back(app: Flask, square: Square, backed: Contribution) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    for number in range(MOST):
        give_new_words(square, backed, number + 10, now())
    who, key = Visitor(square.sign_in(square.resident)), square.key("five pounds")
    who.open("/contributions/S-1/revise")
    who.send("See what changes", **{f"text-{key}": "Each trip is two pounds.", "body": "My typed reason."})
    page = who.send("Send")
    assert who.status == 429
    assert all(words in page for words in ("within an hour", "My typed reason.", "Each trip is two pounds."))


def test_backers_are_told_of_many_new_words_once_an_hour_and_of_the_last(square: Square, backed: Contribution) -> None:
    began = now()
    give_new_words(square, backed, 1, began)
    assert len(told(began)) == 2
    for minutes, price in ((5, 2), (10, 3)):
        give_new_words(square, backed, price, began + timedelta(minutes=minutes))
        assert len(told(began + timedelta(minutes=minutes))) == 2
    assert len(told(began + REVISED_EVERY - timedelta(seconds=1))) == 2
    later = told(began + REVISED_EVERY)
    assert len(later) == 4
    assert all("3 is fairer." in one for one in later[2:])
    assert len(told(began + 5 * REVISED_EVERY)) == 4


def test_what_is_taken_back_before_they_are_told_is_told_to_nobody(square: Square, backed: Contribution) -> None:
    began = now()
    give_new_words(square, backed, 1, began)
    told(began)
    give_new_words(square, backed, 2, began)
    told(began)
    withdraw(backed, by=square.resident, now=began)
    db.session.commit()
    assert len(told(began + 2 * REVISED_EVERY)) == 2
