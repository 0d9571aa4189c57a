"""People who vote alike are found, the same way every time, and nothing is said of people of whom little is known."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as some

from consult.insight.opinions.clustering import choose_groups, silhouettes
from consult.insight.opinions.grouping import find_groups
from consult.insight.opinions.mapping import project
from consult.insight.opinions.votes import ENOUGH_VOTES, Ballot, gather

BALLOTS = some.lists(
    some.tuples(some.integers(1, 30), some.integers(1, 12), some.sampled_from((1, 0, -1))), max_size=200
)


def two_camps(people: int = 120, statements: int = 20, seed: int = 1) -> list[Ballot]:
    """Make people of two opinions, who disagree on the first half of the statements and agree on the rest."""
    chance = random.Random(seed)
    ballots = []
    for person in range(people):
        for statement in chance.sample(range(statements), 12):
            side = 1 if person % 3 or statement >= statements // 2 else -1
            value = side if chance.random() < 0.9 else chance.choice((1, 0, -1))
            ballots.append((person, statement, value))
    return ballots


def test_two_camps_are_found_and_the_larger_comes_first() -> None:
    found = find_groups(two_camps())
    assert found.sizes == (80, 40)
    assert {found.group[person] for person in range(120) if person % 3} == {0}
    assert {found.group[person] for person in range(120) if person % 3 == 0} == {1}


def test_what_tells_a_group_apart_and_what_all_share_are_told() -> None:
    found = find_groups(two_camps())
    assert {one.statement < 10 for said in found.said for one in said} == {True}
    assert {one.value for one in found.said[0]} == {1}
    assert {one.value for one in found.said[1]} == {-1}
    assert found.shared
    assert all(one.statement >= 10 and one.value == 1 for one in found.shared)


@settings(max_examples=60, deadline=None)
@given(ballots=BALLOTS, seed=some.integers(0, 9))
def test_the_order_votes_come_in_changes_nothing(ballots: list[Ballot], seed: int) -> None:
    once = list({(person, statement): value for person, statement, value in ballots}.items())
    ordered = [(person, statement, value) for (person, statement), value in once]
    shuffled = random.Random(seed).sample(ordered, len(ordered))
    assert find_groups(ordered) == find_groups(shuffled)


@settings(max_examples=60, deadline=None)
@given(ballots=BALLOTS)
def test_everybody_is_placed_or_counted_as_left_out(ballots: list[Ballot]) -> None:
    found = find_groups(ballots)
    voters = {person for person, _, _ in ballots}
    assert len(found.group) == sum(found.sizes)
    assert set(found.group) == set(found.place) <= voters
    assert found.left_out == len(voters) - len(found.group)
    assert all(size > 0 for size in found.sizes)
    assert sorted(found.sizes, reverse=True) == list(found.sizes)


def test_who_voted_on_few_statements_is_not_placed() -> None:
    few = [(999, statement, 1) for statement in range(ENOUGH_VOTES - 1)]
    found = find_groups(two_camps() + few)
    assert 999 not in found.group
    assert found.left_out == 1


def test_people_who_all_vote_alike_are_one_group() -> None:
    found = find_groups([(person, statement, 1) for person in range(30) for statement in range(8)])
    assert found.sizes == (30,)
    assert len(found.shared) == 5


def test_the_map_is_that_of_principal_components() -> None:
    """NumPy's singular values of the filled-in table give the same map, but for which way each direction points."""
    import numpy as np

    votes = gather(two_camps())
    table = np.full((len(votes.people), len(votes.statements)), np.nan)
    table[votes.row, votes.column] = votes.value
    cast = ~np.isnan(table)
    centred = np.where(cast, table - np.nanmean(table, axis=0), 0)
    axes = np.linalg.svd(centred, full_matrices=False)[2][:2]
    plain = centred @ axes.T * np.sqrt(len(votes.statements) / cast.sum(axis=1))[:, None]
    ours = project(votes)
    for direction in range(2):
        along = np.corrcoef(ours[:, direction], plain[:, direction])[0, 1]
        assert abs(along) > 0.99999
        assert np.allclose(np.abs(ours[:, direction]), np.abs(plain[:, direction]), atol=1e-3)


def test_silhouettes_are_those_scikit_learn_reckons() -> None:
    import numpy as np
    from sklearn.metrics import silhouette_samples

    points = np.random.default_rng(3).normal(size=(60, 2))
    of = np.arange(60) % 4
    of[of == 3] = 2
    of[0] = 3
    assert np.allclose(silhouettes(points, of), silhouette_samples(points, of))


def test_as_few_groups_are_told_apart_as_chance_allows() -> None:
    import numpy as np

    chance = np.random.default_rng(5)
    middles = np.array([[0, 0], [10, 0], [0, 10]])
    points = np.concatenate([middle + chance.normal(size=(30, 2)) for middle in middles])
    assert len(choose_groups(points, np.ones(90), 5).middles) == 3
