"""Numbered pages."""

from __future__ import annotations

from collections.abc import Mapping

from consult.infra.numbers import whole_number

MOST_PAGES = 100_000
"""A page beyond is not looked for."""


def page_number(given: Mapping[str, str]) -> int:
    """Return the page asked for, 1 where none or nonsense is."""
    return min(whole_number(given.get("page")) or 1, MOST_PAGES)


def pages_of(asked: int, total: int, size: int) -> tuple[int, int]:
    """Return the page that is shown, which there is, and the last one.

    >>> pages_of(9, 101, 50), pages_of(1, 0, 50)
    ((3, 3), (1, 1))
    """
    last = max(1, -(-total // size))
    return min(asked, last), last
