"""Whose words stand in the text, checked."""

from consult.core.diff import diff
from consult.core.incorporation import changed_ranges, check, is_changed

OLD = "Residents pay five pounds. The panel meets monthly. Minutes are published."


def test_words_taken_as_they_were_are_verbatim_capitals_and_wrapping_aside() -> None:
    asked = OLD.replace("monthly", "every second week")
    new = "Residents pay ten pounds. The Panel meets\nevery second week. Minutes are published."
    found = check(OLD, asked, OLD, new)
    assert found.how == "verbatim"
    assert [new[span.start : span.end].split()[1] for span in found.ranges] == ["Panel"]


def test_half_of_the_added_words_among_the_changed_ones_is_adapted_and_the_difference_is_shown() -> None:
    asked = OLD.replace("monthly", "every second week in public")
    new = OLD.replace("monthly", "in public every month")
    found = check(OLD, asked, OLD, new)
    assert (found.how, found.share) == ("adapted", 0.6)
    assert any(change.op != "equal" for change in found.difference)


def test_words_that_stood_there_before_do_not_count() -> None:
    asked = OLD.replace("monthly", "with minutes published")
    assert check(OLD, asked, OLD, OLD.replace("five", "six")).how == "not"


def test_sentences_that_stood_there_before_are_not_taken_in_because_something_else_changed() -> None:
    asked = OLD.replace("monthly", "weekly")
    assert check(OLD, asked, asked, asked.replace("five", "six")).how == "not"


def test_of_words_taken_as_they_were_only_those_that_are_new_are_shown() -> None:
    asked = OLD.replace("monthly", "weekly").replace("published", "printed")
    old = OLD.replace("monthly", "weekly")
    found = check(OLD, asked, old, asked)
    assert found.how == "verbatim"
    assert [asked[span.start : span.end] for span in found.ranges] == ["Minutes are printed."]


def test_a_range_is_changed_where_words_are_new_or_were_taken_away() -> None:
    new = OLD.replace("five", "six").replace(" Minutes are published.", "")
    changes = tuple(diff(OLD, new))

    def changed(words: str) -> bool:
        return is_changed(changes, new.index(words), new.index(words) + len(words))

    assert changed("six pounds")
    assert changed("monthly.")  # words that stood beside it are gone
    assert not changed("The panel meets")
    assert not changed("Residents pay")
    assert not is_changed(tuple(diff("Pay  five.", "Pay five.")), 0, 9)  # white space alone is no change


def test_a_revision_that_changed_nothing_took_nothing_in() -> None:
    asked = OLD.replace("monthly", "weekly")
    assert check(OLD, asked, asked, asked).how == "not"


def test_words_taken_away_are_verbatim_when_none_is_left_and_shown_where_they_stood() -> None:
    asked = OLD.replace(" Minutes are published.", "")
    found = check(OLD, asked, OLD, asked.replace("five", "six"))
    assert found.how == "verbatim"
    assert all(span.start == span.end for span in found.ranges)
    assert check(OLD, asked, OLD, OLD.replace("five", "six")).how == "not"


def test_the_picker_offers_whole_changed_sentences() -> None:
    new = OLD.replace("five", "six").replace(" Minutes are published.", " Minutes are never published!")
    offered = [new[span.start : span.end] for span in changed_ranges(OLD, new)]
    assert offered == ["Residents pay six pounds.", "Minutes are never published!"]
    assert changed_ranges(OLD, OLD) == ()
