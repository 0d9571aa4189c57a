"""One form for every text."""

from __future__ import annotations

import pytest

from consult.core.errors import Refused
from consult.core.normal import normalise


def test_letters_and_line_ends_have_one_form() -> None:
    assert normalise("Cafe\u0301\r\na\rb\n") == "Café\na\nb\n"


@pytest.mark.parametrize(("text", "place"), [("ab\0", "3"), ("a\ud800", "2"), ("\udfff", "1")])
def test_what_cannot_be_kept_is_refused_by_place(text: str, place: str) -> None:
    with pytest.raises(Refused, match=f"Character {place} "):
        normalise(text)
