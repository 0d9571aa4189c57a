"""What the software proposes: deterministic, from people's examples, apart from answers that say nothing."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.insight.encoding import encode, key_of
from consult.insight.themes.blank import is_blank
from consult.insight.themes.finding import find, how_many
from consult.insight.themes.learning import Example, decide, neighbours_of, propose
from consult.insight.themes.measuring import agreements, macro_f1, measure
from tests.insight.themes.saying import MATTERS, PEOPLE

ALL = [(name, half.format(who)) for name, halves in MATTERS.items() for who in PEOPLE for half in halves]
NAMES = list(MATTERS)


def vectors_of(texts: list[str]) -> np.ndarray:
    rows = np.vstack([part for _, part in encode(texts)]).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return vectors_of([text for _, text in ALL])


@pytest.fixture(scope="module")
def names() -> np.ndarray:
    return vectors_of(NAMES)


def examples(many: int) -> list[Example]:
    """Code the first so many of each matter."""
    return [Example(place, frozenset((NAMES.index(name),))) for place, (name, _) in enumerate(ALL) if place % 12 < many]


def test_the_rest_get_the_themes_people_gave_to_examples_like_them(vectors: np.ndarray, names: np.ndarray) -> None:
    found = propose([text for _, text in ALL], vectors, NAMES, names, examples(4))
    assert {one.place for one in found} == set(range(len(ALL))) - {one.place for one in examples(4)}
    right = [NAMES[one.theme] == ALL[one.place][0] for one in found]
    assert sum(right) / len(right) > 0.9
    assert all(0 <= one.score <= 1 for one in found)


def test_contributions_carry_several_where_people_gave_several(vectors: np.ndarray, names: np.ndarray) -> None:
    both = [Example(one.place, one.carries | {2}) for one in examples(4)[:4]] + examples(4)[4:]
    found = propose([text for _, text in ALL], vectors, NAMES, names, both)
    many = [sum(one.place == place for one in found) for place in range(12)]
    assert max(many) > 1


def test_the_best_theme_is_proposed_alone_where_none_of_several_is_likely_but_one_nearly_is() -> None:
    scores = np.array([[0.6, 0.45, 0.7], [0.41, 0.45, 0.1], [0.3, 0.39, 0.1]])
    found = decide(scores, [3, 5, 8], one_each=False)
    assert [(one.place, one.theme) for one in found] == [(3, 2), (3, 0), (5, 1)]


def test_the_same_input_gives_the_same_proposals(vectors: np.ndarray, names: np.ndarray) -> None:
    texts = [text for _, text in ALL]
    assert propose(texts, vectors, NAMES, names, examples(3)) == propose(texts, vectors, NAMES, names, examples(3))
    assert find(texts, vectors) == find(texts, vectors)
    assert key_of("a") == key_of("a") != key_of("b")


def test_nothing_is_proposed_from_nothing(vectors: np.ndarray, names: np.ndarray) -> None:
    texts = [text for _, text in ALL]
    assert propose(texts, vectors, NAMES, names, []) == []
    assert propose([], vectors[:0], NAMES, names, []) == []
    assert find(texts[:19], vectors[:19]) == []


def test_groups_are_named_by_their_words_and_show_typical_and_different_quotes(vectors: np.ndarray) -> None:
    found = find([text for _, text in ALL], vectors, many=3)
    assert sorted(len(one.members) for one in found) == [12, 12, 12]
    for one in found:
        (matter,) = {ALL[place][0] for place in one.members}
        assert any(word.lower().startswith(matter.lower()[:3]) for word in one.words), (matter, one.words)
        assert set(one.typical) | set(one.different) <= set(one.members)
        assert not set(one.typical) & set(one.different)
    assert {place for one in found for place in one.members} == set(range(len(ALL)))


def test_measuring_never_learns_from_what_it_is_judged_by(vectors: np.ndarray, names: np.ndarray) -> None:
    texts = [text for _, text in ALL]
    measured = measure(texts, vectors, NAMES, names, examples(5))
    assert measured.examples == 15
    assert [one.coded for one in measured.ours] == [5, 5, 5]
    wrong = [Example(one.place, frozenset(((one.place * 7919) % 3,))) for one in examples(12)]
    assert macro_f1(measure(texts, vectors, NAMES, names, wrong).ours) < 0.6 < macro_f1(measured.ours)


@given(st.lists(st.tuples(st.frozensets(st.integers(0, 3)), st.frozensets(st.integers(0, 3)))))
def test_agreement_lies_between_none_and_all(pairs: list[tuple[frozenset[int], frozenset[int]]]) -> None:
    found = agreements([one for one, _ in pairs], [one for _, one in pairs], 4)
    assert all(0 <= one.f1 <= 1 and one.right <= min(one.coded, one.proposed) for one in found)
    truth = [one for one, _ in pairs]
    assert all(one.f1 in (0.0, 1.0) for one in agreements(truth, truth, 4))


@given(st.text())
def test_what_says_nothing_says_nothing_in_capitals_and_among_spaces(text: str) -> None:
    assert is_blank(f"  {text}\n") == is_blank(text)


@pytest.mark.parametrize("many", [20, 50, 1_000, 100_000])
def test_a_few_themes_are_proposed_however_much_was_said(many: int) -> None:
    assert 4 <= how_many(many) <= 20


def test_looking_for_neighbours_keeps_no_table_of_all_against_all() -> None:
    rows = np.random.default_rng(1).normal(size=(5_000, 8)).astype(np.float32)
    tracemalloc.start()
    try:
        neighbours_of(rows, 10)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < rows.shape[0] ** 2 * 8 * 0.6  # bytes; the places of all, in order, would take the whole
