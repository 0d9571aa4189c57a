"""Finding what somebody quoted."""

from __future__ import annotations

from consult.core.quotes import Found, Nearest, find_quote

TEXTS = (
    "The council will open **every library** on [Sundays](/s).",
    "The council will listen.\\\nAnd answer[^1] within “ten” working days.",
    "a `x = 1` b – The council will listen.",
)


def _quoted(
    exact: str, prefix: str = "", suffix: str = "", hint: tuple[int, int] | None = None
) -> tuple[int, str] | None:
    found = find_quote(TEXTS, exact, prefix, suffix, hint)
    return (found.index, TEXTS[found.index][found.start : found.end]) if isinstance(found, Found) else None


def test_a_quote_across_bold_words_and_links_is_found() -> None:
    assert _quoted("open every library on Sundays.") == (0, "open **every library** on [Sundays](/s).")


def test_a_quote_over_a_line_break_and_a_footnote_mark_is_found() -> None:
    assert _quoted("listen. And answer within") == (1, "listen.\\\nAnd answer[^1] within")


def test_quotation_marks_dashes_and_blanks_do_not_matter() -> None:
    assert _quoted('within  "ten"\nworking') == (1, "within “ten” working")
    assert _quoted("b - The") == (2, "b – The")


def test_what_stands_around_decides_between_two_places() -> None:
    assert _quoted("The council will", suffix=" listen.\nAnd") == (1, "The council will")
    found = find_quote(TEXTS, "The council will", prefix="b – ")
    assert found == Found(2, 14, 30)


def test_a_hint_decides_where_nothing_else_does() -> None:
    assert find_quote(["open open", "open"], "open", hint=(0, 6)) == Found(0, 5, 9)
    assert find_quote(["open open", "open"], "open", hint=(1, 0)) == Found(1, 0, 4)
    assert find_quote(["open open", "open"], "open") == Found(0, 0, 4)


def test_a_quote_of_the_source_as_it_stands_is_found() -> None:
    assert _quoted("**every library** on [Sundays](/s)") == (0, "**every library** on [Sundays](/s)")


def test_a_quote_that_is_not_there_is_answered_with_the_nearest_passage() -> None:
    found = find_quote(TEXTS, "open each library on Sunday")
    assert isinstance(found, Nearest)
    assert found.index == 0
    assert "library" in found.passage


def test_nothing_like_it_is_said_so() -> None:
    assert find_quote(["The council."], "zzz qqq xxx") == Nearest(0, 0, 0, "")
    assert find_quote([], "a") == Nearest(0, 0, 0, "")
    assert find_quote(["a"], "  ") == Nearest(0, 0, 0, "")
