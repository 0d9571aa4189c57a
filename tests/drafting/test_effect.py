"""The effect of the working draft on every contribution, and places set by hand."""

from __future__ import annotations

import pytest
from flask import Flask

from consult.contributions.models import PlacementStatus
from consult.contributions.placing import place_late
from consult.contributions.segments import Segment
from consult.core.errors import Refused
from consult.documents.queries import get_revision
from consult.drafting import service
from tests.drafting.conftest import add_comment as say
from tests.drafting.conftest import key_of
from tests.drafting.test_publishing import edit, noted, placement, publish, words_at
from tests.make import make_document, make_officer, now

OLD = "arrive no more than 15 minutes after the time agreed"
NEW = "come to the kerb and wait there, 15 minutes after the time agreed at the latest, with the engine off"


def test_the_effect_shows_what_publishing_would_store_and_stores_nothing(app: Flask) -> None:
    document = make_document()
    same, reworded = say(document, "two bags"), say(document, OLD)
    edit(document, OLD, NEW)
    before = {item.contribution.id: item.placed for item in service.effect(document).items}
    revision = publish(document, *noted(same, reworded))
    for comment in (same, reworded):
        stored = placement(comment, revision)
        assert before[comment.id].status is stored.status
        assert [list(one) for one in before[comment.id].segments] == stored.segments


def test_weak_places_come_first(app: Flask) -> None:
    document = make_document()
    say(document, "two bags")
    weak = say(document, OLD)
    edit(document, OLD, NEW)
    effect = service.effect(document)
    assert effect.items[0].contribution == weak
    assert effect.items[0].placed.is_weak
    assert [item.contribution for item in effect.weak] == [weak]


def test_a_place_set_by_hand_is_stored_with_who_set_it(app: Flask) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    comment = say(document, OLD)
    edit(document, OLD, NEW)
    key = key_of(document, "come to the kerb")
    service.set_place(comment, [Segment(key, 0, 16)], by=officer, now=now())
    assert service.effect(document).weak == ()
    found = placement(comment, publish(document, *noted(comment)))
    assert found.segments == [[key, 0, 16]]
    assert (found.status, found.confirmed_by_id) == (PlacementStatus.REWORDED, officer.id)


def test_a_place_confirmed_is_no_longer_weak(app: Flask) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    comment = say(document, OLD)
    edit(document, OLD, NEW)
    service.confirm_place(comment, by=officer, now=now())
    assert service.effect(document).weak == ()
    assert placement(comment, publish(document, *noted(comment))).confirmed_by_id == officer.id


def test_a_place_cleared_by_hand_is_removed_until_the_very_words_return(app: Flask) -> None:
    document = make_document()
    comment = say(document, OLD)
    edit(document, OLD, NEW)
    service.clear_place(comment, by=None, now=now())
    second = publish(document, *noted(comment))
    assert placement(comment, second).status is PlacementStatus.REMOVED
    edit(document, "two bags", "three bags")
    third = publish(document)
    assert placement(comment, third).status is PlacementStatus.REMOVED
    edit(document, NEW, OLD)
    fourth = publish(document)
    assert placement(comment, fourth).status is PlacementStatus.SAME


def test_a_place_set_on_words_that_changed_since_holds_no_more(app: Flask) -> None:
    document = make_document()
    comment = say(document, "two bags")
    key = key_of(document, "two bags")
    edit(document, "up to **two bags**", "up to **two bags** or a pram")
    service.set_place(comment, [Segment(key, 0, 4)], by=None, now=now())
    edit(document, "help each passenger", "lend each passenger a hand")
    (item,) = service.effect(document).items
    assert item.placed.confirmed_at is None
    assert item.words == "two bags"


def test_a_published_place_can_be_set_right_afterwards(app: Flask) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    comment = say(document, OLD)
    edit(document, OLD, NEW)
    revision = publish(document, *noted(comment))
    key = key_of(document, "come to the kerb")
    service.set_place(comment, [Segment(key, 0, 4)], by=officer, now=now())
    assert words_at(revision, placement(comment, revision)) == ["come"]
    assert placement(comment, revision).confirmed_by_id == officer.id


def test_a_place_outside_the_text_is_refused(app: Flask) -> None:
    document = make_document()
    comment = say(document, "two bags")
    edit(document, "two bags", "three bags")
    with pytest.raises(Refused):
        service.set_place(comment, [Segment("nokey", 0, 4)], by=None, now=now())


def test_what_arrives_late_has_a_place_in_every_revision_since(app: Flask) -> None:
    document = make_document()
    edit(document, "carry up to **two bags**", "carry as many as **two bags**")
    second = publish(document)
    key = key_of(document, "carry as many as")
    service.save_clause(document, key, "", expected_save=document.head.public_id, by=None, now=now())  # type: ignore[union-attr]
    third = publish(document)
    late = say(document, "from the kerb", revision=get_revision(document, 1))
    place_late(late)
    assert placement(late, second).status is PlacementStatus.SAME
    assert words_at(second, placement(late, second)) == ["from the kerb"]
    assert placement(late, third).status is PlacementStatus.REMOVED
    assert placement(late, third).segments == placement(late, second).segments
