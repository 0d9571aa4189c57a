"""Texts made to take for ever: seconds for each piece of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from consult.core.anchors import Anchor, place_all
from consult.core.blame import blame
from consult.core.diff import diff
from consult.core.merge import merge
from tests.benchmarks.engine.report import Row
from tests.benchmarks.engine.timing import own_time

LINES = 40_000
ANCHORS = 500
SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Hostile:
    """A text and two that were made of it."""

    base: str
    ours: str
    theirs: str


def measure() -> Iterator[Row]:
    """Yield a row for each text and piece of work."""
    for name, texts in TEXTS.items():
        for what, work in _work(texts).items():
            yield Row(what=f"{name}: {what}, seconds", ours=own_time(work), must=SECONDS)


def _work(texts: Hostile) -> dict[str, Callable[[], object]]:
    base, ours = texts.base, texts.ours
    starts = range(0, len(base), max(1, len(base) // ANCHORS))
    anchors = [Anchor(at, min(len(base), at + 40), base[at : at + 40]) for at in starts][:ANCHORS]
    return {
        "difference": lambda: diff(base, ours),
        "merge": lambda: merge(base, ours, texts.theirs),
        f"{ANCHORS} anchors": lambda: place_all(anchors, base, ours),
        "origins of two": lambda: blame([base, ours]),
    }


def _numbered(word: str, step: int) -> str:
    return "\n".join(f"{word} {number * step} of the {word}" for number in range(LINES))


TEXTS = {
    "one letter a million times": Hostile("a" * 1_000_000, "a" * 999_999 + "b", "b" + "a" * 999_999),
    "two words in turn": Hostile("one two " * 100_000, "two one " * 100_001, "one two " * 99_000 + "two two"),
    "every line the same": Hostile(
        "the same line\n" * 60_000, "the same line\n" * 59_000 + "another\n", "the same line\n" * 61_000
    ),
    "no line the same": Hostile(_numbered("line", 1), _numbered("row", 7), _numbered("verse", 3)),
}
