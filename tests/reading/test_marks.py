"""Marks round words: joined where they overlap, cut at every border, no word lost."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from consult.core.diff import diff
from consult.core.inline import visible
from consult.core.kinds import Kind
from consult.reading.marks import Said, clusters, stretches

ranges = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["C-1", "C-2", "C-3"])), max_size=6)


def shown(html: str) -> str:
    """Return the words of markup."""
    return (
        re.sub(r"<[^>]*>", "", html.replace("<br>", "\n"))
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
    )


@given(ranges)
def test_clusters_never_overlap_and_cover_every_range(given_ranges: list[tuple[int, int, str]]) -> None:
    found = clusters(given_ranges)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for start, end, reference in given_ranges:
        if start < end:
            assert any(one.start <= start and end <= one.end and reference in one.references for one in found)


@given(st.text(alphabet="ab *[]()_&<", max_size=40), ranges)
def test_no_word_is_lost_between_marks(text: str, given_ranges: list[tuple[int, int, str]]) -> None:
    inside = [(min(start, len(text)), min(end, len(text)), reference) for start, end, reference in given_ranges]
    found = stretches(text, clusters(inside))
    assert shown("".join(str(piece.html) for one in found for piece in one.pieces)) == visible(text).text


def test_words_added_and_removed_stand_in_and_beside_a_mark() -> None:
    old, new = "Pay five pounds a day.", "Pay ten pounds a day."
    found = stretches(new, [Said(4, 14, ("C-1",), 1)], diff(old, new))
    assert [(one.said is not None, [(piece.op, str(piece.html)) for piece in one.pieces]) for one in found] == [
        (False, [("equal", "Pay "), ("delete", "five")]),
        (True, [("insert", "ten"), ("equal", " pounds")]),
        (False, [("equal", " a day.")]),
    ]


def test_removed_words_look_as_they_did_where_they_stood() -> None:
    old, new = "Carry up to **two heavy bags** and see [how](https://example.org/a).", "Carry up to **six bags** alone."
    removed = [
        str(piece.html)
        for stretch in stretches(new, (), diff(old, new))
        for piece in stretch.pieces
        if piece.op == "delete"
    ]
    assert removed
    assert shown("".join(removed)).count("*") == 0
    assert "https" not in shown("".join(removed))
    assert "<strong>two" in removed[0]


def test_a_link_among_marked_words_is_noticed() -> None:
    text = "See [the plan](/plan) now."
    (_, marked, _) = stretches(text, [Said(5, 13, ("C-1",), 1)])
    assert marked.links


def test_a_link_among_removed_words_in_a_mark_is_noticed() -> None:
    old, new = "See [the map](/map) for times now.", "See for times now."
    (marked,) = stretches(new, [Said(0, len(new), ("C-1",), 1)], diff(old, new))
    assert marked.links


def test_code_is_shown_as_it_stands() -> None:
    (one,) = stretches("**a** <b>", (), kind=Kind.CODE)
    assert str(one.pieces[0].html) == "**a** &lt;b&gt;"


def test_a_number_the_code_says_already_is_left_out() -> None:
    (one,) = stretches("3.1 Booking", (), begin=4)
    assert str(one.pieces[0].html) == "Booking"
