"""The codes people say aloud."""

from __future__ import annotations

from consult.core.clauses import Clause, Kind, parse
from consult.core.codes import codes


def test_a_specification_is_numbered_by_section_paragraph_and_item() -> None:
    markdown = "# Spec\n\nIntro\n\n## Access\n\nThe provider shall\n\n- open\n  - early\n  - late\n- answer\n\n"
    markdown += "## Doors\n\n### Front\n\nWide."
    assert codes(parse(markdown)) == (
        "0", "0.1", "1", "1.1", "1.1(a)", "1.1(a)(i)", "1.1(a)(ii)", "1.1(b)", "2", "2.1", "2.1.1",
    )  # fmt: skip


def test_the_text_s_own_numbers_are_kept_where_they_fit() -> None:
    markdown = "# 3. Access\n\n3.2 The provider shall:\n\n(b) open;\n(d) answer.\n\n# 5. Doors\n\n5.1 Wide."
    assert codes(parse(markdown)) == ("3", "3.2", "3.2(b)", "3.2(d)", "5", "5.1")


def test_numbers_that_do_not_fit_are_not_believed() -> None:
    assert codes(parse("# 2024 budget\n\n# 900 homes\n\n1.5 million people\n\n# 1. Again")) == ("1", "2", "2.1", "3")


def test_nested_letters_and_romans_need_no_indentation() -> None:
    markdown = "4 homes\n\n1. a\n(a) b\n(i) c\n(ii) d\n(b) e\n2. f"
    assert codes(parse(markdown)) == ("1", "1(1)", "1(1)(a)", "1(1)(a)(i)", "1(1)(a)(ii)", "1(1)(b)", "1(2)")


def test_the_letter_i_after_h_is_a_letter() -> None:
    letters = "\n".join(f"({letter}) x" for letter in "abcdefghij")
    assert codes(parse("We will:\n\n" + letters))[-2:] == ("1(i)", "1(j)")


def test_a_list_right_under_a_heading_takes_part_in_its_row() -> None:
    assert codes(parse("# Aims\n\n1. a\n2. b\n\nAnd so on\n\n# Next")) == ("1", "1.1", "1.2", "1.3", "2")


def test_lazy_numbers_all_one_are_counted() -> None:
    assert codes(parse("Aims\n\n1. a\n1. b\n1. c")) == ("1", "1(1)", "1(2)", "1(3)")


def test_tables_notes_further_paragraphs_and_annexes_have_names() -> None:
    markdown = (
        "# Fees\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\n- x\n\n  y\n\n[^n]: z\n\n    w\n\n# Annex A\n\nText"
    )
    assert codes(parse(markdown)) == (
        "1", "1.1", "1.1 row 1", "1.1 row 2", "1.1(a)", "1.1(a) para 2",
        "note n", "note n para 2", "Annex A", "Annex A.1",
    )  # fmt: skip


def test_two_clauses_never_share_a_code() -> None:
    notes = [Clause(Kind.NOTE, 0, "a", "[^1]"), Clause(Kind.NOTE, 0, "b", "[^1]")]
    assert codes(notes) == ("note 1", "note 1-2")


def test_a_text_without_headings_counts_its_paragraphs() -> None:
    assert codes(parse("One\n\nTwo\n\n• a\n• b\n\nThree")) == ("1", "2", "2(a)", "2(b)", "3")
