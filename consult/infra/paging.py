"""Numbered pages."""

from __future__ import annotations

from collections.abc import Mapping


def page_number(given: Mapping[str, str]) -> int:
    """Return the page asked for, 1 where none or nonsense is."""
    asked = given.get("page", "")
    return max(1, int(asked)) if asked.isdecimal() and asked.isascii() and len(asked) < 9 else 1


def pages_of(asked: int, total: int, size: int) -> tuple[int, int]:
    """Return the page that is shown, which there is, and the last one.

    >>> pages_of(9, 101, 50), pages_of(1, 0, 50)
    ((3, 3), (1, 1))
    """
    last = max(1, -(-total // size))
    return min(asked, last), last
