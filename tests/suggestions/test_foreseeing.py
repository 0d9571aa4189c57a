"""Before one suggestion is taken in, the desk and its preview say what that does to the others; and so it happens."""

from __future__ import annotations

from consult.core.suggestions import Fit
from consult.drafting import foreseeing, service
from consult.drafting.foreseeing import foresee_all
from consult.drafting.merge_desk import read_desk
from consult.extensions import db
from tests.journeys.visitor import Visitor
from tests.make import now
from tests.suggestions.conftest import Square


def at_desk(square: Square) -> Visitor:
    who = Visitor(square.sign_in(square.officer))
    who.open(f"{square.home}/merge")
    return who


def crowded(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.reword("five pounds", "three pounds")
    square.reword("Children travel", "Under-twelves travel")
    square.reword("five pounds", "four pounds", by=square.partner)
    square.reword("nine", "ten")


def test_the_desk_says_what_taking_one_in_does_to_the_others(square: Square) -> None:
    crowded(square)
    at_desk(square).reads(
        "What taking in S-1 does to the others",
        "S-2 no longer fits: it stays open",
        "S-3 still fits",
        "S-4 has nothing more to change",
        "What taking in S-2 does to the others",
    )
    assert "What taking in S-5" not in square.sign_in(square.officer).get(f"{square.home}/merge").text


def test_what_the_desk_foresaw_is_what_happens(square: Square) -> None:
    crowded(square)
    desk = read_desk(square.document)
    foresee_all(desk)
    first = desk.items[0]
    assert first.suggestion.reference == "S-1"
    assert first.foreseen is not None
    foreseen = {one.reference: one.says for one in first.foreseen}
    before = {one.suggestion.reference: one.fit for one in desk.items}
    service.accept(first.suggestion, expected_save=square.head(), by=square.officer, now=now(), answers=False)
    db.session.commit()
    then = {one.suggestion.reference: one.fit for one in read_desk(square.document).items if one is not first}
    assert then == {"S-2": Fit.COLLIDES, "S-3": Fit.CLEAN, "S-4": Fit.NOTHING, "S-5": Fit.CLEAN}
    assert foreseen == {name: foreseeing.SAYS[before[name], then[name]] for name in ("S-2", "S-3", "S-4")}


def test_the_preview_says_it_of_the_words_in_the_boxes(square: Square) -> None:
    crowded(square)
    who = at_desk(square)
    who.open("/contributions/S-2/merge/words")
    who.reads("What saving these words does to the others", "S-1 no longer fits", "S-3 still fits")
    again = square.sign_in(square.officer).post(
        "/contributions/S-2/merge/words",
        data={"press": "look", "text-0": "Each trip costs four pounds. Children travel free."},
    )
    assert "S-1</a> has nothing more to change" in again.text


def test_who_may_not_save_is_told_of_nothing_that_cannot_happen(square: Square) -> None:
    square.reword("nine", "ten")
    assert "does to the others" not in square.sign_in(square.officer).get(f"{square.home}/merge").text


def test_where_there_is_too_much_to_say_the_desk_leaves_the_rest_to_the_preview(square: Square) -> None:
    crowded(square)
    desk = read_desk(square.document)
    foresee_all(desk, most=3)
    said = {one.suggestion.reference: one.foreseen for one in desk.items}
    assert said["S-1"]
    assert said["S-2"] is None
    assert not said["S-5"]


def test_hundreds_for_one_clause_are_not_all_held_against_each_other(square: Square) -> None:
    for number in range(30):
        square.reword("five pounds", f"{number} pounds")
    page = square.sign_in(square.officer).get(f"{square.home}/merge").text
    assert "S-1 does to the others:" in page
    assert '/contributions/S-30/merge/words">What taking in S-30 does to the others</a>' in page
