"""Where a comment's words went."""

from hypothesis import given
from hypothesis import strategies as st

from consult.core.anchors import Anchor, locate, place, place_all
from tests.patience import patience

OLD = """# Fares

Residents pay five pounds per visit. Children pay nothing.

- The panel meets on the first Monday of each month.
- Minutes are published within ten working days.
"""


def anchor(text: str, exact: str) -> Anchor:
    start = text.index(exact)
    end = start + len(exact)
    return Anchor(start, end, exact, text[max(0, start - 32) : start], text[end : end + 32])


def test_a_sentence_nobody_touched_is_the_same_further_down() -> None:
    new = OLD.replace("# Fares\n", "# Fares\n\nA new paragraph comes first.\n")
    placed = place(anchor(OLD, "Children pay nothing."), OLD, new)
    assert (placed.status, new[placed.start : placed.end]) == ("same", "Children pay nothing.")


def test_a_comma_after_the_quoted_word_leaves_it_the_same() -> None:
    new = OLD.replace("per visit.", "per visit, at most.")
    placed = place(anchor(OLD, "five pounds per visit"), OLD, new)
    assert (placed.status, new[placed.start : placed.end]) == ("same", "five pounds per visit")


def test_a_phrase_reworded_in_a_sentence_that_stays_keeps_its_comment() -> None:
    for old, new, quote, there in (
        ("Passengers may bring two bags.", "Passengers may bring three bags.", "two bags", "three bags"),
        ("Pay five pounds a visit.", "Pay four pounds a visit.", "five pounds", "four pounds"),
        ("It opens at nine on Mondays.", "It opens at ten on Mondays.", "at nine on", "at ten on"),
    ):
        placed = place(anchor(old, quote), old, new)
        assert (placed.status, new[placed.start : placed.end]) == ("reworded", there)


def test_white_space_and_block_markers_do_not_count() -> None:
    new = OLD.replace("- The panel meets on", "* The panel\n  meets on")
    placed = place(anchor(OLD, "The panel meets on the first Monday"), OLD, new)
    assert placed.status == "same"
    assert new[placed.start : placed.end].split() == ["The", "panel", "meets", "on", "the", "first", "Monday"]


def test_a_changed_word_inside_makes_it_reworded() -> None:
    new = OLD.replace("five pounds", "six pounds")
    placed = place(anchor(OLD, "Residents pay five pounds per visit."), OLD, new)
    assert (placed.status, new[placed.start : placed.end]) == (
        "reworded",
        "Residents pay six pounds per visit.",
    )
    assert 0.5 < placed.score < 1


def test_a_passage_moved_to_the_end_is_followed() -> None:
    moved = "Residents pay five pounds per visit."
    swapped = OLD.replace(moved + " ", "").rstrip() + "\n\n## At the end\n\n" + moved + "\n"
    placed = place(anchor(OLD, moved), OLD, swapped)
    assert (placed.status, swapped[placed.start : placed.end]) == ("moved", moved)


def test_words_taken_out_are_removed_at_the_place_where_they_stood() -> None:
    new = OLD.replace(" Children pay nothing.", "")
    placed = place(anchor(OLD, "Children pay nothing."), OLD, new)
    assert (placed.status, placed.start) == ("removed", placed.end)
    assert new[: placed.start].rstrip().endswith("per visit.")


def test_an_undo_brings_the_words_back_from_the_revision_that_had_them() -> None:
    placed = place(anchor(OLD, "Children pay nothing."), OLD, OLD + "\nMore.\n")
    assert placed.status == "same"


def test_a_phrase_split_over_two_paragraphs_has_moved_in_one_piece() -> None:
    new = OLD.replace("visit. Children", "visit.\n\nChildren")
    placed = place(anchor(OLD, "per visit. Children pay nothing."), OLD, new)
    assert placed.status == "moved"
    assert new[placed.start : placed.end].split() == ["per", "visit.", "Children", "pay", "nothing."]


def test_a_quote_from_paper_is_found_by_its_words() -> None:
    found = locate(Anchor(0, 0, "five  pounds\nper visit"), OLD)
    assert (found.status, OLD[found.start : found.end]) == ("same", "five pounds per visit")


