"""How good the proposals are: learn from some of what people coded, propose for the others, and compare. Pure.

Beside ours stands the plain yardstick on the very same examples: counts of words (TF-IDF) with a balanced logistic
regression. Macro-F1: for each theme the balance of "how many of the proposed are right" and "how many of those people
coded are found", then the mean over the themes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from consult.insight.themes.learning import (
    Example,
    Say,
    decide,
    gives_one_each,
    letters_of,
    score,
)

PARTS = 5
MOST_EXAMPLES = 2_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far proposals for one theme agree with what people coded."""

    theme: int
    coded: int
    proposed: int
    right: int

    @property
    def f1(self) -> float:
        """The balance of right among proposed and found among coded, 0 to 1."""
        return 2 * self.right / (self.coded + self.proposed) if self.coded + self.proposed else 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    """Ours beside the yardstick's, over the same examples."""

    examples: int
    ours: tuple[Agreement, ...]
    yardstick: tuple[Agreement, ...]


def macro_f1(agreements: Sequence[Agreement]) -> float:
    """Return the mean over the themes."""
    return sum(one.f1 for one in agreements) / len(agreements) if agreements else 0.0


def agreements(carried: Sequence[frozenset[int]], proposed: Sequence[frozenset[int]], themes: int) -> list[Agreement]:
    """Compare what is carried with what was proposed, text by text, for each theme."""
    pairs = list(zip(carried, proposed, strict=True))
    return [
        Agreement(
            theme,
            coded=sum(theme in truth for truth, _ in pairs),
            proposed=sum(theme in said for _, said in pairs),
            right=sum(theme in truth and theme in said for truth, said in pairs),
        )
        for theme in range(themes)
    ]


def measure(
    texts: Sequence[str],
    vectors: Any,
    names: Sequence[str],
    name_vectors: Any,
    examples: Sequence[Example],
    say: Say = lambda _done, _total: None,
) -> Measured:
    """Hold out every fifth of the coded examples in turn; propose for it from the others."""
    used = [one for one in examples if one.carries][:MOST_EXAMPLES]
    letters = letters_of(texts, names)
    ours: dict[int, frozenset[int]] = {}
    plain: dict[int, frozenset[int]] = {}
    for part in range(PARTS):
        known = [one for at, one in enumerate(used) if at % PARTS != part]
        held = [one.place for at, one in enumerate(used) if at % PARTS == part]
        if held and known:
            scores = score(letters, vectors, name_vectors, known, held)
            ours |= _by_place(decide(scores, held, one_each=gives_one_each(known)), held)
            plain |= dict(zip(held, yardstick(texts, known, held, len(names)), strict=True))
        say(part + 1, PARTS)
    truth = [one.carries for one in used]
    return Measured(
        len(used),
        tuple(agreements(truth, [ours.get(one.place, frozenset()) for one in used], len(names))),
        tuple(agreements(truth, [plain.get(one.place, frozenset()) for one in used], len(names))),
    )


def _by_place(proposals: Sequence[Any], held: Sequence[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {place: set() for place in held}
    for one in proposals:
        found[one.place].add(one.theme)
    return {place: frozenset(themes) for place, themes in found.items()}


def yardstick(
    texts: Sequence[str], examples: Sequence[Example], wanted: Sequence[int], themes: int
) -> list[frozenset[int]]:
    """Propose by counts of words alone: TF-IDF over the examples, balanced logistic regression."""
    import numpy as np  # noqa: PLC0415  # only a work's own process needs it
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    reader = TfidfVectorizer(sublinear_tf=True)
    try:
        known = reader.fit_transform([texts[one.place] for one in examples])
    except ValueError:  # not one word among the examples
        return [frozenset() for _ in wanted]
    rest = reader.transform([texts[place] for place in wanted])
    if gives_one_each(examples):
        kinds = [min(one.carries) for one in examples]
        if len(set(kinds)) < 2:
            return [frozenset(kinds[:1]) for _ in wanted]
        model = LogisticRegression(class_weight="balanced", max_iter=500).fit(known, kinds)
        return [frozenset((int(theme),)) for theme in model.predict(rest)]
    said: list[set[int]] = [set() for _ in wanted]
    for theme in range(themes):
        kinds = [int(theme in one.carries) for one in examples]
        if len(set(kinds)) < 2:
            continue
        model = LogisticRegression(class_weight="balanced", max_iter=500).fit(known, kinds)
        for place in np.flatnonzero(model.predict(rest)).tolist():
            said[place].add(theme)
    return [frozenset(themes) for themes in said]
