"""What is nearly the same comes together, and nothing else, in whatever order it is given."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.insight.alike.grouping import group
from consult.insight.alike.words import compared_words
from tests.benchmarks.insight.alike import make_task, pairs

CAMPAIGN = "The number 12 bus takes my mother to the hospital twice a week, please do not let it stop at Easter."
OTHERS = [
    "Put more benches along the river path, older people need a rest half way.",
    "The library should open on Sunday afternoons because children have homework to finish.",
    "Why is the recycling centre closed on every bank holiday when people have time to go there?",
    "I would rather pay a little more council tax than lose the youth club in Mill Lane.",
    "Street lights near the station have been broken since autumn and nobody came to mend them.",
]
COPIES = [
    CAMPAIGN,
    "Dear councillors, the number 12 bus takes my father to the hospital twice a week, please don't let it stop. Ann",
    "Hello! The no 12 bus takes my mother to hospital twice every week, do not let it stop at Easter. Thank you.",
    "THE NUMBER 12 BUS TAKES MY MOTHER TO THE HOSPITAL TWICE A WEEK, PLEASE DO NOT LET IT STOP AT EASTER!!!",
]


def bodies_of(bodies: list[str]) -> set[frozenset[str]]:
    """Return the groups as sets of words."""
    return {frozenset(bodies[member] for member in one.members) for one in group(bodies)}


def test_copies_with_a_few_other_words_and_a_greeting_are_one_group() -> None:
    assert bodies_of(OTHERS + COPIES) == {frozenset(COPIES)}


def test_the_lead_is_what_most_people_sent() -> None:
    bodies = [*OTHERS, *COPIES, CAMPAIGN, CAMPAIGN]
    (found,) = group(bodies)
    assert bodies[found.lead] == CAMPAIGN
    assert found.scores[found.members.index(found.lead)] == 1
    assert all(0.33 <= score <= 1 for score in found.scores)


def test_short_words_come_together_only_when_they_are_the_same() -> None:
    bodies = ["I agree", "I agree!", "i AGREE.", "I disagree", "I agree with it", "Good", "Good idea"]
    assert bodies_of(bodies) == {frozenset(bodies[:3])}


def test_a_greeting_that_many_use_brings_nobody_together() -> None:
    greeting = "As somebody who lives here I want to say that "
    bodies = [greeting + other[0].lower() + other[1:] for other in OTHERS]
    bodies += [greeting + words for words in ("parks close too early", "rents are too high", "dogs need room")]
    assert bodies_of(bodies) == set()


def test_a_campaign_most_people_joined_is_still_seen() -> None:
    chance = random.Random(5)
    words = CAMPAIGN.split()
    bodies = list(OTHERS)
    for _ in range(60):
        dropped = chance.randrange(len(words))
        bodies.append(" ".join(words[:dropped] + words[dropped + 1 :]))
    (found,) = group(bodies)
    assert set(found.members) == set(range(5, 65))


def test_nothing_given_gives_nothing() -> None:
    assert group([]) == group(["One comment that stands all by itself."]) == []


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_they_come_in_does_not_matter(chance: random.Random) -> None:
    bodies = OTHERS + COPIES + ["I agree", "I agree."]
    shuffled = chance.sample(bodies, len(bodies))
    assert bodies_of(shuffled) == bodies_of(bodies)


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), max_size=12))
def test_whatever_is_typed_each_is_in_one_group_at_most(bodies: list[str]) -> None:
    members = [member for one in group(bodies) for member in one.members]
    assert len(members) == len(set(members))
    assert all(one.lead in one.members and len(one.scores) == len(one.members) > 1 for one in group(bodies))


def test_thanks_in_the_middle_are_no_sign_off() -> None:
    assert compared_words("They came. Thanks to all the staff on the ward!")[-1] == "ward"
    assert compared_words("They never came again")[0] == "they"


@pytest.mark.slow
def test_real_comments_copied_with_other_words_are_found_again() -> None:
    task = make_task(3, 60, 1_500)
    precision, recall = pairs([one.members for one in group(task.bodies)], task.sources)
    assert precision >= 0.95
    assert recall >= 0.95
