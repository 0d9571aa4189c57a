"""Sentence by sentence back to the older words: what each gives back, and that all of them give back all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.putting_back import PutBack, changed_sentences, put_back

SENTENCES = (
    "Pay five. ",
    "Children go **free**. ",
    "Come at nine. ",
    "Bring a coat\\\n",
    "\n\n",
    "no stop ",
    "é ",
    "Go!",
)
texts = st.lists(st.sampled_from(SENTENCES), max_size=6).map("".join) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("old", "new", "each"),
    [
        ("Pay five. Come.", "Pay five. Come.", []),
        ("Pay five. Come.", "Pay ten. Come.", ["Pay five. Come."]),
        ("Pay five. Come. Go.", "Pay ten. Come. Run.", ["Pay five. Come. Run.", "Pay ten. Come. Go."]),
        ("Pay five. Go.", "Pay five. Smile. Go.", ["Pay five. Go."]),
        ("Pay five. Smile. Go.", "Pay five. Go.", ["Pay five. Smile. Go."]),
        ("Pay five. Smile. Go.", "Go.", ["Pay five. Go.", "Smile. Go."]),
        (
            "Pay five. A child goes free.",
            "Pay ten. Every child goes.",
            ["Pay five. Every child goes.", "Pay ten. A child goes free."],
        ),
        ("Pay five. A child goes free.", "Pay ten, and a child goes free.", ["Pay five. A child goes free."]),
        ("Pay five.", "", ["Pay five."]),
        ("", "Pay five.", [""]),
    ],
)
def test_each_sentence_goes_back_alone(old: str, new: str, each: list[str]) -> None:
    assert [put_back(new, [one]) for one in changed_sentences(old, new)] == each


@given(texts, texts)
def test_all_of_them_together_are_the_older_words(old: str, new: str) -> None:
    assert put_back(new, changed_sentences(old, new)) == old


@given(texts, texts)
def test_they_lie_in_order_and_none_is_for_nothing(old: str, new: str) -> None:
    at = 0
    for one in changed_sentences(old, new):
        assert at <= one.start <= one.end <= len(new)
        assert one.words != new[one.start : one.end]
        at = one.end


@given(texts)
def test_words_as_they_stand_have_nothing_to_put_back(text: str) -> None:
    assert changed_sentences(text, text) == ()


@given(texts, texts, st.data())
def test_what_is_put_back_is_no_change_any_more(old: str, new: str, data: st.DataObject) -> None:
    changed = changed_sentences(old, new)
    chosen: list[PutBack] = [one for one in changed if data.draw(st.booleans())]
    rest = put_back(new, chosen)
    assert put_back(rest, changed_sentences(old, rest)) == old
