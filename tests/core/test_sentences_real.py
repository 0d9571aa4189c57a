"""Laws for the sentences of real texts: English specifications and guidance, and what residents wrote in German."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest

from consult.core.clauses import parse
from consult.core.inline import visible
from consult.core.sentences import Span, sentences
from tests.core.data_folder import real_data

# Read by eye from the sets, not from the code: what stands here is followed by more of the same sentence.
MERE = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|Cllr|Dr|Mrs?|approx|z\. ?B|d\. ?h|bzw|ca|ggf|evtl|inkl|insb|insbes|sog|wg|Gr|Nr)\.$"
)
ENUMERATOR = re.compile(r"[#\s]*\(?(?:\d{1,3}(?:\.\d+)*|[a-z])\)?\.?\)?$", re.IGNORECASE)
# Measured: 1 of 1,667 in German ("LG", a greeting), 2 of 3,381 in English ("Go", "<hr>"). Twice that is allowed.
MOST_SHORT = {"german": 0.0012, "english": 0.0012}


def markdown(name: str) -> Iterator[str]:
    if name == "german":
        with real_data("hamburg_participation_de", "ottensen_multilabel.csv").open(encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                yield from (row["title"], row["text"])
        return
    for folder, pattern in (("specs", "**/*.md"), ("specs", "**/*.erb"), ("seeds", "*.txt")):
        for path in sorted(real_data(folder).glob(pattern)):
            yield path.read_text(encoding="utf-8")


@cache
def clauses(name: str) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    found = (clause.text for text in markdown(name) for clause in parse(text) if clause.kind not in ("code", "row"))
    return tuple((text, sentences(text)) for text in dict.fromkeys(found))


def pieces(name: str) -> list[str]:
    return [visible(text[span.start : span.end]).text for text, spans in clauses(name) for span in spans]


def seams(name: str) -> Iterator[tuple[str, str]]:
    """Give what stands before and after each place where the code, not a line break, ends a sentence."""
    for text, spans in clauses(name):
        for one, other in pairwise(spans):
            if "\\\n" not in text[one.end : other.start]:
                yield text[one.start : one.end], text[other.start : other.end]


@pytest.mark.parametrize("name", ["german", "english"])
def test_sentences_hold_all_that_is_not_blank_in_order(name: str) -> None:
    for text, spans in clauses(name):
        at = 0
        for span in spans:
            assert at <= span.start < span.end <= len(text)
            assert not text[at : span.start].replace("\\\n", "").strip()
            at = span.end
        assert not text[at:].strip()


@pytest.mark.parametrize("name", ["german", "english"])
def test_no_sentence_ends_after_a_mere_abbreviation_or_begins_small(name: str) -> None:
    assert [pair for pair in seams(name) if MERE.search(pair[0])] == []
    assert [pair for pair in seams(name) if pair[1][0].islower()] == []


@pytest.mark.parametrize("name", ["german", "english"])
def test_no_part_of_a_text_is_only_signs_or_only_a_number(name: str) -> None:
    for text, spans in clauses(name):
        parts = [text[span.start : span.end] for span in spans]
        if len(parts) > 1:
            assert [part for part in parts if not re.search(r"[^\W_]", part)] == []
            assert [part for part in parts if ENUMERATOR.match(part)] == []


@pytest.mark.parametrize("name", ["german", "english"])
def test_hardly_any_sentence_is_suspiciously_short(name: str) -> None:
    parts = pieces(name)
    short = [part for part in parts if len(re.findall(r"[^\W\d_]", part)) < 3]
    assert len(parts) > 1_000
    assert len(short) <= MOST_SHORT[name] * len(parts), short


def test_german_street_names_and_ordinals_stay_whole() -> None:
    wanted = re.compile(r"\b(?:die|der|eine|den|am|im) \d{1,2}\.$|\b(?:Gr|Kl|Bf)\.$")
    assert [pair for pair in seams("german") if wanted.search(pair[0])] == []
