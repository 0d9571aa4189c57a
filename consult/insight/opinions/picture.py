"""A picture of opinion groups in which nobody can be found: crowds of FEWEST people or more, and a line round them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from consult.insight.opinions.clustering import k_means
from consult.insight.opinions.grouping import Opinions
from consult.insight.opinions.statements import FEWEST
from consult.insight.opinions.votes import Numbers

IN_A_CROWD = 8
"""People who stand for one circle, about."""
MARGIN = 12
SIDE = 100


@dataclass(frozen=True, slots=True)
class Crowd:
    """People of one group who stand near one another: where, on a square of SIDE, and how many they are."""

    group: int
    x: float
    y: float
    count: int


def crowds(opinions: Opinions) -> list[Crowd]:
    """Gather people into crowds. A group of fewer than FEWEST is left out.

    Only the middle of a crowd is kept, rounded, so that no person's place is told.
    """
    found = []
    for group, size in enumerate(opinions.sizes):
        if size < FEWEST:
            continue
        people = sorted(person for person, of in opinions.group.items() if of == group)
        points = np.array([opinions.place[person] for person in people])
        found += [(group, *middle, count) for middle, count in _gather(points)]
    if not found:
        return []
    places = np.array([(x, y) for _, x, y, _ in found])
    least, most = places.min(axis=0), places.max(axis=0)
    wide = np.where(most - least > 0, most - least, 1)
    inside = SIDE - 2 * MARGIN
    scaled = np.where(most > least, MARGIN + inside * (places - least) / wide, SIDE / 2)
    return [
        Crowd(group, round(float(x), 1), round(float(y), 1), count)
        for (group, _, _, count), (x, y) in zip(found, scaled, strict=True)
    ]


def _gather(points: Numbers) -> list[tuple[tuple[float, float], int]]:
    """Part points into crowds of at least FEWEST, each at its middle."""
    clusters = k_means(points, np.ones(len(points)), max(1, len(points) // IN_A_CROWD), starts=5)
    counts = np.bincount(clusters.of, minlength=len(clusters.middles))
    large = np.flatnonzero(counts >= FEWEST)
    if len(large) == 0:
        middle = points.mean(axis=0)
        return [((float(middle[0]), float(middle[1])), len(points))]
    middles = clusters.middles[large]
    nearest = ((points[:, None, :] - middles[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
    kept = np.where(counts[clusters.of] >= FEWEST, np.searchsorted(large, clusters.of), nearest)
    gathered = []
    for crowd in range(len(large)):
        middle = points[kept == crowd].mean(axis=0)
        gathered.append(((float(middle[0]), float(middle[1])), int((kept == crowd).sum())))
    return gathered


def outline(places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the corners of the line round some places, in order (Andrew's monotone chain).

    >>> outline([(0, 0), (2, 0), (1, 1), (2, 2), (0, 2)])
    [(0, 0), (2, 0), (2, 2), (0, 2)]
    """
    ordered = sorted(set(places))
    if len(ordered) < 3:
        return ordered
    halves = []
    for way in (ordered, ordered[::-1]):
        half: list[tuple[float, float]] = []
        for place in way:
            while len(half) > 1 and _turns(half[-2], half[-1], place) <= 0:
                half.pop()
            half.append(place)
        halves.append(half[:-1])
    return halves[0] + halves[1]


def _turns(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
