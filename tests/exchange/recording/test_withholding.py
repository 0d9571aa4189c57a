"""A record is given to nobody once words it holds are gone, and nothing said afterwards takes it away."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from consult.answers.challenges import service as challenging
from consult.answers.challenges.models import Challenge
from consult.answers.dissent import service as dissent
from consult.answers.dissent.models import MinorityNote
from consult.contributions.changing import withdraw
from consult.documents.classing import find_change
from consult.exchange.recording.withholding import holds_gone_words
from consult.extensions import db
from tests.exchange.recording.world import World, make_world
from tests.make import make_comment, make_person, make_record, now


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


def challenged(world: World, reason: str) -> Challenge:
    change = find_change(world.document, 2, world.story.key("Passengers"))
    assert change is not None
    return challenging.challenge(change, reason, by=make_person(), now=now())


def test_what_was_said_and_taken_back_afterwards_takes_no_record_away(world: World) -> None:
    made = make_record(world.consultation, by=world.officer)
    said = make_comment(world.document, by=(author := make_person()))
    withdraw(said, by=author, now=now())
    late = challenged(world, "It is a change of meaning.")
    challenging.withdraw(late.change, by=late.by, now=now())
    assert not holds_gone_words(made)


@pytest.mark.parametrize("brought_anew", [False, True])
def test_a_reason_hidden_since_stays_withheld_though_its_author_brings_another(
    world: World, brought_anew: bool
) -> None:
    one = challenged(world, "An insult.")
    made = make_record(world.consultation, by=world.officer)
    assert not holds_gone_words(made)
    challenging.hide(one, "It was an insult.", by=world.officer, now=now())
    if brought_anew:
        challenging.withdraw(one.change, by=one.by, now=now())
        challenging.challenge(one.change, "It is no slip.", by=one.by, now=now())
    assert holds_gone_words(made)


def test_a_name_taken_back_from_a_printed_note_withholds_the_record(world: World) -> None:
    made = make_record(world.consultation, by=world.officer)
    note = db.session.scalars(select(MinorityNote).where(MinorityNote.agreed_at.is_not(None))).one()
    dissent.take_name_back(note, by=note.signatures[0].person, now=now())
    assert holds_gone_words(made)
