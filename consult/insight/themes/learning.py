"""Learn from what people coded which themes the rest carry. Pure: texts, vectors and examples in, scores out.

Two readers look at every text: one at its vector (what it means), one at its letters (runs of two to five: the very
words, their roots, and how they are misspelt); each is a balanced logistic regression over the examples and the names
and descriptions of the themes. Where people give several themes, the readers' probabilities are averaged. Where they
give one to each, the readers are two witnesses, so their probabilities are multiplied; then what is common among the
rest weighs in, and neighbours in meaning lend each other some of their scores. Measured by `make bench-insight`, on the
public data that the steps were chosen on, with other draws of examples.

Everything is deterministic: the same input gives the same scores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

HOW_CLOSELY = 10.0
"""How closely the readers follow the examples: the inverse of logistic regression's penalty."""
NAME_WEIGHT = 3.0
"""How many examples a theme's own name and description count for."""
NEIGHBOURS, LENT = 10, 0.3
LETTERS_KEPT = 40_000
AT_LEAST = 0.5
"""The score from which a theme is proposed where contributions carry several."""
BEST_FROM = 0.4
"""The score from which the best theme is proposed where contributions carry several and none reaches `AT_LEAST`."""
SURE_ENOUGH = 0.15
"""The score from which the best theme is proposed where each carries one."""
ALMOST_ONE = 1.02
"""Themes per example up to which people are taken to give one theme to each."""


