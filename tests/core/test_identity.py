"""Which clause is which."""

from collections.abc import Iterator
from itertools import count
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from consult.core.clauses import Clause, Kind
from consult.core.identity import Carried, Keyed, carry_keys

FARES = "Residents of the borough pay five pounds for each visit they make."
PANEL = "The panel meets on the first Monday of each month in the town hall."
MINUTES = "Minutes are published within ten working days of the meeting."


def fresh() -> Iterator[str]:
    return (f"new{number}" for number in count(1))


def clause(text: str, kind: Kind = Kind.PARAGRAPH) -> Clause:
    return Clause(kind, 0, text)


def old(*texts: str) -> list[Keyed]:
    return [Keyed("abcdefgh"[at], clause(text)) for at, text in enumerate(texts)]


def carried(before: list[Keyed], *texts: str, retired: list[Keyed] | None = None) -> list[Carried]:
    return list(carry_keys(before, [clause(text) for text in texts], retired or [], fresh()))


def keys(found: list[Carried]) -> list[str]:
    return [one.key for one in found]


def test_unchanged_moved_and_reworded_clauses_keep_their_keys() -> None:
    before = old(FARES, PANEL, MINUTES)
    assert keys(carried(before, FARES, PANEL, MINUTES)) == ["a", "b", "c"]
    assert keys(carried(before, MINUTES, FARES, PANEL)) == ["c", "a", "b"]
    assert keys(carried(before, MINUTES, FARES.replace("five", "ten"), PANEL)) == ["c", "a", "b"]


def test_a_new_clause_gets_a_key_never_used() -> None:
    found = carried(old(FARES), FARES, "Dogs stay outside.", retired=[Keyed("new1", clause("Gone long ago."))])
    assert found == [Carried("a"), Carried("new2")]


def test_of_a_split_clause_the_longest_part_keeps_the_key_and_the_other_says_where_it_came_from() -> None:
    found = carried(old(MINUTES + " " + FARES + " They pay at the door."), MINUTES, FARES + " They pay at the door.")
    assert found == [Carried("new1", "a"), Carried("a")]


def test_clauses_made_one_keep_the_key_of_the_longest() -> None:
    assert keys(
        carried(old(MINUTES, FARES + " They pay at the door."), MINUTES + " " + FARES + " They pay at the door.")
    ) == ["b"]


def test_split_merged_and_undone_every_part_has_its_key_again() -> None:
    whole = old(PANEL + " " + FARES + " They pay at the door.")
    parts = (PANEL, FARES + " They pay at the door.")
    split = carried(whole, *parts)
    assert split == [Carried("new1", "a"), Carried("a")]
    before = [Keyed(one.key, clause(text)) for one, text in zip(split, parts, strict=True)]
    merged = carried(before, " ".join(parts))
    assert keys(merged) == ["a"]
    again = carried([Keyed("a", clause(" ".join(parts)))], *parts, retired=[Keyed("new1", clause(PANEL))])
    assert keys(again) == ["new1", "a"]


def test_a_clause_that_returns_with_its_words_takes_its_old_key() -> None:
    assert keys(carried(old(FARES), FARES, PANEL, retired=[Keyed("z", clause(PANEL))])) == ["a", "z"]


def test_a_wholly_different_clause_does_not_inherit_a_key() -> None:
    assert keys(carried(old(FARES, PANEL), FARES, "Dogs stay outside at all times.")) == ["a", "new1"]


def test_a_heading_reworded_in_its_place_keeps_its_key() -> None:
    before = [Keyed("a", clause("Aims", Kind.HEADING)), Keyed("b", clause(FARES))]
    found = carry_keys(before, [clause("Purposes", Kind.HEADING), clause(FARES)], [], fresh())
    assert [one.key for one in found] == ["a", "b"]


def test_a_heading_is_known_by_the_text_under_it() -> None:
    before = [Keyed("a", clause("Aims", Kind.HEADING)), Keyed("b", clause(FARES)), Keyed("c", clause(PANEL))]
    found = carry_keys(before, [clause("What we want", Kind.HEADING), clause(PANEL), clause(FARES)], [], fresh())
    assert keys(list(found)) == ["a", "c", "b"]


def test_a_heading_replaced_with_all_that_stood_under_it_is_another_heading() -> None:
    before = [Keyed("a", clause("Aims", Kind.HEADING)), Keyed("b", clause(FARES))]
    found = carry_keys(before, [clause("Meetings", Kind.HEADING), clause(PANEL)], [], fresh())
    assert keys(list(found)) == ["new1", "new2"]


def test_a_paragraph_that_became_an_item_with_the_same_words_is_the_same_clause() -> None:
    found = carry_keys(old(FARES, PANEL), [clause(PANEL), clause(FARES, Kind.ITEM)], [], fresh())
    assert keys(list(found)) == ["b", "a"]
    back = carry_keys(old(PANEL), [clause(PANEL), clause(FARES, Kind.ITEM)], [Keyed("z", clause(FARES))], fresh())
    assert keys(list(back)) == ["a", "z"]


def test_two_links_to_the_same_site_are_two_clauses() -> None:
    before = old("[Opening hours](https://croydon.example/services/parks/opening)")
    assert keys(carried(before, "[Parking permits](https://croydon.example/services/parks/permits)")) == ["new1"]


