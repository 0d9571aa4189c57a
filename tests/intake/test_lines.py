"""Many parts typed at once are read as people write them; no word of them is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.intake.lines import Typed, read_lines


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("4.2b: Two bags. (table 3: 8 people, 6 agree)", Typed("4.2b", "Two bags.", "table 3", 8, 6)),
        ("4.2(b) - Two bags. [Table 3; 8 residents; 6 agreed]", Typed("4.2(b)", "Two bags.", "Table 3", 8, 6)),
        ("Clause 4.2 (b): Two bags. (8 people, all agree)", Typed("Clause 4.2 (b)", "Two bags.", "", 8, 8)),
        ("- 4.2 – Two bags (8 people, none agree).", Typed("4.2", "Two bags", "", 8, 0)),
        ("4.2\tTwo bags (1,200 people)", Typed("4.2", "Two bags", "", 1200, None)),
        ("4.2: Two bags (page 4)", Typed("4.2", "Two bags", "page 4")),
        ("document: It is 2 pages: too long", Typed("", "It is 2 pages: too long")),
        ("• Two bags (or three) are needed", Typed("", "Two bags (or three) are needed")),
        ("Two bags: not one", Typed("", "Two bags: not one")),
        ("4.2: 5.1 says otherwise", Typed("4.2", "5.1 says otherwise")),
    ],
)
def test_a_line_is_read_as_it_is_meant(line: str, part: Typed) -> None:
    assert read_lines(line) == [part]


def test_blocks_keep_their_lines_and_single_lines_are_parts() -> None:
    assert [one.words for one in read_lines("4.1: A\nB\n\n4.2: C")] == ["A\nB", "C"]
    assert [one.words for one in read_lines("4.1: A\nB\n4.2: C\n")] == ["A", "B", "C"]
    assert read_lines(" \n\n ") == []


@given(st.text(alphabet="ab4.2(): ,;-\n\t3peolagrtb", max_size=200))
def test_no_letter_of_what_was_typed_is_lost(typed: str) -> None:
    there = "".join(re.findall(r"\w", typed))
    kept = sum(
        len(re.findall(r"\w", f"{one.code}{one.words}{one.place}{one.people or ''}{one.agreeing or ''}"))
        for one in read_lines(typed)
    )
    # Only "people", "agree", "document" and their like go into the numbers they stand beside.
    assert kept <= len(there) + 8
    if not re.search(r"people|agree|all|document|table|page", typed):
        assert kept == len(there)


@pytest.mark.parametrize(
    "typed", ["a" * 300_000, " " * 300_000 + "x", "(" * 300_000, "4." * 150_000, "a (8 people" * 20_000]
)
def test_however_long_a_block_is_it_is_read_at_once(typed: str) -> None:
    assert len(read_lines(typed)) == 1
