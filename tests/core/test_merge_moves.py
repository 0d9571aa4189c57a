"""Merging where passages move, recur or say one thing twice."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.merge import Conflicted, Merged, merge
from consult.core.merging.units import units

PARKS = "Parks open at eight in the morning."
FARES = "Residents pay five pounds for each visit."
PANEL = "The panel meets on the first Monday of the month."
BINS = "Bins are emptied once in two weeks."
BASE = "\n\n".join((PARKS, FARES, PANEL, BINS)) + "\n"


def text(*blocks: str) -> str:
    return "\n\n".join(blocks) + "\n"


def both_ways(base: str, ours: str, theirs: str) -> Merged | Conflicted:
    first, second = merge(base, ours, theirs), merge(base, theirs, ours)
    assert first == second or (isinstance(first, Conflicted) and isinstance(second, Conflicted))
    return first


@pytest.mark.parametrize(("first", "gap"), [("", "\n\n"), ("- ", "\n"), ("1. ", "\n"), ("", " ")])
def test_a_rewording_follows_what_the_other_moved(first: str, gap: str) -> None:
    blocks = [first + block for block in (PARKS, FARES, PANEL, BINS)]
    reworded = blocks[1].replace("five", "ten")
    result = both_ways(
        gap.join(blocks), gap.join([*blocks[:1], *blocks[2:], blocks[1]]), gap.join(blocks).replace("five", "ten")
    )
    assert result == Merged(gap.join([*blocks[:1], *blocks[2:], reworded]))


def test_a_conflict_far_from_what_moved_leaves_all_as_it_is_told_without_following() -> None:
    between = [f"Rule number {number} is kept by everybody." for number in range(60)]
    base = text(FARES, PARKS, *between, BINS)
    ours = text(PARKS, FARES, *between, BINS.replace("two", "three"))
    theirs = text(FARES.replace("five", "ten"), PARKS, *between, BINS.replace("two", "four"))
    result = both_ways(base, ours, theirs)
    assert isinstance(result, Conflicted)
    assert {region.base for region in result.regions} == {FARES, BINS}
    assert both_ways(base, ours, theirs.replace("in four weeks", "in two weeks")) == Merged(ours.replace("five", "ten"))


def test_a_row_that_moved_takes_the_new_words_of_the_other() -> None:
    rows = [
        "| place | what it costs |",
        "|---|---|",
        "| the swimming pool | five pounds |",
        "| the library | nothing |",
    ]
    base = "\n".join(rows)
    moved = "\n".join([*rows[:2], rows[3], rows[2]])
    assert both_ways(base, moved, base.replace("five", "ten")) == Merged(moved.replace("five", "ten"))


def test_rewordings_follow_both_ways_at_once() -> None:
    ours = text(FARES, PARKS, PANEL.replace("Monday", "Friday"), BINS)
    theirs = text(PARKS, FARES.replace("five", "ten"), BINS, PANEL)
    assert both_ways(BASE, ours, theirs) == Merged(
        text(FARES.replace("five", "ten"), PARKS, BINS, PANEL.replace("Monday", "Friday"))
    )


def test_what_both_reworded_is_a_conflict_though_one_moved_it() -> None:
    ours = text(PARKS, PANEL, BINS, FARES.replace("visit", "month"))
    result = both_ways(BASE, ours, BASE.replace("five", "ten"))
    assert isinstance(result, Conflicted)


def test_what_one_moved_and_the_other_took_out_is_a_conflict() -> None:
    result = both_ways(BASE, text(PARKS, PANEL, BINS, FARES), text(PARKS, PANEL, BINS))
    assert isinstance(result, Conflicted)


def test_a_short_heading_that_one_moved_and_the_other_took_out_is_a_conflict() -> None:
    heading = "## Fares"
    base, moved = text(PARKS, heading, FARES, PANEL), text(PARKS, FARES, PANEL, heading)
    assert isinstance(both_ways(base, moved, text(PARKS, FARES, PANEL)), Conflicted)


def test_moved_by_both_to_two_places_a_passage_is_not_said_twice() -> None:
    others = [f"Rule number {number} is kept by everybody." for number in range(6)]
    base = text(*others[:3], FARES, *others[3:])
    result = both_ways(base, text(FARES, *others), text(*others, FARES))
    assert isinstance(result, Conflicted)
    assert any(FARES in region.ours for region in result.regions)
    assert any(FARES in region.theirs for region in result.regions)


def test_put_in_by_both_at_two_places_a_passage_is_not_said_twice() -> None:
    new = "Dogs are kept on a lead at all times."
    result = both_ways(BASE, text(new, PARKS, FARES, PANEL, BINS), text(PARKS, FARES, PANEL, BINS, new))
    assert isinstance(result, Conflicted)
    assert [(region.base, region.ours, region.theirs) for region in result.regions] == [("", new, ""), ("", "", new)]


def test_one_of_two_copies_stays_when_each_side_took_out_another() -> None:
    base = text(FARES, PARKS, FARES, PANEL)
    assert isinstance(both_ways(base, text(PARKS, FARES, PANEL), text(FARES, PARKS, PANEL)), Conflicted)


def test_neighbours_that_would_say_the_same_new_thing_twice_are_a_conflict() -> None:
    base = "Residents may object. The council replies."
    ours, theirs = (base.replace(word, word + " within 28 days") for word in ("object", "replies"))
    assert isinstance(both_ways(base, ours, theirs), Conflicted)
    other = base.replace("replies", "replies by letter")
    assert both_ways(base, ours, other) == Merged("Residents may object within 28 days. The council replies by letter.")


CLAUSES = [PARKS, FARES, PANEL, BINS, "- an item of four words", "- another item of five words", "Two left. Yes."]
NEW_WORDS = st.sampled_from(["ten", "weekly", "", "of course"])


@st.composite
def edited(draw: st.DrawFn, base: tuple[str, ...]) -> str:
    blocks = list(base)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(blocks) - 1))
        words = blocks[at].split(" ")
        words[draw(st.integers(0, len(words) - 1))] = draw(NEW_WORDS)
        blocks[at] = " ".join(words)
    if draw(st.booleans()):
        blocks.insert(draw(st.integers(0, len(blocks) - 1)), blocks.pop(draw(st.integers(0, len(blocks) - 1))))
    return text(*blocks)


BASES = st.lists(st.sampled_from(CLAUSES), min_size=2, max_size=6).map(tuple)
THREE = BASES.flatmap(lambda base: st.tuples(st.just(text(*base)), edited(base), edited(base)))


@given(THREE)
def test_with_moves_too_nothing_is_written_doubled_or_lost(three: tuple[str, str, str]) -> None:
    result = both_ways(*three)
    if isinstance(result, Merged):
        base, ours, theirs, here = (Counter(unit.name for unit in units(one)) for one in (*three, result.text))
        for name in ours | theirs | here:
            if len(name.split()) >= 4:
                most = max(ours[name], theirs[name])
                assert here[name] <= most
                reworded_where_it_went = not (ours[name] and theirs[name])
                least = max(1, min(ours[name] + theirs[name] - base[name], ours[name], theirs[name]))
                assert reworded_where_it_went or here[name] >= least
            elif ours[name] and theirs[name]:
                assert here[name]
            assert ours[name] or theirs[name] or not here[name]


def test_of_three_copies_each_side_may_change_another() -> None:
    base = text(FARES, PARKS, FARES, PANEL, FARES)
    ours = text(FARES.replace("five", "ten"), PARKS, FARES, PANEL, FARES)
    theirs = text(FARES, PARKS, FARES, PANEL, FARES.replace("five", "six"))
    wanted = text(FARES.replace("five", "ten"), PARKS, FARES, PANEL, FARES.replace("five", "six"))
    assert both_ways(base, ours, theirs) == Merged(wanted)
