"""A flow picture: bands from where things came in to what became of them, as wide as they are many.

Only geometry: what it is drawn with, and in which colours, is the page's business. The same counts give the same
picture, to the tenth of a unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The frame, in units of the drawing. `left`, `right`: where the bands begin and end; `node`: how broad the bars at
    both ends are; `gap`: the least room between two bars on one side, so that their names do not touch."""

    height: float = 400.0
    left: float = 160.0
    right: float = 880.0
    node: float = 10.0
    gap: float = 26.0


WIDE = Shape()
NARROW = Shape(height=560.0, left=10.0, right=318.0, node=10.0, gap=28.0)


@dataclass(frozen=True, slots=True)
class Bar:
    """One end of bands: its name, how many it holds, and where it stands."""

    name: str
    count: int
    x: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        """Half-way down, where its name stands."""
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True, slots=True)
class Band:
    """What went from one bar to another. `top`, `end`: its upper edge at the left and at the right."""

    source: str
    target: str
    count: int
    top: float
    end: float
    width: float
    path: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow picture, ready to be drawn."""

    shape: Shape
    sources: tuple[Bar, ...]
    targets: tuple[Bar, ...]
    bands: tuple[Band, ...]

    @property
    def total(self) -> int:
        """How many things flow."""
        return sum(bar.count for bar in self.sources)


def lay_out(
    counts: Mapping[tuple[str, str], int], sources: Sequence[str], targets: Sequence[str], shape: Shape = WIDE
) -> Flow:
    """Lay out counts by (source, target); names in the order given, those without a count left out.

    >>> flow = lay_out({("web", "in"): 3, ("web", "out"): 1}, ["web", "paper"], ["in", "out"])
    >>> [(bar.name, bar.count) for bar in (*flow.sources, *flow.targets)]
    [('web', 4), ('in', 3), ('out', 1)]
    """
    from_each = {name: sum(counts.get((name, one), 0) for one in targets) for name in sources}
    to_each = {name: sum(counts.get((one, name), 0) for one in sources) for name in targets}
    total = sum(from_each.values())
    most = max(sum(1 for many in side.values() if many) for side in (from_each, to_each)) if total else 0
    unit = (shape.height - shape.gap * (most - 1)) / total if total else 0.0
    left = _stack(from_each, unit, shape, shape.left - shape.node)
    right = _stack(to_each, unit, shape, shape.right)
    return Flow(shape, left, right, _bands(counts, left, right, unit, shape))


def _stack(counts: Mapping[str, int], unit: float, shape: Shape, x: float) -> tuple[Bar, ...]:
    """Stand bars one below the other, with the room that is left shared out between them."""
    there = [(name, many) for name, many in counts.items() if many]
    taken = unit * sum(many for _name, many in there)
    gap = (shape.height - taken) / (len(there) - 1) if len(there) > 1 else 0.0
    bars: list[Bar] = []
    y = 0.0
    for name, many in there:
        bars.append(Bar(name, many, x, round(y, 1), round(many * unit, 1)))
        y += many * unit + gap
    return tuple(bars)


def _bands(
    counts: Mapping[tuple[str, str], int], left: Sequence[Bar], right: Sequence[Bar], unit: float, shape: Shape
) -> tuple[Band, ...]:
    leaves, arrives = ({bar.name: bar.y for bar in side} for side in (left, right))
    bands: list[Band] = []
    for target in right:
        for source in left:
            many = counts.get((source.name, target.name), 0)
            if not many:
                continue
            width, top, end = many * unit, leaves[source.name], arrives[target.name]
            leaves[source.name], arrives[target.name] = top + width, end + width
            path = _path(top, end, width, shape)
            bands.append(Band(source.name, target.name, many, round(top, 1), round(end, 1), round(width, 1), path))
    return tuple(bands)


def _path(top: float, end: float, width: float, shape: Shape) -> str:
    x, far, middle = shape.left, shape.right, (shape.left + shape.right) / 2
    return (
        f"M{x:g} {top:.1f}C{middle:g} {top:.1f} {middle:g} {end:.1f} {far:g} {end:.1f}v{width:.1f}"
        f"C{middle:g} {end + width:.1f} {middle:g} {top + width:.1f} {x:g} {top + width:.1f}z"
    )
