"""Find themes to propose: what lies near one another in meaning, named by the words that set it apart.

Pure: texts and vectors in, proposals out, the same each time. K-means over the 50 directions that matter most in the
vectors; a name from the words that are frequent in one group and rare in the others; the most typical quotes are those
nearest the middle of the group, the most different ones those farthest from it and from one another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

DIRECTIONS = 50
FEWEST, MOST = 4, 20
"""How many themes are proposed, at least and at most."""
FEWEST_TEXTS = 20
"""Texts below which groups say nothing: reading them all is quicker."""
SMALLEST = 3
TYPICAL, DIFFERENT = 8, 3
WORDS = 6
IN_NAME = 3
LETTERS = r"(?u)\b[^\W\d_]{3,}\b"


@dataclass(frozen=True, slots=True)
class Found:
    """A group of texts that may be a theme; texts by their places."""

    words: tuple[str, ...]
    """What sets it apart, strongest first."""
    typical: tuple[int, ...]
    different: tuple[int, ...]
    members: tuple[int, ...]

    @property
    def name(self) -> str:
        """Name it by its words, until a person names it."""
        return (", ".join(self.words[:IN_NAME]) or "Without a word of its own").capitalize()


def how_many(texts: int) -> int:
    """Say how many themes to propose for so many texts.

    >>> [how_many(n) for n in (20, 200, 1_000, 20_000)]
    [4, 7, 16, 20]
    """
    return max(FEWEST, min(MOST, round(math.sqrt(texts) / 2)))


def find(texts: Sequence[str], vectors: Any, many: int | None = None) -> list[Found]:
    """Find themes in texts, largest first. many: how many groups, else `how_many` says."""
    import numpy as np  # noqa: PLC0415  # only a work's own process needs it

    if len(texts) < FEWEST_TEXTS:
        return []
    points = directions_of(vectors)
    groups, centres = group(points, many or how_many(len(texts)))
    members = [np.flatnonzero(groups == number) for number in range(len(centres))]
    words = distinguishing([[texts[place] for place in those.tolist()] for those in members])
    found = []
    for number, those in enumerate(members):
        if len(those) < SMALLEST:
            continue
        near = points[those] @ centres[number]
        ranked = those[np.lexsort((those, -near))].tolist()
        typical = _apart(ranked, texts, TYPICAL)
        different = _different(points, [one for one in ranked if one not in typical], typical)
        found.append(Found(words[number], tuple(typical), tuple(different), tuple(sorted(ranked))))
    return sorted(found, key=lambda one: (-len(one.members), one.members))


def directions_of(vectors: Any) -> Any:
    """Return the vectors along the directions in which they differ most, each of length 1."""
    import numpy as np  # noqa: PLC0415  # only a work's own process needs it
    from sklearn.decomposition import PCA  # noqa: PLC0415

    many = min(DIRECTIONS, len(vectors) - 1, vectors.shape[1])
    points = PCA(many, svd_solver="covariance_eigh").fit_transform(vectors)
    return points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)


def group(points: Any, many: int) -> tuple[Any, Any]:
    """Group points into `many`; return the number of each point's group, and the middles, of length 1."""
    import numpy as np  # noqa: PLC0415  # only a work's own process needs it
    from sklearn.cluster import KMeans  # noqa: PLC0415

    found = KMeans(many, n_init=3, random_state=0).fit(points)
    centres = found.cluster_centers_
    return found.labels_, centres / np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)


def distinguishing(groups: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return the words (and pairs of words) of each group that are frequent in it and rare in the others."""
    import numpy as np  # noqa: PLC0415  # only a work's own process needs it
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415

    counter = CountVectorizer(
        stop_words="english",
        ngram_range=(1, 2),
        token_pattern=LETTERS,  # a pattern of words, no password
        binary=True,
        max_features=20_000,
    )
    sizes = [len(texts) for texts in groups]
    try:
        counts = counter.fit_transform([text for texts in groups for text in texts])
    except ValueError:  # not one word among them
        return [() for _ in groups]
    names = counter.get_feature_names_out()
    edges = np.cumsum([0, *sizes])
    said = np.vstack([np.asarray(counts[a:b].sum(axis=0)).ravel() for a, b in pairwise(edges)])
    share = said / np.maximum(np.array(sizes)[:, None], 1)
    elsewhere = (said.sum(axis=0) - said) / np.maximum(sum(sizes) - np.array(sizes)[:, None], 1)
    weight = share * np.log((share + 0.01) / (elsewhere + 0.01))
    return [_best_words(names, row, least) for row, least in zip(weight, said, strict=True)]


def _best_words(names: Any, weight: Any, said: Any) -> tuple[str, ...]:
    """Pick the strongest words, none of which is part of another; said at least twice."""
    picked: list[str] = []
    for place in sorted(range(len(names)), key=lambda one: (-weight[one], names[one]))[: 8 * WORDS]:
        word = str(names[place])
        if weight[place] <= 0 or said[place] < 2:
            break
        if any(set(word.split()) & set(other.split()) for other in picked):
            continue
        picked.append(word)
        if len(picked) == WORDS:
            break
    return tuple(picked)


def _apart(ranked: Sequence[int], texts: Sequence[str], many: int) -> list[int]:
    """Take the first `many` that do not say the very same words."""
    seen: set[str] = set()
    picked = []
    for place in ranked:
        words = " ".join(texts[place].casefold().split())
        if words not in seen:
            seen.add(words)
            picked.append(place)
        if len(picked) == many:
            break
    return picked


def _different(points: Any, ranked: Sequence[int], typical: Sequence[int]) -> list[int]:
    """Take those farthest from the typical ones and from one another."""
    import numpy as np  # noqa: PLC0415  # only a work's own process needs it

    rest, picked = list(ranked), []
    if not rest or not typical:
        return []
    nearest = (points[rest] @ points[list(typical)].T).max(axis=1)
    for _ in range(min(DIFFERENT, len(rest))):
        place = int(np.argmin(nearest))
        picked.append(rest[place])
        nearest = np.maximum(nearest, points[rest] @ points[rest[place]])
        nearest[place] = np.inf
    return picked
