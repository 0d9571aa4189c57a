"""Counts as documents write them."""

from __future__ import annotations

import re


def small_number(text: str | None) -> int | None:
    """Return a small whole number, None for anything else."""
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,9}", text) else None


def figure(count: int, form: str) -> str:
    """Write a count in one of Word's number formats; those we do not know in plain figures.

    >>> figure(4, "lowerRoman"), figure(28, "upperLetter"), figure(3, "decimalZero")
    ('iv', 'BB', '03')
    """
    if form in {"lowerLetter", "upperLetter"} and 0 < count <= 780:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in {"lowerRoman", "upperRoman"} and 0 < count < 4000:
        roman = _roman(count)
        return roman.lower() if form == "lowerRoman" else roman
    if form == "decimalZero":
        return f"{count:02d}"
    if form == "none":
        return ""
    return str(count)


def _roman(count: int) -> str:
    out = ""
    for number, letters in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        out += letters * (count // number)
        count %= number
    return out
