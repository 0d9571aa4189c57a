"""An empty box is no answer, whatever a tool or a tired hand put into it; a short answer is one."""

from __future__ import annotations

import pytest

from consult.core.empty_answers import says_nothing


@pytest.mark.parametrize(
    "words",
    [
        "",
        "  ",
        "-",
        "--",
        "—",
        "n/a",
        "N/A",
        "N.A.",
        "n / a",
        "Not provided",
        "not provided.",
        "NONE",
        "none",
        "nil",
        "null",
        ".",
        "?",
        "\u200b",
        "(blank)",
        "No response",
        "Not Answered",
        "No comment",
        "“”",
        "…",
    ],
)
def test_what_stands_for_nothing_is_no_answer(words: str) -> None:
    assert says_nothing(words)


@pytest.mark.parametrize(
    "words",
    [
        "No",
        "Yes",
        "no!",
        "5",
        "ok",
        "None of it",
        "Nothing",
        "N/A for us, but the fare is dear",
        "是",
        "👍",
        "Na zdraví",
        "x",
    ],
)
def test_a_short_answer_is_an_answer(words: str) -> None:
    assert not says_nothing(words)
