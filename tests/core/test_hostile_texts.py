"""Texts made to take for ever: the answers stay right, and where work is capped the coarser answer is right too.

No test here looks at a clock; `docs/engine.md` says what these texts cost.
"""

import pytest

from consult.core.anchors import Anchor, locate, place_all
from consult.core.blame import blame
from consult.core.diff import diff
from consult.core.locating import CANDIDATES
from consult.core.matching import CELLS, align
from consult.core.merge import Conflicted, Merged, merge
from consult.core.merging.units import units
from consult.core.merging.weaving import PASSAGE

Three = tuple[str, str, str]

LINES = 20_000


def numbered(word: str, step: int) -> str:
    return "\n".join(f"{word} {number * step} of the {word}" for number in range(LINES))


def in_two(word: str, step: int) -> str:
    lines = numbered(word, step).split("\n")
    return "\n".join([*lines[: LINES // 2], "", "This stays as it is.", "", *lines[LINES // 2 :]])


def moved(first: int, *others: int) -> str:
    parts = [" ".join(f"w{part}[{n}]" for n in range(LINES)) for part in range(3)]
    return " ".join(parts[part] for part in (first, *others))


def marked(mark: str, remainder: int) -> str:
    lines = (f"Rule {n} is kept by all" + (mark if n % 4 == remainder else ".") for n in range(LINES // 2))
    return "\n\n".join(lines)


HOSTILE: dict[str, Three] = {
    "one letter": ("a" * 1_000_000, "a" * 999_999 + "b", "b" + "a" * 999_999),
    "two words": ("one two " * 50_000, "two one " * 50_001, "one two " * 49_000 + "two two"),
    "every line the same": (
        "the same line\n" * 30_000,
        "the same line\n" * 29_000 + "end\n",
        "the same line\n" * 31_000,
    ),
    "no line the same": (numbered("line", 1), numbered("row", 7), numbered("verse", 3)),
    "no line the same but one in the midst": (in_two("line", 1), in_two("row", 7), in_two("verse", 3)),
    "every second changed": (marked(".", 0), marked("!", 0), marked("?", 2)),
    "one sentence again and again": ("Go on. " * 40_000, "Go on. " * 39_999 + "Stop.", "Stop. " + "Go on. " * 40_000),
    "every line further in than the last": tuple(
        "\n".join(" " * (2 * n) + f"- {word} {n}" for n in range(700)) for word in ("step", "level", "rung")
    ),
    "a third of one long line moved": (moved(0, 1, 2), moved(1, 0, 2), moved(0, 2, 1)),
    "one row of very many cells": tuple(
        "|" + "|".join(f" {word} {n} " for n in range(60_000)) + f"|\n| {word} |\n" for word in ("fee", "sum", "fare")
    ),
    "signs that close nothing": ("*a " * 100_000, "b " + "*a " * 100_000, "*a " * 99_000 + "*b*"),
    "only stops": (". " * 90_000, ". " * 90_001, ".. " * 60_000),
}
hostile = pytest.mark.parametrize("texts", HOSTILE.values(), ids=HOSTILE.keys())
pytestmark = pytest.mark.slow


@hostile
def test_a_difference_joins_back(texts: Three) -> None:
    for old, new in (texts[:2], texts[1:]):
        changes = diff(old, new)
        assert "".join(change.old for change in changes) == old
        assert "".join(change.new for change in changes) == new


@hostile
def test_a_merge_is_symmetric_and_invents_nothing(texts: Three) -> None:
    base, ours, theirs = texts
    first, second = merge(base, ours, theirs), merge(base, theirs, ours)
    if isinstance(first, Merged):
        assert first == second
        assert {one.name for one in units(first.text)} <= {one.name for side in (ours, theirs) for one in units(side)}
    else:
        assert isinstance(second, Conflicted)
        assert [(one.start, one.end) for one in first.regions] == [(one.start, one.end) for one in second.regions]
        assert all(base[one.start : one.end] == one.base for one in first.regions)


@hostile
def test_origins_tile_the_text_and_what_returns_is_old(texts: Three) -> None:
    spans = blame(texts)
    assert [0, *(span.end for span in spans)] == [*(span.start for span in spans), len(texts[-1])]
    assert {span.index for span in blame([*texts[:2], texts[0]])} == {0}


@hostile
def test_every_anchor_lands_on_its_words_or_is_told_removed(texts: Three) -> None:
    old, new, _ = texts
    starts = range(0, len(old), max(1, len(old) // 200))
    anchors = [Anchor(at, min(len(old), at + 40), old[at : at + 40]) for at in starts]
    for anchor, placed in zip(anchors, place_all(anchors, old, new), strict=True):
        assert 0 <= placed.start <= placed.end <= len(new)
        if placed.status in ("same", "moved"):
            assert new[placed.start : placed.end].split() == anchor.exact.split()


def test_where_every_second_clause_was_changed_by_another_all_changes_are_taken() -> None:
    base, ours, theirs = HOSTILE["every second changed"]
    result = merge(base, ours, theirs)
    assert isinstance(result, Merged)
    assert (result.text.count("!"), result.text.count("?")) == (LINES // 8, LINES // 8)


def test_where_nearly_all_was_changed_by_both_what_nobody_changed_still_parts_the_places_to_decide() -> None:
    base, ours, theirs = HOSTILE["no line the same but one in the midst"]
    result = merge(base, ours, theirs)
    assert isinstance(result, Conflicted)
    assert [region.base.count("\n") + 1 for region in result.regions] == [LINES // 2, LINES // 2]


def test_too_long_to_be_aligned_exactly_is_told_as_all_changed_and_never_wrongly() -> None:
    old, new = [0, 1] * 20_000, [1, 0, 2] * 15_000
    assert len(old) * len(new) > CELLS
    assert align(old, new) == []
    few = [0, 1] * 200
    assert sum(size for _, _, size in align(few, [1, 0, 2] * 150)) > 0


def test_two_items_with_one_hash_are_two_items() -> None:
    assert hash(-1) == hash(-2)
    assert align([1, -1, 3], [1, -2, 3]) == [(0, 0, 1), (2, 2, 1)]


def test_a_passage_too_long_to_be_searched_for_the_others_changes_is_for_a_person() -> None:
    base = "Residents pay five pounds for a visit."
    more, less = base.replace("five", "all of ten"), base.replace("five", "all of ten").replace("visit", "day")
    padding = " word" * (PASSAGE // 5)
    assert isinstance(merge(base, more, less), Merged)
    longer = [text.replace(" pay", padding + " pay") for text in (base, more, less)]
    assert isinstance(merge(longer[0], longer[1], longer[2]), Conflicted)


def test_of_very_many_places_with_the_same_words_those_near_the_hint_are_weighed() -> None:
    text = "Pay five pounds now. " * (4 * CANDIDATES) + "Others pay five pounds later."
    at = text.rindex("pay five pounds")
    near, far = Anchor(at - 40, 0, "ay five pounds", "p"), Anchor(0, 0, "ay five pounds", "p")
    assert locate(near, text).start == at + 1
    assert text[locate(far, text).start :].startswith("ay five pounds")
