"""Two texts, clause by clause."""

from hypothesis import given
from hypothesis import strategies as st

from consult.core.clauses import Clause, Kind
from consult.core.compare import compare
from consult.core.identity import Keyed


def keyed(key: str, text: str = "") -> Keyed:
    return Keyed(key, Clause(Kind.PARAGRAPH, 0, text or f"Clause {key} stands here."))


def ops(old: str, new: str) -> list[tuple[str, str]]:
    return [(one.key, one.op.value) for one in compare([keyed(key) for key in old], [keyed(key) for key in new])]


def test_a_removed_clause_is_shown_where_it_stood() -> None:
    assert ops("abc", "ac") == [("a", "same"), ("b", "removed"), ("c", "same")]
    assert ops("abc", "bc") == [("a", "removed"), ("b", "same"), ("c", "same")]


def test_only_the_clause_that_left_the_order_has_moved() -> None:
    assert ops("abcd", "dabc") == [("d", "moved"), ("a", "same"), ("b", "same"), ("c", "same")]


def test_an_added_clause_is_all_new() -> None:
    assert ops("a", "ab") == [("a", "same"), ("b", "added")]


def test_a_reworded_clause_says_which_words() -> None:
    (change,) = compare([keyed("a", "Pay five.")], [keyed("a", "Pay ten.")])
    assert (change.op.value, [one.new for one in change.changes if one.op != "equal"]) == ("reworded", ["ten."])


def test_moved_and_reworded_is_both() -> None:
    found = compare(
        [keyed("a"), keyed("b"), keyed("c")], [keyed("b"), keyed("c"), keyed("a", "Clause a stands there.")]
    )
    assert [one.op.value for one in found] == ["same", "same", "moved_reworded"]


KEYS = st.lists(st.sampled_from("abcdefg"), unique=True)


@given(KEYS, KEYS)
def test_every_clause_of_either_text_comes_once_and_the_new_order_is_kept(old: list[str], new: list[str]) -> None:
    found = compare([keyed(key) for key in old], [keyed(key) for key in new])
    assert sorted(one.key for one in found) == sorted({*old, *new})
    assert [one.key for one in found if one.new] == new
    assert {one.key for one in found if one.op.value == "removed"} == set(old) - set(new)
    assert {one.key for one in found if one.op.value == "added"} == set(new) - set(old)
