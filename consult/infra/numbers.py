"""Numbers that come from outside: in addresses, and in what forms carry along."""

from __future__ import annotations

DIGITS = 9
"""More digits than ids and versions of ours have; a larger number might not fit into a column."""


def whole_number(text: str | None) -> int | None:
    """Return the whole number a text from outside writes in plain digits; None where it writes anything else.

    >>> whole_number("12"), whole_number("-1"), whole_number("\u0663"), whole_number("9" * 10), whole_number(None)
    (12, None, None, None, None)
    """
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= DIGITS else None
