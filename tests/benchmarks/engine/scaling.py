"""What twice as long a text costs, up to 4 MB."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from consult.core.anchors import Anchor, place_all
from consult.core.blame import Origins
from consult.core.clauses import parse
from consult.core.diff import diff
from consult.core.identity import Keyed, carry_keys
from consult.core.merge import merge
from tests.benchmarks.engine.drafts import draft, edited
from tests.benchmarks.engine.report import Row
from tests.benchmarks.engine.timing import own_time

SIZES = (250_000, 500_000, 1_000_000, 2_000_000, 4_000_000)
ANCHORS = 500
EDITS = 0.05
ROUNDS = 3


def measure() -> Iterator[Row]:
    """Yield a row for each piece of work and size; the rival is the same work on half the text."""
    for name, prepare in WORK.items():
        before = None
        for letters in SIZES:
            seconds = min(own_time(prepare(letters)) for _ in range(ROUNDS))
            ratio = None if before is None else seconds / before
            must = None if before is None else 2.4
            what = f"{name}, {letters / 1_000_000:g} MB: seconds"
            yield Row(what=what, ours=seconds, rival=before, ratio=ratio, must=must, note="half the text")
            before = seconds


def _difference(letters: int) -> Callable[[], object]:
    old = draft(letters)
    new = edited(old, EDITS)
    return lambda: diff(old, new)


def _merge(letters: int) -> Callable[[], object]:
    base = draft(letters)
    ours, theirs = edited(base, EDITS / 2, 1), edited(base, EDITS / 2, 2)
    return lambda: merge(base, ours, theirs)


def _anchors(letters: int) -> Callable[[], object]:
    old = draft(letters)
    new = edited(old, EDITS)
    starts = range(0, len(old) - 80, len(old) // ANCHORS)
    anchors = [Anchor(at, at + 80, old[at : at + 80], old[max(0, at - 32) : at]) for at in starts][:ANCHORS]
    return lambda: place_all(anchors, old, new)


def _origins(letters: int) -> Callable[[], object]:
    step, old = Origins(), draft(letters)
    step.advance(old, 0)
    new = edited(old, EDITS)
    return lambda: step.advance(new, 1)


def _keys(letters: int) -> Callable[[], object]:
    text = draft(letters)
    old = [Keyed(f"k{number}", clause) for number, clause in enumerate(parse(text))]
    new = parse(edited(text, EDITS))
    return lambda: carry_keys(old, new, [], (f"n{number}" for number in count()))


def _parsing(letters: int) -> Callable[[], object]:
    text = draft(letters)
    return lambda: parse(text)


WORK: dict[str, Callable[[int], Callable[[], object]]] = {
    f"difference, {EDITS:.0%} of the sentences edited": _difference,
    "merge, half of that on each side": _merge,
    f"{ANCHORS} anchors followed": _anchors,
    "origins, one step": _origins,
    "keys of clauses carried": _keys,
    "clauses read": _parsing,
}