@dataclass(frozen=True, slots=True)
class Example:
    """What people said of one contribution: the place of its text, the themes it carries and those it does not.

    Themes not named in either are taken not to be carried, as coding goes through the whole frame.
    """

    place: int
    carries: frozenset[int]
    lacks: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A theme for a text, by their places, with a score from 0 to 1."""

    place: int
    theme: int
    score: float


Say = Callable[[int, int], None]


def gives_one_each(examples: Sequence[Example]) -> bool:
    """Say whether people gave one theme to each contribution they coded."""
    coded = [len(one.carries) for one in examples if one.carries]
    return bool(coded) and sum(coded) / len(coded) <= ALMOST_ONE


def propose(
    texts: Sequence[str],
    vectors: Any,
    names: Sequence[str],
    name_vectors: Any,
    examples: Sequence[Example],
    say: Say = lambda _done, _total: None,
) -> list[Proposal]:
    """Propose themes for every text that is no example, best first for each text, in order of the texts.

    vectors, name_vectors: arrays of rows of length 1, one for each text and for each theme.
    """
    coded = {one.place for one in examples}
    rest = [place for place in range(len(texts)) if place not in coded]
    if not rest or not names or not examples:
        return []
    scores = score(letters_of(texts, names), vectors, name_vectors, examples, rest, say)
    return decide(scores, rest, one_each=gives_one_each(examples))


def decide(scores: Any, rest: Sequence[int], *, one_each: bool) -> list[Proposal]:
    """Turn scores into proposals: the best theme where each carries one, else all from `AT_LEAST`.

    Where none reaches it, the best from `BEST_FROM`: learnt each apart, rare themes often miss it by little.
    """
    found: list[Proposal] = []
    for row, place in zip(scores.tolist(), rest, strict=True):
        ranked = sorted(range(len(row)), key=lambda theme: (-row[theme], theme))
        if one_each:
            ranked = [theme for theme in ranked[:1] if row[theme] >= SURE_ENOUGH]
        else:
            likely = [theme for theme in ranked if row[theme] >= AT_LEAST]
            ranked = likely or [theme for theme in ranked[:1] if row[theme] >= BEST_FROM]
        found += [Proposal(place, theme, round(min(1.0, max(0.0, row[theme])), 4)) for theme in ranked]
    return found


def letters_of(texts: Sequence[str], names: Sequence[str]) -> Any:
    """Return the second reader's view: a sparse row for each text, then one for each theme's name."""
    from scipy.sparse import vstack  # noqa: PLC0415  # only a work's own process needs it
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    least = 2 if len(texts) > 50 else 1
    reader = TfidfVectorizer(
        sublinear_tf=True, min_df=least, analyzer="char_wb", ngram_range=(2, 5), max_features=LETTERS_KEPT
    )
    return vstack([reader.fit_transform([text or "-" for text in texts]), reader.transform(names)]).tocsr()


def score(
    letters: Any,
    vectors: Any,
    name_vectors: Any,
    examples: Sequence[Example],
    rest: Sequence[int],
    say: Say = lambda _done, _total: None,
) -> Any:
    """Return a row of scores for each place of `rest`, one for each theme. letters: as `letters_of` gives them."""
    import numpy as np  # noqa: PLC0415  # only a work's own process needs it

    themes, many = len(name_vectors), len(vectors)
    meanings = np.vstack([vectors, name_vectors])
    rows = np.array([one.place for one in examples] + list(range(many, many + themes)))
    weights = np.array([1.0] * len(examples) + [NAME_WEIGHT] * themes)
    carried = np.zeros((len(rows), themes), dtype=np.int8)
    for row, example in enumerate(examples):
        carried[row, list(example.carries)] = 1
    carried[len(examples) :] = np.eye(themes, dtype=np.int8)
    one_each = gives_one_each(examples)
    if one_each:
        # What was only refused ("not this theme") says nothing where one theme is to be chosen.
        chosen = carried.any(axis=1)
        rows, weights, carried = rows[chosen], weights[chosen], carried[chosen]
    learn = _one_of_all if one_each else _each_or_not
    wanted = np.array(rest)
    say(0, 2)
    by_meaning = learn(meanings[rows], carried, weights, meanings[wanted])
    say(1, 2)
    by_letters = learn(letters[rows], carried, weights, letters[wanted])
    say(2, 2)
    if one_each:
        return _settle_common(by_meaning * by_letters, vectors[wanted])
    return (by_meaning + by_letters) / 2


def _model() -> Any:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # only a work's own process needs it

    return LogisticRegression(C=HOW_CLOSELY, class_weight="balanced", max_iter=500)


def _one_of_all(known: Any, carried: Any, weights: Any, wanted: Any) -> Any:
    """Learn to choose one theme; a column for each."""
    return _model().fit(known, carried.argmax(axis=1), sample_weight=weights).predict_proba(wanted)


def _each_or_not(known: Any, carried: Any, weights: Any, wanted: Any) -> Any:
    """Learn for each theme apart whether a text carries it."""
    import numpy as np  # noqa: PLC0415  # only a work's own process needs it

    columns = [
        _model().fit(known, carried[:, theme], sample_weight=weights).predict_proba(wanted)[:, 1]
        for theme in range(carried.shape[1])
    ]
    return np.stack(columns, axis=1)


def _settle_common(scores: Any, vectors: Any) -> Any:
    """Let what is common weigh in once, and neighbours in meaning lend each other of their scores.

    What is common is told from the product of both readers, not from their mean: a mean says of every theme that it is
    somewhat likely, and where there are few themes the common ones would swallow the rare.
    """
    scores = scores / scores.sum(axis=1, keepdims=True)
    scores = scores * scores.mean(axis=0)
    scores = scores / scores.sum(axis=1, keepdims=True)
    if len(scores) <= NEIGHBOURS:
        return scores
    near, weight = neighbours_of(vectors, NEIGHBOURS)
    lent = (scores[near] * weight[..., None]).sum(axis=1) / (weight.sum(axis=1, keepdims=True) + 1e-9)
    return (1 - LENT) * scores + LENT * lent


def neighbours_of(vectors: Any, many: int) -> tuple[Any, Any]:
    """Return the places of the nearest others of each row, and how near they are (cosine to the fourth power)."""
    import numpy as np  # noqa: PLC0415  # only a work's own process needs it

    places, weights = [], []
    for start in range(0, len(vectors), 1_000):  # a block at a time: all against all would not fit for 20,000
        near = vectors[start : start + 1_000] @ vectors.T
        near[np.arange(len(near)), np.arange(start, start + len(near))] = -1.0
        best = np.argpartition(-near, many, axis=1)[:, :many].copy()  # a view would keep all of it
        places.append(best)
        weights.append(np.clip(np.take_along_axis(near, best, axis=1), 0, 1) ** 4)
    return np.vstack(places), np.vstack(weights)


def describe(name: str, description: str) -> str:
    """Return a theme's name and description as one text to learn from."""
    return f"{name}. {description}".strip(". ") if description else name
