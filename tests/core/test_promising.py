"""What reads like a promise is offered to officers; what plainly promises nothing is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.clauses import parse
from consult.core.kinds import Kind
from consult.core.promising import Sign, find_promises, sign_of
from consult.core.sentences import sentences
from tests.core.data_folder import real_data

PLAIN = [
    "We will publish each year what was spent, with whom, and on what.",
    "We’ll write to everyone who spoke.",
    "The council will keep a public list of which communities have not been heard.",
    "If the invoices are acceptable, then the panel will approve them.",
    "The provider shall arrive no more than 15 minutes after the time agreed.",
    "Our transport team will ring back within one working day.",
    "We commit to paying travel costs.",
    "The council is right to worry, and we are going to look at it again in May.",
    "We will not close a warm space in winter.",
]
LIKELY = [
    "You will be told your rights in writing.",
    "Meetings will be step-free.",
    "People who give their time and experience to shape a service will have their travel paid.",
    "A grant of less than £5,000 will be decided within ten days.",
    "Four youth spaces will stay open until 10pm.",
    "No consultation will run for less than six weeks.",
    "Any website that is made under this contract shall be open to all.",
]
NEITHER = [
    "Will you publish it?",
    "Costs will vary from month to month.",
    "You will need a form.",
    "A plan that will help people is better than none.",
    "This is a list that the council will find useful.",
    "If it will rain, stay in.",
    "People of good will came.",
    "The contract ends at will.",
    "This means that travel will be cheaper.",
    "It is likely that prices will be higher.",
    "We met in May.",
    "They will want to know.",
    "",
]


@pytest.mark.parametrize("words", PLAIN)
def test_somebody_named_who_says_what_they_will_do_promises_plainly(words: str) -> None:
    assert sign_of(words) is Sign.PLAIN


@pytest.mark.parametrize("words", LIKELY)
def test_what_will_be_done_is_likely_a_promise(words: str) -> None:
    assert sign_of(words) is Sign.LIKELY


@pytest.mark.parametrize("words", NEITHER)
def test_questions_guesses_and_side_clauses_promise_nothing(words: str) -> None:
    assert sign_of(words) is None


@given(st.text(alphabet=st.sampled_from("weil .,?W\nx*’["), max_size=80) | st.text(max_size=80))
def test_whatever_is_found_is_a_whole_sentence_of_the_text(text: str) -> None:
    spans = {(one.start, one.end) for one in sentences(text)}
    found = find_promises(text)
    assert {(one.start, one.end) for one in found} <= spans
    assert [one.start for one in found] == sorted(one.start for one in found)


def test_words_are_found_through_the_marks_of_their_source() -> None:
    text = "We met. **We will** publish [the list](https://example.org/list) each May."
    (one,) = find_promises(text)
    assert one.words == "We will publish the list each May."
    assert text[one.start : one.end].startswith("**We will**")


def spec_texts() -> list[str]:
    folder: Path = real_data("specs")
    files = [*folder.glob("documents/*.md"), folder / "fedramp_Draft_PWS_history" / "007.md"]
    return [
        clause.text
        for file in sorted(files)
        for clause in parse(file.read_text(encoding="utf-8"))
        if clause.kind not in (Kind.HEADING, Kind.CODE)
    ]


def test_in_real_specifications_nearly_every_duty_of_the_contractor_is_found() -> None:
    """Judged by the plainest words a specification has: a sentence that begins with "The contractor shall"."""
    duties, found = 0, 0
    for text in spec_texts():
        promises = {(one.start, one.end) for one in find_promises(text)}
        for span in sentences(text):
            if text[span.start : span.end].lower().startswith(("the contractor shall ", "the contractor will ")):
                duties += 1
                found += (span.start, span.end) in promises
    assert duties >= 15
    assert duties - found <= 2  # "will generally be expected to", "will not be required to"
