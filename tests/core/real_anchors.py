"""Real quotes, where they are in a later revision, and whether a placement is right; for tests and benchmarks."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from consult.core.anchors import Anchor, Placement, place_all
from tests.core.data_folder import real_data
from tests.core.real_texts import revisions

Way = Callable[[Sequence[Anchor], str, str], Sequence[Placement]]
"""How anchors made in one text are placed in another."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote made in one revision of a history, and the truth about it in another; no place if it is gone."""

    history: str
    before: int
    after: int
    truth: str
    anchor: Anchor
    start: int
    end: int


@cache
def quotes() -> tuple[Quote, ...]:
    """Return the real quotes of which it is known where they are; what is deleted has nothing like it left."""
    held = [json.loads(line) for line in real_data("reanchoring", "anchors.jsonl").read_text("utf-8").splitlines()]
    return tuple(
        Quote(
            one["doc"],
            one["from_rev"],
            one["to_rev"],
            one["truth"],
            Anchor(*(one[name] for name in ("start", "end", "exact", "prefix", "suffix"))),
            -1 if one["truth_start"] is None else one["truth_start"],
            -1 if one["truth_end"] is None else one["truth_end"],
        )
        for one in held
        if "ambiguous" not in one["truth"] and not (one["truth"] == "deleted" and one["best_fuzzy_in_target"] >= 70)
    )


def overlap(placed: Placement, start: int, end: int) -> float:
    """Return what both ranges share as a part of what either has."""
    shared = max(0, min(placed.end, end) - max(placed.start, start))
    return shared / ((placed.end - placed.start) + (end - start) - shared or 1)


def is_right(placed: Placement, quote: Quote) -> bool:
    """Say whether a placement is the truth: exactly, for edited words with half or more in common."""
    if quote.truth == "deleted":
        return placed.status == "removed"
    if quote.truth == "edited":
        return placed.status != "removed" and overlap(placed, quote.start, quote.end) >= 0.5
    return placed.status != "removed" and (placed.start, placed.end) == (quote.start, quote.end)


def in_one_jump(found: Sequence[Quote], way: Way = place_all) -> list[Placement]:
    """Place each quote from the revision it was made in straight into the later one."""
    steps: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for number, one in enumerate(found):
        steps[one.history, one.before, one.after].append(number)
    placed: dict[int, Placement] = {}
    for (history, before, after), group in steps.items():
        texts = revisions(history)
        there = way([found[number].anchor for number in group], texts[before], texts[after])
        placed |= dict(zip(group, there, strict=True))
    return [placed[number] for number in range(len(found))]


@dataclass(frozen=True, slots=True)
class _Source:
    """The last revision that had the words, and where."""

    revision: int
    start: int
    end: int


def step_by_step(found: Sequence[Quote], way: Way = place_all) -> list[Placement]:
    """Carry each quote through every revision between, as publishing does: from the last one that had its words."""
    placed: dict[int, Placement] = {}
    for history in {one.history for one in found}:
        numbers = [number for number, one in enumerate(found) if one.history == history]
        sources = {n: _Source(found[n].before, found[n].anchor.start, found[n].anchor.end) for n in numbers}
        for after in revisions(history):
            due = [number for number in numbers if found[number].before < after <= found[number].after]
            there = _carried(revisions(history), after, {number: sources[number] for number in due}, found, way)
            for number, one in there.items():
                if one.status != "removed":
                    sources[number] = _Source(after, one.start, one.end)
                placed[number] = one
    return [placed[number] for number in range(len(found))]


def _carried(
    texts: Mapping[int, str], after: int, sources: Mapping[int, _Source], found: Sequence[Quote], way: Way
) -> dict[int, Placement]:
    groups: dict[int, list[int]] = defaultdict(list)
    for number, source in sources.items():
        groups[source.revision].append(number)
    placed: dict[int, Placement] = {}
    for revision, group in groups.items():
        anchors = [Anchor(sources[n].start, sources[n].end, found[n].anchor.exact) for n in group]
        placed |= dict(zip(group, way(anchors, texts[revision], texts[after]), strict=True))
    return placed


@dataclass(frozen=True, slots=True)
class Score:
    """How many quotes of a kind were placed right."""

    right: int
    total: int

    @property
    def share(self) -> float:
        """Return the right ones as a share of all."""
        return self.right / self.total


def scores(found: Sequence[Quote], placed: Iterable[Placement]) -> dict[str, Score]:
    """Return the score of each kind: intact, moved, edited, deleted."""
    right: dict[str, list[bool]] = defaultdict(list)
    for quote, one in zip(found, placed, strict=True):
        right[quote.truth].append(is_right(one, quote))
    return {truth: Score(sum(marks), len(marks)) for truth, marks in right.items()}
