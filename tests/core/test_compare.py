"""Two texts, clause by clause."""

from hypothesis import given
from hypothesis import strategies as st

from consult.core.clauses import Clause, Kind, parse
from consult.core.compare import ClauseChange, compare
from consult.core.identity import Keyed, carry_keys


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


def compared(old: str, new: str) -> list[ClauseChange]:
    """Compare two documents as the product does: read, keys carried, clause by clause."""
    before = [Keyed(f"k{number}", clause) for number, clause in enumerate(parse(old))]
    after = parse(new)
    carried = carry_keys(before, after, [], (f"new{number}" for number in range(len(after))))
    keyed = [Keyed(one.key, clause) for one, clause in zip(carried, after, strict=True)]
    return [change for change in compare(before, keyed) if change.op != "same"]


def words_changed(change: ClauseChange) -> list[tuple[str, str]]:
    return [(one.old.strip(), one.new.strip()) for one in change.changes if one.op != "equal"]


TABLE = """| Visit | Fare |
| --- | --- |
| Short visit to the baths | five pounds |
| Whole day at the baths | nine pounds |
| Evening class for beginners | four pounds |
"""


def test_a_table_is_compared_row_by_row() -> None:
    (dearer,) = compared(TABLE, TABLE.replace("nine", "ten"))
    assert (dearer.op, dearer.new and dearer.new.kind, words_changed(dearer)) == (
        "reworded",
        Kind.ROW,
        [("nine", "ten")],
    )
    (added,) = compared(TABLE, TABLE.replace("| Evening", "| Sauna with a towel | six pounds |\n| Evening"))
    assert (added.op, added.new and added.new.text) == ("added", "Sauna with a towel | six pounds")
    (gone,) = compared(TABLE, TABLE.replace("| Whole day at the baths | nine pounds |\n", ""))
    assert (gone.op, gone.old and gone.old.text) == ("removed", "Whole day at the baths | nine pounds")


def test_a_row_that_went_elsewhere_in_its_table_has_moved() -> None:
    first = "| Short visit to the baths | five pounds |\n"
    (moved,) = compared(TABLE, TABLE.replace(first, "") + first)
    assert (moved.op, moved.changes, moved.new and moved.new.text) == (
        "moved",
        (),
        "Short visit to the baths | five pounds",
    )


ITEMS = """- Parks open at eight in the morning.
- Libraries close at six in the evening.
- Bins are emptied on Monday morning.
"""


def test_items_of_a_list_are_compared_as_items() -> None:
    later = ITEMS.replace("six", "seven").replace("- Bins", "- Baths are shut in August.\n- Bins")
    reworded, added = compared(ITEMS, later)
    assert (reworded.op, words_changed(reworded)) == ("reworded", [("six", "seven")])
    assert (added.op, added.new and added.new.kind) == ("added", Kind.ITEM)


def test_an_item_that_went_elsewhere_has_moved_and_says_which_words_changed_on_the_way() -> None:
    turned = """- Libraries close at six in the evening.
- Bins are emptied on Monday morning.
- Parks open at nine in the morning.
"""
    (moved,) = compared(ITEMS, turned)
    assert (moved.op, words_changed(moved)) == ("moved_reworded", [("eight", "nine")])


def test_a_paragraph_that_went_under_another_heading_has_moved() -> None:
    rule = "Residents of the borough pay five pounds for each visit.\n\n"
    old = f"# Fares\n\n{rule}# Baths\n\nThe baths are open all year round.\n"
    new = f"# Fares\n\n# Baths\n\nThe baths are open all year round.\n\n{rule}"
    assert [(one.op.value, one.changes) for one in compared(old, new)] == [("moved", ())]
