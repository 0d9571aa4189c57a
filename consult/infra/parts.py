"""A long list in parts that one statement can name: databases take a bounded number of values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

AT_ONCE = 1_000
"""How many rows one statement names."""
Item = TypeVar("Item")


def in_parts(items: Collection[Item]) -> Iterator[Sequence[Item]]:
    """Yield a list in parts of at most AT_ONCE, in its order.

    >>> [len(part) for part in in_parts(range(2_500))]
    [1000, 1000, 500]
    """
    listed = list(items)
    for at in range(0, len(listed), AT_ONCE):
        yield listed[at : at + AT_ONCE]
