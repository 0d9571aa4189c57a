"""The laws of merging, held by what people really did to real texts."""

from collections.abc import Iterator

import pytest

from consult.core.merge import Merged, merge
from consult.core.merging.units import units
from tests.core.real_texts import HISTORIES, merges, revisions

pytestmark = pytest.mark.slow


def real_edits() -> Iterator[tuple[str, str, str]]:
    """Yield real merges; and of three revisions in a row the middle one, the one before and the one after it."""
    for case in merges():
        yield case.base, case.ours, case.theirs
    for history in HISTORIES:
        texts = list(revisions(history).values())
        for before, base, after in list(zip(texts, texts[1:], texts[2:], strict=False))[::4]:
            yield base, before, after


def names(text: str) -> set[str]:
    return {unit.name for unit in units(text)}


def test_no_sentence_results_that_neither_side_wrote_and_none_is_lost_that_nobody_touched() -> None:
    for base, ours, theirs in real_edits():
        result = merge(base, ours, theirs)
        if isinstance(result, Merged):
            assert names(result.text) <= names(ours) | names(theirs)
            assert names(base) & names(ours) & names(theirs) <= names(result.text)


def test_a_merge_of_real_edits_is_the_same_whoever_is_named_first() -> None:
    for base, ours, theirs in real_edits():
        first, second = merge(base, ours, theirs), merge(base, theirs, ours)
        assert type(first) is type(second)
        assert first == second or not isinstance(first, Merged)


def test_a_real_side_that_changed_nothing_gives_way() -> None:
    for base, ours, _ in real_edits():
        assert merge(base, base, ours) == merge(base, ours, base) == merge(base, ours, ours) == Merged(ours)


def test_wrapping_a_real_text_anew_collides_with_no_edit() -> None:
    for case in merges():
        for wrapped in (case.base.replace("\n\n", "\n\n\n"), case.base + "\n"):
            result = merge(case.base, wrapped, case.theirs)
            assert isinstance(result, Merged)
            assert result.text.split() == case.theirs.split()
