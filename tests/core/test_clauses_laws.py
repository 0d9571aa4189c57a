"""The laws of text: reading and writing agree, no word is lost, offsets lead back."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from consult.core.clauses import Kind, compose, compose_map, parse
from consult.core.codes import codes
from consult.core.inline import scan, visible
from consult.core.quotes import Found, find_quote
from consult.core.sentences import sentences

BITS = (
    "the council",
    "open",
    "£5",
    "*",
    "**",
    "_",
    "`",
    "~~",
    "[",
    "]",
    "](/u)",
    "![",
    "[a]",
    "[^1]",
    "<b>",
    "&amp;",
    "\\",
    "|",
    ".",
    "  ",
    "\t",
    ":",
    "#",
    ">",
    "-",
    "(b)",
    "1.",
    "•",
    "é",
)
STARTS = (
    "",
    "",
    "",
    "# ",
    "### ",
    "- ",
    "  - ",
    "    - ",
    "* ",
    "1. ",
    "2. ",
    "   ",
    "    ",
    "(a) ",
    "(b) ",
    "• ",
    "– ",
    "> ",
    ">> ",
    "> - ",
    "- > ",
    "```",
    "~~~ x",
    "| ",
    "|---|---|",
    "a | b",
    "[^1]: ",
    "[a]: /u",
    "===",
    "---",
    "***",
    "\t",
    "- - ",
    "12) ",
)
LINES = st.builds(
    lambda start, bits: start + "".join(bits), st.sampled_from(STARTS), st.lists(st.sampled_from(BITS), max_size=6)
)
DOCUMENTS = st.lists(LINES, max_size=14).map("\n".join)
INLINE = st.lists(st.sampled_from([*BITS, "\\\n", " ", "word "]), max_size=16).map("".join)


@settings(max_examples=300, deadline=None)
@given(DOCUMENTS)
@example("\\\n\\\nthe council")
@example("- \\\n  \\\n  the council")
@example("* \n   **")
@example("- \n  --")
@example("the council\\\n\\\n*")
@example("the council\\\n\\\n[^1]")
@example("the council\\\n*\\\n*")
@example("the council  \n(b)\n    - ")
@example("---*\n*")
@example("[[^1]:open")
@example("the council\\\n[[^1]: open")
@example("[-  \n`[^1]:[")
@example("[^1]:=\n    # ]\n    [^1]:")
@example("[^1]: # ]\n\n    [^1]: open the council")
@example("[a]: <b\nc>")
@example("> [^a b]: <b\n> c>")
@example("[1]:  \n(")
@example("\\\n\xa0")
@example("\\\n\xa0\n===")
@example("\xa0\n-")
@example("- \\\n  \xa0\n  - open")
def test_what_was_written_from_clauses_reads_as_the_same_clauses(markdown: str) -> None:
    clauses = parse(markdown)
    assert parse(compose(clauses)) == clauses


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
def test_any_text_at_all_survives_a_round_trip(markdown: str) -> None:
    clauses = parse(markdown)
    assert parse(compose(clauses)) == clauses


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS)
def test_every_text_stands_in_the_document_and_offsets_lead_there_and_back(markdown: str) -> None:
    clauses = parse(markdown)
    composed = compose_map(clauses)
    for index, clause in enumerate(clauses):
        if clause.kind is not Kind.CODE:
            start = composed.starts[index]
            assert composed.text[start : start + len(clause.text)] == clause.text
        for offset, letter in enumerate(clause.text):
            place = composed.to_document(index, offset)
            assert composed.text[place] == letter
            if letter != "\n":
                (segment,) = composed.to_clauses(place, place + 1)
                assert (segment.index, segment.start, segment.end) == (index, offset, offset + 1)


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS)
def test_only_code_and_hard_breaks_have_lines(markdown: str) -> None:
    for clause in parse(markdown):
        if clause.kind is not Kind.CODE:
            assert "\n" not in clause.text.replace("\\\n", "")


@settings(max_examples=300, deadline=None)
@given(INLINE)
def test_runs_are_in_order_and_exact_ones_are_the_source(text: str) -> None:
    at = 0
    for run in scan(text):
        assert at <= run.start <= run.end
        at = run.end
        if run.exact and run.text.isalnum():
            assert text[run.start : run.end] == run.text


@settings(max_examples=300, deadline=None)
@given(INLINE, st.data())
def test_visible_words_map_to_the_source_and_back(text: str, data: st.DataObject) -> None:
    seen = visible(text)
    if not seen.text:
        return
    start = data.draw(st.integers(0, len(seen.text) - 1))
    end = data.draw(st.integers(start + 1, len(seen.text)))
    source = seen.to_source(start, end)
    assert 0 <= source[0] < source[1] <= len(text)
    back = seen.to_visible(*source)
    assert back[0] <= start
    assert back[1] >= end
    if all(run.exact for run in seen.runs):
        assert back == (start, end)


@settings(max_examples=300, deadline=None)
@given(INLINE)
def test_sentences_tile_all_that_is_not_blank(text: str) -> None:
    at = 0
    for span in sentences(text):
        assert not re.sub(r"\\(?=\n)", "", text[at : span.start]).strip()
        assert span.start < span.end
        assert text[span.start : span.end].strip() == text[span.start : span.end] != ""
        at = span.end
    assert not text[at:].strip()


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS)
def test_codes_are_one_for_each_clause_and_unique(markdown: str) -> None:
    clauses = parse(markdown)
    found = codes(clauses)
    assert len(found) == len(clauses)
    assert not [code for code, times in Counter(found).items() if times > 1]


@settings(max_examples=150, deadline=None)
@given(INLINE, st.data())
def test_what_a_reader_selects_is_found(text: str, data: st.DataObject) -> None:
    seen = visible(text).text
    start = data.draw(st.integers(0, len(seen)))
    exact = seen[start : data.draw(st.integers(start, len(seen)))]
    if exact.strip():
        assert isinstance(find_quote([text], exact), Found)
