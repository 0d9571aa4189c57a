"""What a merge leaves to a person: as little as possible, and shown word by word."""

from collections.abc import Iterator

from consult.core.merge import Conflicted, Region, marks, merge
from consult.core.merging.units import units
from tests.core.real_texts import merges


def real_regions() -> Iterator[Region]:
    for case in merges():
        result = merge(case.base, case.ours, case.theirs)
        if isinstance(result, Conflicted):
            yield from result.regions


def regions(base: str, ours: str, theirs: str) -> list[tuple[str, str, str]]:
    result = merge(base, ours, theirs)
    assert isinstance(result, Conflicted)
    return [(region.base, region.ours, region.theirs) for region in result.regions]


def test_only_the_sentence_both_changed_is_left_to_a_person() -> None:
    base = "Parks open at eight. Residents pay five pounds per visit. Bins go out on Mondays."
    ours = base.replace("eight", "nine").replace("five", "ten")
    theirs = base.replace("per visit", "per month").replace("Mondays", "Fridays")
    assert regions(base, ours, theirs) == [
        (
            "Residents pay five pounds per visit.",
            "Residents pay ten pounds per visit.",
            "Residents pay five pounds per month.",
        )
    ]


def test_two_places_are_two_regions_though_they_stand_in_one_paragraph() -> None:
    base = "Parks open at eight. Residents pay five pounds. Bins go out on Mondays."
    ours = base.replace("eight", "nine").replace("Mondays", "Fridays")
    theirs = base.replace("eight", "ten").replace("Mondays", "Sundays")
    assert [region[0] for region in regions(base, ours, theirs)] == ["Parks open at eight.", "Bins go out on Mondays."]


def test_real_regions_are_where_they_say_and_do_not_overlap() -> None:
    for case in merges():
        result = merge(case.base, case.ours, case.theirs)
        if isinstance(result, Conflicted):
            at = 0
            for region in result.regions:
                assert region.start >= at
                assert case.base[region.start : region.end] == region.base
                at = region.end


def test_real_regions_begin_and_end_with_what_somebody_changed() -> None:
    for region in real_regions():
        texts = [[unit.name for unit in units(text)] for text in (region.base, region.ours, region.theirs)]
        if all(texts):
            assert len({pieces[0] for pieces in texts}) > 1
            assert len({pieces[-1] for pieces in texts}) > 1


def test_a_region_is_shown_word_by_word() -> None:
    region = Region(0, 20, "Pay five pounds now.", "Pay ten pounds now.", "You pay five pounds.")
    found = marks(region)
    assert [(change.old, change.new) for change in found.ours if change.op != "equal"] == [("five", "ten")]
    for changes, side in ((found.ours, region.ours), (found.theirs, region.theirs)):
        assert "".join(change.old for change in changes) == region.base
        assert "".join(change.new for change in changes) == side
