"""References are read where a reader sees them, and nowhere else; sentences that cite nothing are told."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consult.core.citing import bare_sentences, citations_in, find_citations, number_of, read_passages

NUMBERS = st.integers(1, 10**12 - 1)
REFERENCES = st.builds(lambda letter, number: f"{letter}-{number}", st.sampled_from("CSR"), NUMBERS)
SIGNS = "C S R C-1 S-22 R-333 C-4 - – — to through and , ; ( ) [ ] “ ” „ « » \" ' ` `` ``` * ** _ ~~ \\ < > & | ! # @ /"
ODD = "[x](/C-1) https://e.org/C-9 C-1–C-9 C-9–C-1 aC-1 C-1b C-00 C-١ &#67;-1 1. é 👍"
PIECES = [
    *SIGNS.split(),
    *ODD.split(),
    "\n\n- ",
    "\n> ",
    "\n# ",
    "\n```\n",
    "\\\n",
    " ",
    "  ",
    "\xa0",
    "\u200b",
    "Why? ",
]
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=80)


def said(text: str) -> list[str]:
    return [one.spoken for one in find_citations(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Many want a later bus (C-104).", ["C-104"]),
        ("C-104, S-17 and R-12; C-1/C-2", ["C-104", "S-17", "R-12", "C-1", "C-2"]),
        ("C-104 to C-108, C-2–C-5", ["C-104 to C-108", "C-2 to C-5"]),
        ("C-7 – C-9, C-1 through C-3", ["C-7 to C-9", "C-1 to C-3"]),
        ("C-1 to S-3", ["C-1", "S-3"]),
        ("**C-104** and *S-17*, C\u2011104", ["C-104", "S-17", "C-104"]),
        ("**C**-104", ["C-104"]),
        ("C-007", ["C-7"]),
        ("See C-104.", ["C-104"]),
    ],
)  # fmt: skip
def test_references_ranges_and_lists_are_read(text: str, found: list[str]) -> None:
    assert said(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "ABC-104", "C-104a", "C-104-5", "PRC-104x", "C-", "C 104", "c-104", "A-4 paper", "C-104.pdf", "docs/C-104",
        "me@C-104", "C-104@example.org", "`C-104`", "``` C-104 ```", "[C-104](/x)", "https://example.org/?q=C-104",
        "https://example.org/1/C-104", "www.example.org/C-104", "#C-104", "1.C-104", "“I agree with C-104”",
        "\"as C-104 says\"", "„wie C-104“", "«C-104»", "B-C-104", "C-١٢", "C-1234567890123", "&#67;-",
    ],
)  # fmt: skip
def test_nothing_is_read_inside_words_code_links_addresses_or_somebody_elses_words(text: str) -> None:
    assert said(text) == []


@given(st.lists(REFERENCES, min_size=1, max_size=8))
def test_every_reference_of_a_list_is_found_in_order(references: list[str]) -> None:
    assert said(f"People say so ({', '.join(references)}).") == references


@given(REFERENCES, REFERENCES)
def test_a_range_is_its_two_ends(first: str, last: str) -> None:
    found = find_citations(f"as in {first} to {last} again")
    if first == last:
        assert [one.numbers for one in found] == [range(number_of(first), number_of(first) + 1)]
    elif first[0] == last[0]:
        assert [(one.first, one.last) for one in found] == [(first, last)]
    else:
        assert [one.spoken for one in found] == [first, last]


@given(HOSTILE)
@example("`C-1 “C-2` C-3”")
def test_whatever_is_typed_references_are_in_order_apart_and_in_the_text(text: str) -> None:
    end = 0
    for one in find_citations(text):
        assert end <= one.start < one.end <= len(text)
        assert one.first[0] in "CSR"
        end = one.end
    bare_sentences(text)
    for passage in read_passages(text):
        for span in passage.bare:
            assert 0 <= span.start < span.end <= len(passage.clause.text)


@given(HOSTILE)
def test_words_without_a_letter_of_ours_cite_nothing(text: str) -> None:
    assert find_citations(text.translate(str.maketrans("CSR", "DTQ"))) == ()


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Many want buses (C-1). Nobody wants trams.", ["Nobody wants trams."]),
        ("Many want buses. (C-1) Nobody wants trams.", ["Nobody wants trams."]),
        ("Many want buses. (C-1, S-2 and C-4 to C-9)", []),
        ("What do people want? They say:", []),
        ("Buses.", []),
        ("“We want buses. Now, please do it.” (C-1)", []),
        ("They say “as C-1 says” and mean it.", ["They say “as C-1 says” and mean it."]),
        ("Nobody wants trams here. Many want buses. (C-1)", ["Nobody wants trams here."]),
    ],
)
def test_sentences_that_claim_something_and_cite_nothing_are_told(text: str, bare: list[str]) -> None:
    assert [text[one.start : one.end] for one in bare_sentences(text)] == bare


def test_headings_and_code_need_cite_nothing() -> None:
    text = "# What people say of buses\n\n```\nC-1 is code here\n```\n\nBuses are wanted by all."
    assert [len(passage.bare) for passage in read_passages(text)] == [0, 0, 1]
    assert citations_in(text) == ()
