"""Which save first had these words."""

import random
import sys
from itertools import pairwise
from types import FrameType

from hypothesis import given
from hypothesis import strategies as st

from consult.core.blame import Origins, Span, blame
from consult.core.diff import diff

PROSE = st.lists(
    st.sampled_from(["the", "panel", "meets", "monthly.", "Five", "pounds", "\n\n", "- an", "item\n", "and,"]),
    max_size=25,
).map(" ".join)
MEETING = "The panel meets on the first Monday of each month in the town hall.\n"
FARES = "Residents of the borough pay five pounds for each visit they make.\n"


def origins(text: str, spans: list[Span]) -> dict[str, int]:
    return {text[span.start : span.end].strip(): span.index for span in spans}


@given(st.lists(PROSE, min_size=1, max_size=5))
def test_spans_tile_the_last_text(texts: list[str]) -> None:
    spans = blame(texts)
    assert "".join(texts[-1][span.start : span.end] for span in spans) == texts[-1]
    assert all(first.end == second.start for first, second in pairwise(spans))
    assert all(0 <= span.index < len(texts) and span.start < span.end for span in spans)


@given(PROSE, PROSE)
def test_what_the_difference_keeps_has_the_older_origin(old: str, new: str) -> None:
    by_place = [0] * len(new)
    for span in blame([old, new]):
        by_place[span.start : span.end] = [span.index] * (span.end - span.start)
    at = 0
    for change in diff(old, new):
        if change.op == "equal":
            assert not any(by_place[at : at + len(change.new)])
        at += len(change.new)


@given(st.lists(PROSE, min_size=1, max_size=5))
def test_one_text_at_a_time_gives_the_same_as_all_at_once(texts: list[str]) -> None:
    step = Origins()
    for index, text in enumerate(texts):
        step.advance(text, index)
    assert step.spans == blame(texts)


@given(PROSE, PROSE)
def test_a_whole_text_that_returns_has_its_first_origins(first: str, second: str) -> None:
    assert all(span.index == 0 for span in blame([first, second, first]))


def test_a_new_word_is_new_and_the_rest_is_old() -> None:
    spans = blame([FARES, FARES.replace("five", "ten")])
    assert origins(FARES.replace("five", "ten"), spans)["ten"] == 1
    assert [span.index for span in spans] == [0, 1, 0]


def test_a_moved_clause_keeps_its_origin() -> None:
    old = MEETING + "\n" + FARES + "\nMinutes are published.\n"
    new = FARES + "\nMinutes are published.\n\n" + MEETING
    assert {span.index for span in blame([old, new])} == {0}


def test_words_taken_out_and_put_back_beside_other_edits_keep_their_origin() -> None:
    first = MEETING + FARES
    third = MEETING.replace("town hall", "library") + FARES
    spans = blame([first, FARES, third])
    assert origins(third, spans)["library."] == 2
    assert {span.index for span in spans} == {0, 2}


def test_one_word_put_back_in_its_place_keeps_its_origin() -> None:
    texts = [FARES, FARES.replace("five", "ten"), FARES + "More.", FARES.replace("five", "ten") + "More."]
    spans = blame(texts)
    assert origins(texts[-1], spans)["ten"] == 1
    assert spans[-1].index == 2


def test_the_same_word_elsewhere_is_new() -> None:
    texts = ["One five two. Three four.", "One ten two. Three four.", "One ten two. Three five four."]
    assert origins(texts[-1], blame(texts))["five"] == 2


def test_one_more_text_costs_calls_for_what_changed_and_not_for_all_that_came_before() -> None:
    step, texts = Origins(), edited_again_and_again(400)
    calls = [0] * len(texts)

    def count(_frame: FrameType, event: str, _what: object) -> None:
        calls[number] += event in ("call", "c_call")

    for number, text in enumerate(texts):
        sys.setprofile(count)
        try:
            step.advance(text, number)
        finally:
            sys.setprofile(None)
    early, late = sum(calls[80:120]), sum(calls[360:400])
    assert late < 1.25 * early
    assert len(step.spans) > 300


def edited_again_and_again(count: int) -> list[str]:
    """Make texts of 300 sentences, each with one word of the text before changed."""
    rng = random.Random(5)
    lines = [f"Rule {number} is kept by all who live in the borough." for number in range(300)]
    texts = []
    for number in range(count):
        line = lines[at := rng.randrange(300)].split()
        line[rng.randrange(3, len(line))] = f"new{number}"
        lines[at] = " ".join(line)
        texts.append("\n".join(lines))
    return texts
