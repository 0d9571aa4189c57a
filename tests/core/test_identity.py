"""Which clause is which."""

from collections.abc import Iterator
from itertools import count

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


TEXTS = st.lists(
    st.lists(st.sampled_from(["the", "panel", "meets", "pounds", "five", "visit"]), min_size=1, max_size=6).map(
        " ".join
    ),
    max_size=8,
)


@given(TEXTS, TEXTS, TEXTS)
def test_no_key_is_given_twice_and_none_is_made_up(before: list[str], after: list[str], gone: list[str]) -> None:
    olds = [Keyed(f"old{at}", clause(text)) for at, text in enumerate(before)]
    retired = [Keyed(f"gone{at}", clause(text)) for at, text in enumerate(gone)]
    found = carried(olds, *after, retired=retired)
    assert len(found) == len(after)
    assert len(set(keys(found))) == len(found)
    words_of = {keyed.key: keyed.clause.text for keyed in retired}
    for one, text in zip(found, after, strict=True):
        if one.key.startswith("gone"):
            assert words_of[one.key] == text
        assert one.came_from is None or one.came_from.startswith("old")


@given(TEXTS)
def test_a_text_carried_onto_itself_keeps_every_key(texts: list[str]) -> None:
    olds = [Keyed(f"old{at}", clause(text)) for at, text in enumerate(texts)]
    assert keys(carried(olds, *texts)) == [keyed.key for keyed in olds]
