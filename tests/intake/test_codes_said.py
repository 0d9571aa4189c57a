"""However people write a clause's code, it is found; and nothing is found that they did not mean."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.clauses import Clause, Kind, parse
from consult.core.codes import codes
from consult.core.spoken import SpokenCodes
from tests.core.data_folder import real_data


def bare(code: str) -> str:
    """Write a code without brackets; between two numbers a space stands for them."""
    return re.sub(r"(?<=\d)\((?=\d)", " ", code).replace("(", "").replace(")", "")


WAYS = [
    lambda code: code,
    lambda code: code.replace("(", " (").replace(")", ") "),
    bare,
    lambda code: code.replace("(", ".").replace(")", ""),
    lambda code: code.replace("(", " ").replace(")", " ").upper(),
    lambda code: f"Clause {code}",
    lambda code: f"para. {bare(code)}",
    lambda code: f" §{code} ",
    lambda code: f"section {code}:".replace("para", "paragraph"),
]


@st.composite
def texts(draw: st.DrawFn) -> list[Clause]:
    """Draw the clauses of a text: headings, paragraphs, lists three deep, tables, notes."""
    clauses = []
    for _ in range(draw(st.integers(1, 40))):
        kind = draw(st.sampled_from(list(Kind)))
        level = draw(st.integers(1, 3))
        marker = {Kind.ITEM: draw(st.sampled_from(["-", "1.", "(a)", "(i)"])), Kind.NOTE: "[^1]"}.get(kind, "")
        if kind is Kind.ROW:
            marker = draw(st.sampled_from(["|---|", ""]))
        clauses.append(Clause(kind, level, "Words", marker))
    return clauses


@given(clauses=texts(), way=st.sampled_from(WAYS), chance=st.randoms(use_true_random=False))
def test_every_code_is_found_however_it_is_written(clauses: list[Clause], way: object, chance: random.Random) -> None:
    there = codes(clauses)
    code = chance.choice(there)
    found = SpokenCodes(there).find(way(code))  # type: ignore[operator]  # one of the ways above
    assert code in found
    assert len(found) == 1 or len({re.sub(r"[^\w]|_", "", one).lower() for one in found}) == 1


@given(clauses=texts(), said=st.text(max_size=80))
def test_whatever_is_said_only_codes_that_are_there_are_found(clauses: list[Clause], said: str) -> None:
    there = codes(clauses)
    assert set(SpokenCodes(there).find(said)) <= set(there)


@pytest.mark.parametrize(
    "said", ["4.2b", "4.2(b)", "4.2 (b)", "4.2.b", "4.2 B", "clause 4.2b", "４．２（ｂ）", "s. 4.2(b)"]
)
def test_the_ways_people_write_a_letter_below_a_number(said: str) -> None:
    assert SpokenCodes(["4", "4.2", "4.2(a)", "4.2(b)", "42", "5.2(b)"]).find(said) == ("4.2(b)",)


@pytest.mark.parametrize(
    "said", ["", " ", "4.3", "4.2(c)", "42b", "4.2 and 4.3", "b", "clause", "4.2b two bags", "9" * 90]
)
def test_what_names_no_clause_finds_none(said: str) -> None:
    assert SpokenCodes(["4", "4.2", "4.2(b)", "42"]).find(said) == ()


def test_where_two_fit_equally_well_both_are_named_and_the_very_signs_decide() -> None:
    known = SpokenCodes(["1(a)(i)", "1(ai)", "1(A)(i)"])
    assert known.find("1(ai)") == ("1(ai)",)
    assert known.find("1ai") == ("1(a)(i)", "1(ai)")
    assert known.find("1(A)(i)") == ("1(A)(i)",)


def test_in_real_specifications_every_code_is_found_without_its_brackets() -> None:
    for path in sorted(real_data("specs").rglob("*.md"))[:40]:
        there = codes(parse(path.read_text(encoding="utf-8", errors="replace")))
        known = SpokenCodes(there)
        for code in there:
            assert code in known.find(bare(code))
            assert known.find(code) == (code,)
