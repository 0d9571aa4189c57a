"""Groups of places that lie together: k-means begun well, and how many groups the places speak for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from consult.insight.opinions.votes import Indices, Numbers

SEED = 2021
STARTS = 50
"""How often k-means is begun anew; the tightest groups of all are kept."""
STEPS = 300
BASE = 100
"""How many small clusters of neighbours stand for all people when groups are looked for."""
MOST_GROUPS = 5


@dataclass(frozen=True, slots=True)
class Clusters:
    """Where the middle of each cluster lies, which cluster each point belongs to, and how tight they are."""

    middles: Numbers
    of: Indices
    spread: float


def k_means(points: Numbers, weights: Numbers, k: int, starts: int = STARTS) -> Clusters:
    """Part points, each counted `weights` times, into k clusters: the tightest found from several k-means++ starts.

    (Arthur, Vassilvitskii, "k-means++: the advantages of careful seeding", 2007.) The same points give the same.
    """
    chance = np.random.default_rng(SEED)
    found = (_settle(points, weights, _begin(points, weights, k, chance)) for _ in range(starts))
    return min(found, key=lambda clusters: round(clusters.spread, 9))


def _distances(points: Numbers, middles: Numbers) -> Numbers:
    """Squared, a row for each point."""
    squared = np.zeros((len(points), len(middles)))
    for axis, there in zip(
        points.T, middles.T, strict=True
    ):  # by axis: a table of three dimensions takes five times as long
        squared += np.subtract.outer(axis, there) ** 2
    return squared


def _begin(points: Numbers, weights: Numbers, k: int, chance: Generator) -> Numbers:
    """Choose k points to begin from, each the likelier the farther it lies from those chosen."""
    chosen = [int(chance.choice(len(points), p=weights / weights.sum()))]
    nearest = _distances(points, points[chosen])[:, 0]
    while len(chosen) < k:
        pull = nearest * weights
        if pull.sum() <= 0:  # fewer different points than clusters
            break
        chosen.append(int(chance.choice(len(points), p=pull / pull.sum())))
        nearest = np.minimum(nearest, _distances(points, points[chosen[-1:]])[:, 0])
    return points[chosen]


def _settle(points: Numbers, weights: Numbers, middles: Numbers) -> Clusters:
    """Move the middles until nobody changes cluster (Lloyd)."""
    of = np.full(len(points), -1)
    for _ in range(STEPS):
        nearest = _distances(points, middles).argmin(axis=1)
        if np.array_equal(nearest, of):
            break
        of = nearest
        weight = np.bincount(of, weights=weights, minlength=len(middles))
        sums = [np.bincount(of, weights=weights * axis, minlength=len(middles)) for axis in points.T]
        moved = np.stack(sums, axis=1) / np.maximum(weight, 1e-12)[:, None]
        middles = np.where(weight[:, None] > 0, moved, middles)
    distance = _distances(points, middles)[np.arange(len(points)), of]
    return Clusters(middles, of, float((distance * weights).sum()))


def neighbours(points: Numbers) -> Clusters:
    """Part people into up to BASE clusters of neighbours, which stand for them when groups are looked for.

    So the work grows with the number of people and not with its square, and a place where many stand weighs no more in
    the choice of how many groups there are than one where few do.
    """
    different = np.unique(points, axis=0)
    weights = np.ones(len(points))
    if len(different) <= BASE:
        return _settle(points, weights, different)
    return k_means(points, weights, BASE, starts=1)


def silhouettes(points: Numbers, of: Indices) -> Numbers:
    """Say for each point how much nearer it lies to its own cluster than to the next: -1 to 1 (Rousseeuw 1987)."""
    k = int(of.max()) + 1
    apart = np.sqrt(_distances(points, points))
    member = np.eye(k)[of]
    sizes = member.sum(axis=0)
    sums = apart @ member
    own_size = sizes[of]
    own = sums[np.arange(len(points)), of] / np.maximum(own_size - 1, 1)
    others = np.where(member > 0, np.inf, sums / np.maximum(sizes, 1))
    nearest = others.min(axis=1)
    widest = np.maximum(own, nearest)
    said: Numbers = np.where((own_size > 1) & (widest > 0), (nearest - own) / np.where(widest > 0, widest, 1), 0.0)
    return said


def choose_groups(points: Numbers, weights: Numbers, most: int) -> Clusters:
    """Part points into as few groups, two to `most`, as are told apart as well as in the best partition.

    The best has the highest mean silhouette; fewer groups are as good when their mean lies within one standard error of
    it ("one standard error rule": Breiman et al., "Classification and regression trees", 1984, 3.4.3): what chance
    alone could tell apart is not told to people as two opinions.
    """
    tried: list[tuple[float, Clusters]] = []
    best, error = -2.0, 0.0
    for k in range(2, most + 1):
        clusters = k_means(points, weights, k)
        if len(clusters.middles) < k or len(np.unique(clusters.of)) < k:
            break
        said = silhouettes(points, clusters.of)
        mean = float(said.mean())
        tried.append((mean, clusters))
        if mean > best:
            best, error = mean, float(said.std() / np.sqrt(len(said)))
    if not tried:
        return _settle(points, weights, points[:1])
    return next(clusters for mean, clusters in tried if mean >= best - error)