def test_what_stands_around_a_quote_tells_two_places_apart() -> None:
    text = "Adults pay five pounds. Others pay five pounds."
    found = locate(Anchor(0, 0, "pay five pounds", prefix="Others "), text)
    assert found.start == text.rindex("pay five pounds")


def test_a_misremembered_quote_is_found_nearby_and_nonsense_is_not() -> None:
    found = locate(Anchor(0, 0, "Minutes get published within ten working days"), OLD)
    assert (found.status, OLD[found.start : found.end]) == (
        "reworded",
        "Minutes are published within ten working days",
    )
    assert locate(Anchor(0, 0, "The harbour master rings a bell"), OLD).status == "removed"


def test_words_reworded_until_none_is_left_are_removed_in_the_end() -> None:
    second = "Residents pay nine pounds every month they travel."
    third = "Travellers give nine euros every month they travel."
    carried = Anchor(0, len(second), "Residents pay five pounds per visit.")
    assert place(carried, second, third).status == "removed"
    assert place(carried, second, second + " So be it.").status == "reworded"


PROSE = st.lists(
    st.sampled_from(["the", "panel", "meets", "monthly.", "Five", "pounds", "\n\n", "- an", "item\n", "and,"]),
    max_size=40,
).map(" ".join)


@given(PROSE, PROSE, st.data())
def test_every_anchor_gets_one_placement_inside_the_text(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    placed = place(Anchor(start, end, old[start:end]), old, new)
    assert 0 <= placed.start <= placed.end <= len(new)
    assert 0 <= placed.score <= 1
    if placed.status in ("same", "moved"):
        assert placed.score == 1
    if placed.status == "removed":
        assert placed.start == placed.end


@given(PROSE, st.data())
def test_nothing_moves_when_nothing_changes(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    placed = place(Anchor(start, end, text[start:end]), text, text)
    assert placed.status == "same"
    assert text[placed.start : placed.end].strip() == text[start:end].strip()


@given(PROSE, PROSE, PROSE)
def test_what_is_put_in_before_and_after_leaves_the_words_the_same(before: str, text: str, after: str) -> None:
    old = f"Here begins it, {text} and there it ends."
    new = f"{before} \n\n{old}\n\n {after}"
    placed = place(Anchor(0, len(old), old), old, new)
    assert placed.status in ("same", "moved")


def test_five_thousand_anchors_take_a_moment() -> None:
    clauses = [
        f"{n}. Clause {n} says what the panel does in month {n % 12} of year {n * 7}, in many plain words "
        f"that go on for a while so that the whole is as long as a real text, number {n * n}."
        for n in range(400)
    ]
    old = "\n\n".join(clauses)
    new = "\n\n".join(clause.replace("many plain", "some") if n % 5 else clause for n, clause in enumerate(clauses))
    anchors = [Anchor(at, at + 40, old[at : at + 40]) for at in range(0, len(old) - 40, len(old) // 5000)]
    with patience():
        assert len(place_all(anchors, old, new)) == len(anchors) >= 5000


def test_a_word_left_far_from_the_rest_of_its_quote_is_given_up() -> None:
    old = "Titles are capitalized. The body of each section should be short."
    new = "Titles are capitalized as in the books of old. Dates are in full. The body of each section must be short."
    placed = place(anchor(old, "capitalized. The body of each section should"), old, new)
    assert placed.status == "reworded"
    assert new[placed.start : placed.end].startswith("The body of each section")


def test_a_quote_of_which_only_crumbs_are_left_is_removed_though_half_its_letters_stand() -> None:
    old = "Entries are sent when the encoder's current Largest Known is less than the smallest index."
    new = "Entries are sent where the current Known was found to be more than all of them."
    assert place(anchor(old, "the encoder's current Largest Known"), old, new).status == "removed"


def test_a_quote_with_most_of_its_words_is_kept_whatever_stands_between() -> None:
    old = "Say the type of text: a rule or a wish."
    new = "Say the type of text: a rule that everybody in the whole of the town has to keep or a wish."
    placed = place(anchor(old, "type of text: a rule or a wish"), old, new)
    assert (placed.status, new[placed.start : placed.end]) == (
        "reworded",
        "type of text: a rule that everybody in the whole of the town has to keep or a wish",
    )
