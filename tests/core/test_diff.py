"""The difference of two texts: exact, whole words, readable."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.diff import Change, diff, is_blank, words
from consult.core.runs import COARSE, FINE, same_runs
from tests.patience import patience

TEXTS = st.text(alphabet="ab .\n£é", max_size=60)
WHITE = [sign for sign in map(chr, range(0x3001)) if sign.isspace()]
PATCHES = st.lists(
    st.sampled_from(["x", "a", "URL", ". ", "\u200b", "\n", "\n\n", " ", "   ", "\t", *WHITE]), max_size=12
)
TORN = PATCHES.map("".join)
"""Words of few letters in white space of every kind: tabs, blanks at the ends of lines, blank lines, one-word lines."""
PROSE = st.lists(
    st.sampled_from(["the", "panel", "meets", "monthly.", "Five", "pounds", "\n\n", "- an", "item\n", "and,"]),
    max_size=40,
).map(" ".join)


@st.composite
def torn_edits(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a text and what becomes of it when one passage is put in the place of another."""
    text, come = draw(TORN), draw(TORN)
    start = draw(st.integers(0, len(text)))
    return text, text[:start] + come + text[draw(st.integers(start, len(text))) :]


def check_laws(old: str, new: str) -> list[Change]:
    changes = diff(old, new)
    assert "".join(change.old for change in changes) == old
    assert "".join(change.new for change in changes) == new
    for change in changes:
        assert change.old or change.new
        assert (change.op == "equal") == (change.old == change.new)
        assert (change.op == "insert") == (not change.old)
        assert (change.op == "delete") == (not change.new)
    return changes


def cuts_a_word(parts: list[str], text: str) -> bool:
    at = 0
    for part in parts[:-1]:
        at += len(part)
        if 0 < at < len(text) and not text[at - 1].isspace() and not text[at].isspace():
            return True
    return False


def check_whole_words(old: str, new: str) -> None:
    changes = check_laws(old, new)
    assert not cuts_a_word([change.old for change in changes], old)
    assert not cuts_a_word([change.new for change in changes], new)


@given(TEXTS, TEXTS)
def test_joining_the_parts_gives_both_texts_back(old: str, new: str) -> None:
    check_laws(old, new)


@given(TORN, TORN)
def test_white_space_of_every_kind_comes_back_as_it_was(old: str, new: str) -> None:
    check_whole_words(old, new)


@given(torn_edits())
def test_an_edit_in_white_space_of_every_kind_gives_both_texts_back(edit: tuple[str, str]) -> None:
    check_whole_words(*edit)


@pytest.mark.parametrize("pattern", [COARSE, FINE])
@given(edit=torn_edits())
def test_runs_two_texts_share_stand_in_both_and_never_cross(pattern: re.Pattern[str], edit: tuple[str, str]) -> None:
    old, new = edit
    o = n = 0
    for run in same_runs(old, new, pattern=pattern):
        assert run.size
        assert run.old >= o
        assert run.new >= n
        o, n = run.old + run.size, run.new + run.size
        assert old[run.old : o] == new[run.new : n]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x\t   \nURL", "x"),
        ("\xa0x", "\xa0x \xa0x"),
        ("x\u3000 \u200b", "x\u3000 \r \u200b"),
        ("x\x0c xxx", "x"),
    ],
)
def test_a_tab_among_blanks_moves_no_word(old: str, new: str) -> None:
    check_laws(old, new)


@given(PROSE, PROSE)
def test_prose_is_never_cut_inside_a_word(old: str, new: str) -> None:
    check_whole_words(old, new)


@given(PROSE)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(change.op == "equal" for change in diff(text, text))


@given(PROSE, PROSE)
def test_neighbouring_changes_are_one_change(old: str, new: str) -> None:
    ops = [change.op == "equal" for change in diff(old, new)]
    assert all(first != second for first, second in pairwise(ops))


def test_one_word_put_in_is_one_insertion() -> None:
    assert diff("The cat sat.", "The big cat sat.") == [
        Change("equal", "The ", "The "),
        Change("insert", "", "big "),
        Change("equal", "cat sat.", "cat sat."),
    ]


def test_words_that_begin_or_end_alike_are_whole_words_still() -> None:
    changes = diff("Rents for unfurnished rooms rise.", "Rent for furnished rooms rises.")
    assert [(change.old, change.new) for change in changes if change.op != "equal"] == [
        ("Rents", "Rent"),
        ("unfurnished", "furnished"),
        ("rise.", "rises."),
    ]


def test_an_inserted_sentence_begins_where_a_sentence_begins() -> None:
    changes = diff("The cat sat. The dog sat.", "The cat sat. The bird sat. The dog sat.")
    assert [change.new for change in changes if change.op == "insert"] == ["The bird sat. "]


def test_a_rewritten_sentence_is_one_change_and_no_confetti() -> None:
    changes = diff(
        "Officers will then consider in private whether the money is to be spent.",
        "A public meeting of residents decides how the funds are used each year.",
    )
    assert len([change for change in changes if change.op != "equal"]) <= 2


def test_wrapping_lines_anew_changes_no_word() -> None:
    assert is_blank(diff("one two three\nfour five", "one two\nthree four\nfive"))


def test_words_stand_between_white_space() -> None:
    assert words("Don't pay £1.5m.\n") == ["Don't", "pay", "£1.5m."]


LONG = [f"Rule {number} is kept by all who live in the borough." for number in range(3_000)]


def changed(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    changes = check_laws("\n".join(old), "\n".join(new))
    return [(change.old.strip(), change.new.strip()) for change in changes if change.op != "equal"]


def test_in_a_long_text_only_the_edited_words_are_marked_however_many() -> None:
    for step in (1, 7, 50, 400):
        edited = [line.replace("all", "most") if at % step == 0 else line for at, line in enumerate(LONG)]
        assert changed(LONG, edited) == [("all", "most")] * len(range(0, len(LONG), step))


def test_a_passage_moved_far_away_is_taken_out_once_and_put_in_once() -> None:
    for start, end in ((10, 15), (10, 500)):
        passage = "\n".join(LONG[start:end])
        moved = LONG[:start] + LONG[end:2_500] + LONG[start:end] + LONG[2_500:]
        assert changed(LONG, moved) == [(passage, ""), ("", passage)]


def test_sections_that_repeat_are_not_taken_for_one_another() -> None:
    sections = [["The same heading", *(f"The same rule {n}." for n in range(20)), f"Office {at}"] for at in range(300)]
    old = [line for section in sections for line in section]
    new = [line for at, section in enumerate(sections) for line in section if at != 100]
    [(gone, come)] = changed(old, new)
    assert (sorted(gone.split("\n")), come) == (sorted(sections[100]), "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a" * 1_000_000, "a" * 999_999 + "b"),
        ("one two " * 100_000, "two one " * 100_001),
        ("the same line\n" * 60_000, "the same line\n" * 59_000 + "another\n"),
        (
            "\n".join(f"line {n} of the old" for n in range(40_000)),
            "\n".join(f"row {n * 7} in the new" for n in range(40_000)),
        ),
    ],
    ids=["one letter", "two words", "every line the same", "no line the same"],
)
def test_hostile_texts_do_not_take_for_ever(old: str, new: str) -> None:
    with patience():
        check_laws(old, new)
