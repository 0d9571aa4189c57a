"""The walk over likeness: its laws, and the same figures as the matrix it never makes."""

from __future__ import annotations

from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from consult.core.centrality import DAMPING, TOO_ALIKE, centrality, choose, closeness, cosine, weigh, words_of

WORDS = st.lists(
    st.sampled_from(["bus", "stop", "late", "night", "fare", "carer", "road", "bins", "park", "shop"]), max_size=7
)
TEXTS = st.lists(WORDS, max_size=14)


@given(TEXTS)
def test_the_chances_are_none_below_nought_and_make_one(texts: list[list[str]]) -> None:
    ranks = centrality(weigh(texts))
    assert all(rank > 0 for rank in ranks)
    assert not texts or isclose(sum(ranks), 1, abs_tol=1e-9)


@given(TEXTS)
def test_they_are_those_of_the_whole_matrix(texts: list[list[str]]) -> None:
    vectors = weigh(texts)
    size = len(vectors)
    alike = [[cosine(one, other) for other in vectors] for one in vectors]
    ranks = [1 / size] * size if size else []
    for _ in range(200):
        step = [0.0] * size
        for number, row in enumerate(alike):
            degree = sum(row)
            for other in range(size):
                step[other] += ranks[number] * (row[other] / degree if degree else 1 / size)
        ranks = [DAMPING / size + (1 - DAMPING) * one for one in step]
    assert all(isclose(one, other, abs_tol=1e-7) for one, other in zip(centrality(vectors), ranks, strict=True))


@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_in_which_they_stand_changes_nothing(texts: list[list[str]], chance: st.DataObject) -> None:
    order = list(range(len(texts)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    before, after = centrality(weigh(texts)), centrality(weigh([texts[one] for one in order]))
    assert all(isclose(after[place], before[one], abs_tol=1e-7) for place, one in enumerate(order))


@given(TEXTS)
def test_the_same_words_have_the_same_chance(texts: list[list[str]]) -> None:
    ranks = centrality(weigh(texts + texts))
    assert all(
        isclose(one, other, abs_tol=1e-9) for one, other in zip(ranks[: len(texts)], ranks[len(texts) :], strict=True)
    )


def test_what_most_say_is_in_the_middle_and_what_one_says_is_not() -> None:
    texts = ["A later bus home", "The bus home is too early", "A later bus, please", "Bees need hedges"]
    vectors = weigh([words_of(one) for one in texts])
    ranks, near = centrality(vectors), closeness(vectors)
    assert max(ranks) == ranks[0]
    assert min(near) == near[3]


@given(TEXTS, st.integers(0, 5))
def test_of_what_is_chosen_no_two_say_the_same(texts: list[list[str]], many: int) -> None:
    vectors = weigh(texts)
    chosen = choose(vectors, range(len(texts)), many)
    assert len(chosen) <= many
    assert all(cosine(vectors[one], vectors[other]) < TOO_ALIKE for one in chosen for other in chosen if one < other)
