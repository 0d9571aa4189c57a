"""A long text is merged passage by passage, and that is not to be noticed."""

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consult.core.merge import Conflicted, Merged, merge, merged_by_passages, merged_whole
from consult.core.merging.lines import hunks
from consult.core.merging.passages import passages
from consult.core.merging.units import units
from tests.core.real_texts import merges

BLOCKS = [
    "Parks open at eight in the morning.",
    "Residents pay five pounds for each visit. Children pay nothing.",
    "- apples and pears\n- bread\n- milk",
    "The panel meets on the first Monday\nof the month.",
    "~~~\ncode stays\n\nas it is\n~~~",
    "## Fares",
    "---",
    "Short.",
]
NEW = st.sampled_from(
    ["ten", "", "\n\n", "We all agree on that.", "\n\nA new block comes in here.\n\n", "\n- eggs", "~~~"]
)


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    words = text.split(" ")
    for _ in range(draw(st.integers(0, 3))):
        words[draw(st.integers(0, len(words) - 1))] = draw(NEW)
    blocks = " ".join(words).split("\n\n")
    if draw(st.booleans()):
        blocks.insert(draw(st.integers(0, len(blocks) - 1)), blocks.pop(draw(st.integers(0, len(blocks) - 1))))
    return "\n\n".join(blocks)


BASES = st.lists(st.sampled_from(BLOCKS), min_size=3, max_size=9).map("\n\n".join)
WHOLE_WHEN_MOVED = [block for block in BLOCKS if "\n\n" not in block]
ALL_DIFFERENT = st.lists(st.sampled_from(WHOLE_WHEN_MOVED), min_size=3, unique=True).map("\n\n".join)
THREE = BASES.flatmap(lambda base: st.tuples(st.just(base), edited(base), edited(base)))


def shown(result: Merged | Conflicted) -> list[str] | None:
    return result.text.split() if isinstance(result, Merged) else None


@given(THREE)
def test_passages_give_all_three_texts_back(three: tuple[str, str, str]) -> None:
    if (found := passages(*three)) is not None:
        sides = zip(*((one.base, one.ours, one.theirs) for one in found), strict=True)
        assert ["".join(parts) for parts in sides] == [text + "\n" for text in three]


@given(BASES, BASES)
def test_hunks_lead_from_one_text_to_the_other(old: str, new: str) -> None:
    before, after = old + "\n", new + "\n"
    made, at = "", 0
    for hunk in hunks(before, after):
        made += before[at : hunk.old.start] + after[hunk.new.start : hunk.new.end]
        at = hunk.old.end
        assert {before[:at][-1:], made[-1:]} <= {"", "\n"}
    assert made + before[at:] == after


PARKS = "Parks open at eight in the morning."


@example((f"## Fares\n\n---\n\n{PARKS}", f"## Fares\n\n{PARKS}\n\n---", "## Fares\n\nParks ten at eight.\n\n---"))
@given(ALL_DIFFERENT.flatmap(lambda base: st.tuples(st.just(base), edited(base), edited(base))))
def test_merged_by_passages_nothing_is_lost_doubled_or_made_up(three: tuple[str, str, str]) -> None:
    divided = merged_by_passages(*three)
    if isinstance(divided, Merged):
        base, ours, theirs, here = (Counter(unit.name for unit in units(one)) for one in (*three, divided.text))
        assert set(here) <= {*ours, *theirs}
        assert all(here[name] == base[name] for name in base if base[name] == ours[name] == theirs[name])


@pytest.mark.slow
def test_real_texts_merge_by_passages_as_they_do_whole() -> None:
    for case in merges():
        three = case.base, case.ours, case.theirs
        result, whole = merged_by_passages(*three) or merge(*three), merged_whole(*three)
        assert shown(result) == shown(whole)
        if isinstance(result, Conflicted) and isinstance(whole, Conflicted):
            assert result.regions == whole.regions
