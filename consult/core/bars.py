"""One bar in parts, each as long as it is many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: its name, how many it stands for, where it begins and how long it is."""

    name: str
    count: int
    x: float
    width: float


def lay_bar(counts: Sequence[tuple[str, int]], length: float = 600.0) -> tuple[Part, ...]:
    """Lay the parts of a bar side by side, in the order given; those without a count are left out.

    >>> [(one.name, one.x, one.width) for one in lay_bar([("kept", 1), ("late", 0), ("to come", 3)], 100)]
    [('kept', 0.0, 25.0), ('to come', 25.0, 75.0)]
    """
    total = sum(many for _name, many in counts)
    parts: list[Part] = []
    begun = 0
    for name, many in counts:
        if many:
            start, end = (round(length * at / total, 1) for at in (begun, begun + many))
            parts.append(Part(name, many, start, round(end - start, 1)))
        begun += many
    return tuple(parts)
