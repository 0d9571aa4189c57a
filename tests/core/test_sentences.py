"""Sentences, as councils and residents write them: `|` stands where one ends and the next begins."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consult.core.sentences import Span, sentences
from tests.core.sentence_cases import ENGLISH, GERMAN, OTHER_SCRIPTS

SIGNS = (
    "a A Ab 1 12. . ? ! … ... ( ) [ ] “ ” „ \" ' ’ » « * ** ` \\ | # - — : ; , 。 । [^1] [x](/y) <b> </p> ¹ é ß 👍 :-)"
)
WORDS = "e.g. z. B. Cllr. Str. etc. The Die (a) 1.)"
PIECES = [*SIGNS.split(), *WORDS.split(), " ", "  ", "\n", "\\\n", "\t", "\xa0"]
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60)


def words_of(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


@pytest.mark.parametrize("case", ENGLISH + GERMAN + OTHER_SCRIPTS)
def test_sentences_end_where_a_reader_ends_them(case: str) -> None:
    assert words_of(case.replace("|", "")) == [part.strip().removesuffix("\\") for part in case.split("|")]


def test_blank_text_has_no_sentences() -> None:
    assert sentences("") == ()
    assert sentences(" \n ") == ()


def test_there_are_enough_different_hard_cases() -> None:
    assert len(set(ENGLISH)) >= 260
    assert len(set(GERMAN)) >= 70


@settings(max_examples=600, deadline=None)
@given(HOSTILE)
def test_sentences_are_in_order_and_hold_all_that_is_not_blank(text: str) -> None:
    spans = sentences(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    edges = [Span(0, 0), *spans, Span(len(text), len(text))]
    between = [text[one.end : other.start] for one, other in pairwise(edges)]
    assert not "".join(re.sub(r"\\(?=\n)", "", part) for part in between).strip()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(ENGLISH + GERMAN), min_size=1, max_size=4))
@example(["Really?!| Yes.", "As Lord Bingham said, cf. para. 12, the test is objective."])
def test_a_line_break_keeps_what_stands_on_each_line(cases: list[str]) -> None:
    texts = [case.replace("|", "") for case in cases]
    alone = [words for text in texts for words in words_of(text)]
    assert words_of("\\\n".join(texts)) == alone


@pytest.mark.parametrize(
    "piece", ["\\\n", "A. ", "1. ", "x. ((", "(a. ", '"x. ', "- . ", "z. B. ", "x.\t ", "“A. „", "etc. X "]
)
def test_hostile_texts_are_read_to_the_end(piece: str) -> None:
    text = piece * 20_000 + "end"
    spans = sentences(text)
    assert spans[0].start == len(text) - len(text.lstrip())
    assert spans[-1].end == len(text)
