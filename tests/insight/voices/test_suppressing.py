"""No hidden number can be reckoned from what is shown, not even by somebody who knows the total and the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as some

from consult.insight.voices.suppressing import SMALL, shown, shown_alone, support, wilson

COUNTS = some.lists(some.integers(0, 60), min_size=1, max_size=12)


def tables(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Yield every table of so many cells that adds up to a total."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in tables(total - first, cells - 1):
            yield (first, *rest)


@pytest.mark.parametrize(("cells", "largest"), [(1, 30), (2, 40), (3, 32), (4, 22)])
def test_every_hidden_number_could_be_another_for_all_that_is_shown(cells: int, largest: int) -> None:
    for total in range(largest + 1):
        alike: dict[tuple[int | None, ...], list[tuple[int, ...]]] = defaultdict(list)
        for table in tables(total, cells):
            told = shown(table)
            if told is not None:
                alike[told].append(table)
        for told, behind in alike.items():
            for at, cell in enumerate(told):
                assert cell is not None or len({table[at] for table in behind}) > 1, (total, told, behind)


@given(counts=COUNTS)
def test_no_small_number_is_shown_and_what_is_shown_is_true(counts: list[int]) -> None:
    told = shown(counts)
    if told is not None:
        assert all(cell is None or cell == count for cell, count in zip(told, counts, strict=True))
        assert all(cell is None or cell == 0 or cell >= SMALL for cell in told)


@given(counts=some.lists(some.integers(SMALL, 60), min_size=1, max_size=12))
def test_nothing_is_hidden_where_nothing_is_small(counts: list[int]) -> None:
    assert shown(counts) == tuple(counts)


@given(counts=COUNTS)
def test_no_hidden_number_stands_alone(counts: list[int]) -> None:
    told = shown(counts)
    if told is not None and None in told:
        assert told.count(None) > 1


@pytest.mark.parametrize("votes", range(60))
def test_support_tells_nothing_of_how_many_fewer_than_five_are(votes: int) -> None:
    few = {support(agree, votes) for agree in range(min(SMALL, votes + 1))}
    against = {support(votes - other, votes) for other in range(min(SMALL, votes + 1))}
    assert len(few) == len(against) == 1


@given(votes=some.integers(1, 5000), part=some.floats(0, 1))
def test_the_range_holds_what_was_counted_and_narrows_with_more_votes(votes: int, part: float) -> None:
    agree = round(votes * part)
    low, high = wilson(agree, votes)
    assert 0 <= low <= agree / votes + 1e-9
    assert agree / votes - 1e-9 <= high <= 1
    wider = wilson(agree, votes)
    narrow = wilson(agree * 4, votes * 4)
    assert narrow[1] - narrow[0] < wider[1] - wider[0]


def test_a_count_on_its_own_shows_from_five() -> None:
    assert [shown_alone(count) for count in (0, 1, 4, 5, 6)] == [0, None, None, 5, 6]
