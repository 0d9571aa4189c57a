"""Open again for some clauses: nothing comes in about another one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consult.core.reopening import add, takes

CLAUSES = st.frozensets(st.integers(1, 9))


@given(CLAUSES, CLAUSES)
def test_what_comes_in_is_about_open_clauses_alone(opened: frozenset[int], about: frozenset[int]) -> None:
    assert takes({"1": sorted(opened)}, 1, about) == (bool(about) and about <= opened)
    assert not takes({"1": sorted(opened)}, 2, about)
    assert takes(None, 1, about)


@given(CLAUSES, CLAUSES, CLAUSES)
def test_opening_more_shuts_nothing(opened: frozenset[int], more: frozenset[int], about: frozenset[int]) -> None:
    before = add(None, 1, opened)
    for document in (1, 2):
        after = add(before, document, more)
        assert takes(after, 1, about) or not takes(before, 1, about)
        assert takes(after, document, more) == bool(more)