def test_a_link_with_a_new_address_is_the_same_clause() -> None:
    before = old("[Opening hours](http://old.example/hours.html)", PANEL)
    assert keys(carried(before, PANEL, "[Opening hours](https://new.example/parks)")) == ["b", "a"]


def test_words_that_still_stand_where_they_stood_are_not_the_origin_of_a_copy() -> None:
    found = carried(old(FARES, PANEL), FARES.replace("five", "ten"), PANEL, FARES.replace("Residents", "Visitors"))
    assert found == [Carried("a"), Carried("b"), Carried("new1")]


def test_a_few_words_that_stand_in_a_long_clause_elsewhere_do_not_give_it_their_key() -> None:
    before = old(FARES, "Town hall.", MINUTES)
    assert keys(carried(before, MINUTES, PANEL, FARES)) == ["c", "new1", "a"]


def test_of_clauses_that_read_nearly_alike_each_keeps_its_own_key() -> None:
    rows = [f"{place} | open | 5 pounds | 8 to 18" for place in ("Addiscombe", "Purley", "Selsdon", "Thornton")]
    dearer = [row.replace("5", "10") for row in rows]
    assert keys(carried(old(*rows), *dearer)) == ["a", "b", "c", "d"]
    assert keys(carried(old(*rows), *dearer[::-1])) == ["d", "c", "b", "a"]
    assert keys(carried(old(*rows), *dearer[:2], *dearer[3:])) == ["a", "b", "d"]


def test_very_many_equal_clauses_changed_alike_keep_their_keys_in_order() -> None:
    before = [Keyed(f"k{at}", clause("This does not apply.")) for at in range(500)]
    found = carry_keys(before, [clause("This shall not apply.")] * 500, [], fresh())
    assert keys(list(found)) == [keyed.key for keyed in before]


def test_of_one_giant_clause_split_in_very_many_one_part_keeps_the_key() -> None:
    parts = [f"Rule {at} says that garden number {at * 7} opens at the hour of {at * 11}." for at in range(2000)]
    found = carry_keys(old(" ".join(parts)), [clause(part) for part in parts], [], fresh())
    assert keys(list(found)).count("a") == 1
    assert keys(carried([Keyed(f"k{at}", clause(part)) for at, part in enumerate(parts)], " ".join(parts)))[0][0] == "k"


VOCABULARY = ["the", "panel", "meets", "pounds", "five", "visit", "of", "town", "hall", "residents"]
WORDINGS = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=12).map(" ".join)
TEXTS = st.lists(WORDINGS, max_size=8)
KINDS = st.sampled_from([Kind.PARAGRAPH, Kind.ITEM, Kind.HEADING])
DISTINCT = st.lists(st.builds(Clause, KINDS, st.just(1), WORDINGS), max_size=9, unique_by=lambda one: one.text)


def keyed(clauses: list[Clause], prefix: str = "old") -> list[Keyed]:
    return [Keyed(f"{prefix}{at}", one) for at, one in enumerate(clauses)]


@given(TEXTS, TEXTS, TEXTS)
def test_no_key_is_given_twice_and_none_is_made_up(before: list[str], after: list[str], gone: list[str]) -> None:
    olds = [Keyed(f"old{at}", clause(text)) for at, text in enumerate(before)]
    retired = [Keyed(f"gone{at}", clause(text)) for at, text in enumerate(gone)]
    found = carried(olds, *after, retired=retired)
    assert len(found) == len(after)
    assert len(set(keys(found))) == len(found)
    words_of = {one.key: one.clause.text for one in retired}
    for one, text in zip(found, after, strict=True):
        assert one.key.startswith(("old", "gone", "new"))
        if one.key.startswith("gone"):
            assert words_of[one.key] == text
        assert one.came_from is None or one.came_from.startswith("old")


@given(TEXTS)
def test_a_text_carried_onto_itself_keeps_every_key(texts: list[str]) -> None:
    olds = [Keyed(f"old{at}", clause(text)) for at, text in enumerate(texts)]
    assert keys(carried(olds, *texts)) == [one.key for one in olds]


@given(DISTINCT, st.randoms(use_true_random=False))
def test_clauses_put_in_another_order_keep_their_keys(clauses: list[Clause], chance: Random) -> None:
    olds = keyed(clauses)
    shuffled = chance.sample(olds, len(olds))
    found = carry_keys(olds, [one.clause for one in shuffled], [], fresh())
    assert keys(list(found)) == [one.key for one in shuffled]


@given(DISTINCT, DISTINCT)
def test_an_undo_gives_every_clause_its_key_again(before: list[Clause], after: list[Clause]) -> None:
    olds = keyed(before)
    there = [Keyed(one.key, words) for one, words in zip(carry_keys(olds, after, [], fresh()), after, strict=True)]
    standing = {one.key for one in there}
    retired = [one for one in olds if one.key not in standing]
    back = carry_keys(there, before, retired, (f"newer{number}" for number in count()))
    assert keys(list(back)) == [one.key for one in olds]


@given(DISTINCT, DISTINCT)
def test_the_same_texts_give_the_same_keys_every_time(before: list[Clause], after: list[Clause]) -> None:
    first, second = (carry_keys(keyed(before), after, keyed(before[:2], "gone"), fresh()) for _ in range(2))
    assert first == second
