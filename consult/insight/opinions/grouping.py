"""Find opinion groups from votes: the map, the groups on it, and what each of them says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from consult.insight.opinions.clustering import MOST_GROUPS, choose_groups, neighbours
from consult.insight.opinions.mapping import project
from consult.insight.opinions.statements import Said, representative, shared, tally
from consult.insight.opinions.votes import Ballot, Indices, gather, with_enough

PEOPLE_FOR_ANOTHER = 12
"""Another group is looked for with every so many people (Small et al. 2021)."""


@dataclass(frozen=True, slots=True)
class Opinions:
    """Opinion groups, the largest first.

    group: the number of each placed person's group, from 0. place: where they stand on the map. said: what each group
    says and the others do not. shared: what all say. left_out: people with too few votes to be placed.
    """

    group: dict[int, int]
    place: dict[int, tuple[float, float]]
    sizes: tuple[int, ...]
    said: tuple[tuple[Said, ...], ...]
    shared: tuple[Said, ...]
    left_out: int


def find_groups(ballots: Iterable[Ballot]) -> Opinions:
    """Find groups of people who vote alike.

    ballots: (person, statement, 1 agree / 0 unsure / -1 disagree); the last of several counts. The same votes give the
    same groups in whatever order they come. With fewer than two people placed nobody is in a group.
    """
    everyone = gather(ballots)
    votes = with_enough(everyone)
    people = len(votes.people)
    if people < 2:
        return Opinions({}, {}, (), (), (), left_out=len(everyone.people))
    places = project(votes)
    base = neighbours(places)
    weights = np.bincount(base.of, minlength=len(base.middles)).astype(np.float64)
    most = min(MOST_GROUPS, 2 + people // PEOPLE_FOR_ANOTHER)
    groups = _largest_first(choose_groups(base.middles, weights, most).of[base.of])
    tallies = tally(votes, groups)
    number = int(groups.max()) + 1
    return Opinions(
        group={person: int(group) for person, group in zip(votes.people, groups, strict=True)},
        place={person: (float(x), float(y)) for person, (x, y) in zip(votes.people, places, strict=True)},
        sizes=tuple(int(size) for size in np.bincount(groups)),
        said=tuple(tuple(representative(tallies, group, votes.statements)) for group in range(number)),
        shared=tuple(shared(tallies, votes.statements)),
        left_out=len(everyone.people) - people,
    )


def _largest_first(groups: Indices) -> Indices:
    """Number groups by size; of two as large, the one of the person with the lowest id comes first."""
    sizes = np.bincount(groups)
    first = {int(group): int(np.argmax(groups == group)) for group in np.unique(groups)}
    order = sorted(first, key=lambda group: (-sizes[group], first[group]))
    renamed = np.zeros(len(sizes), dtype=np.int64)
    renamed[order] = np.arange(len(order))
    return renamed[groups]
