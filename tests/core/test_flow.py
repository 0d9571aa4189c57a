"""The flow picture: bands as wide as they are many, and the same picture each time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.bars import lay_bar
from consult.core.flow import NARROW, WIDE, Shape, lay_out
from consult.core.shares import Than, compare_shares

SOURCES = ("web", "meeting", "paper", "email", "phone")
TARGETS = ("taken in", "partly", "not taken", "answered", "noted", "carried forward", "out of scope", "no answer yet")
counts = st.dictionaries(st.tuples(st.sampled_from(SOURCES), st.sampled_from(TARGETS)), st.integers(0, 5000))
shapes = st.sampled_from((WIDE, NARROW))
ROUNDING = 0.11


@given(counts, shapes)
def test_nothing_is_lost_between_the_two_sides(given_counts: dict[tuple[str, str], int], shape: Shape) -> None:
    flow = lay_out(given_counts, SOURCES, TARGETS, shape)
    total = sum(given_counts.values())
    assert sum(bar.count for bar in flow.sources) == sum(bar.count for bar in flow.targets) == flow.total == total
    assert sum(band.count for band in flow.bands) == total
    assert {(band.source, band.target): band.count for band in flow.bands} == {
        pair: many for pair, many in given_counts.items() if many
    }


@given(counts, shapes)
def test_the_bands_of_a_bar_fill_it_and_no_more(given_counts: dict[tuple[str, str], int], shape: Shape) -> None:
    flow = lay_out(given_counts, SOURCES, TARGETS, shape)
    for bar, name in [(bar, "source") for bar in flow.sources] + [(bar, "target") for bar in flow.targets]:
        bands = [band for band in flow.bands if getattr(band, name) == bar.name]
        assert sum(band.width for band in bands) == pytest.approx(bar.height, abs=ROUNDING * (len(bands) + 1))
        starts = sorted(band.top if name == "source" else band.end for band in bands)
        assert starts[0] == pytest.approx(bar.y, abs=ROUNDING)


@given(counts, shapes)
def test_widths_are_in_proportion_to_numbers(given_counts: dict[tuple[str, str], int], shape: Shape) -> None:
    flow = lay_out(given_counts, SOURCES, TARGETS, shape)
    for one, other in pairwise(flow.bands):
        assert one.width * other.count == pytest.approx(
            other.width * one.count, abs=ROUNDING * (one.count + other.count)
        )


@given(counts, shapes)
def test_bars_stand_apart_and_inside_the_frame(given_counts: dict[tuple[str, str], int], shape: Shape) -> None:
    flow = lay_out(given_counts, SOURCES, TARGETS, shape)
    for side in (flow.sources, flow.targets):
        for upper, lower in pairwise(side):
            assert lower.y - upper.y - upper.height >= shape.gap - 2 * ROUNDING
        assert all(bar.y >= -ROUNDING and bar.y + bar.height <= shape.height + 2 * ROUNDING for bar in side)


@given(counts, st.randoms(use_true_random=False))
def test_the_same_counts_give_the_same_picture_in_whatever_order_they_come(
    given_counts: dict[tuple[str, str], int], chance: object
) -> None:
    items = list(given_counts.items())
    chance.shuffle(items)  # type: ignore[attr-defined]
    assert lay_out(dict(items), SOURCES, TARGETS) == lay_out(given_counts, SOURCES, TARGETS)


def test_nothing_flows_where_nothing_was_said() -> None:
    flow = lay_out({}, SOURCES, TARGETS)
    assert (flow.sources, flow.targets, flow.bands, flow.total) == ((), (), (), 0)


shares = st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(shares, shares)
def test_what_is_said_of_two_groups_is_said_of_them_the_other_way_round(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    there, back = compare_shares(first, second), compare_shares(second, first)
    if there is None or back is None:
        assert there is back is None
        assert min(first[1], second[1]) < 20
        return
    turned = {Than.MORE: Than.LESS, Than.LESS: Than.MORE, Than.ALIKE: Than.ALIKE}
    assert (turned[there.than], there.first, there.second) == (back.than, back.second, back.first)


def test_a_difference_that_chance_makes_is_called_none() -> None:
    assert compare_shares((8, 20), (30, 100)).than is Than.ALIKE  # type: ignore[union-attr]
    assert compare_shares((80, 200), (300, 1000)).than is Than.MORE  # type: ignore[union-attr]
    assert compare_shares((20, 20), (100, 100)).than is Than.ALIKE  # type: ignore[union-attr]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9999)), max_size=8))
def test_the_parts_of_a_bar_fill_it_without_a_gap(parts: list[tuple[str, int]]) -> None:
    laid = lay_bar(parts, 600)
    assert [(one.name, one.count) for one in laid] == [one for one in parts if one[1]]
    assert sum(one.width for one in laid) == pytest.approx(600 if laid else 0, abs=0.01)
    for one, following in pairwise(laid):
        assert one.x + one.width == pytest.approx(following.x, abs=0.01)
