"""What is private stands in no form of the public edition, and what belongs to nobody in none at all."""

from __future__ import annotations

import pytest

from consult.answers.queries import fates_of
from consult.answers.replies import service as replying
from consult.answers.replies.models import Way
from consult.consultations.models import Audience, Invitation
from consult.contributions.service import withdraw
from consult.core.errors import Refused
from consult.core.stages import Stage
from consult.exchange.recording.facts import Edition
from consult.exchange.recording.making import Form
from consult.extensions import db
from tests.exchange.recording.conftest import Records
from tests.exchange.recording.world import World, all_text
from tests.make import make_organisation, now


@pytest.mark.slow
@pytest.mark.parametrize("form", list(Form))
def test_the_public_edition_holds_nothing_private_and_all_that_is_public(
    world: World, records: Records, form: Form
) -> None:
    _, files = records.make(Edition.PUBLIC, form)
    text = all_text(files[form])
    leaked = {name: mark for name, mark in (world.inside | world.nowhere).items() if mark.lower() in text.lower()}
    assert leaked == {}
    assert [name for name, mark in world.public.items() if mark not in text] == []


@pytest.mark.slow
@pytest.mark.parametrize("form", list(Form))
def test_the_full_edition_holds_what_officers_may_see_but_no_accounts_votes_or_words_taken_back(
    world: World, records: Records, form: Form
) -> None:
    _, files = records.make(Edition.FULL, form)
    text = all_text(files[form])
    assert {name: mark for name, mark in world.nowhere.items() if mark.lower() in text.lower()} == {}
    expected = set(world.inside) - (set() if form is Form.ZIP else {"log"})  # the log itself lies in the zip only
    assert sorted(name for name in expected if world.inside[name] not in text) == []


def test_what_is_hidden_is_a_number_with_the_public_reason(world: World, records: Records) -> None:
    facts, _ = records.make(Edition.PUBLIC, Form.ZIP)
    stubs = [one for one in facts.said() if one["stub"]]
    assert [set(one) for one in stubs] == [{"reference", "kind", "document", "status", "at", "stub"}] * 2
    assert "It named a child." in stubs[0]["stub"]
    assert facts.tallies.stubs == 2


@pytest.mark.parametrize("edition", list(Edition))
def test_whoever_takes_back_what_they_said_takes_back_what_they_added_to_its_answer(
    world: World, records: Records, edition: Edition
) -> None:
    said = world.story.said["days"]
    (entry,) = fates_of([said.id])[said.id]
    replying.reply(entry, False, "I meant the addedxylophone.", way=Way.PAGE, now=now(), by=said.author)
    db.session.commit()
    before, _ = records.make(edition, Form.ZIP)
    assert "addedxylophone" in str(list(before.said()))
    withdraw(said, by=said.author, now=now())
    db.session.commit()
    after, files = records.make(edition, Form.ZIP)
    assert "addedxylophone" not in str(list(after.said()))
    assert "addedxylophone" not in all_text(files[Form.ZIP])


def test_no_edition_says_who_voted_what(world: World, records: Records) -> None:
    facts, _ = records.make(Edition.FULL, Form.ZIP)
    rows = list(facts.log())
    closed = [row for row in rows if row.get("sealed")]
    assert len(closed) == 2  # the two votes of the story
    assert all(set(row) == {"number", "previous", "hash", "sealed"} for row in closed)
    assert "vote:cast" not in str(rows)


def test_there_is_no_public_edition_of_what_is_not_public(world: World, records: Records) -> None:
    world.consultation.stage = Stage.DRAFTING
    db.session.commit()
    with pytest.raises(Refused, match="once it has opened"):
        records.make(Edition.PUBLIC, Form.ZIP)


def test_who_was_once_invited_to_what_is_for_everybody_is_not_named_in_public(world: World, records: Records) -> None:
    db.session.add(Invitation(consultation_id=world.consultation.id, organisation_id=make_organisation().id))
    world.consultation.audience = Audience.EVERYONE
    db.session.commit()
    facts, _ = records.make(Edition.PUBLIC, Form.ZIP)
    assert facts.invited == []
    world.consultation.audience = Audience.INVITED
    db.session.commit()
    facts, _ = records.make(Edition.PUBLIC, Form.ZIP)
    assert len(facts.invited) >= 1
