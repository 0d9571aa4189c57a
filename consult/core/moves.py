"""Find passages that were taken out in one place and put in at another: they moved, they are not new.

Only what the difference left over is looked at, on both sides. A run of words that stands there exactly
once on each side is a seed, grown both ways as far as the words agree (the idea of Heckel 1978: what is
unique is itself).
"""

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import compress, count, pairwise
from operator import ne

from consult.core.runs import FINE, Run, gaps, words_of

SEED = 4
"""Words and signs in a row that are enough to know a passage again."""

LEAST_WORDS = 4
"""A passage with fewer real words has not moved: it happens to read alike."""


@dataclass(frozen=True, slots=True)
class _Left:
    """The words the difference left over on one side, gap after gap; `ends` tells where in them each gap ends."""

    words: list[str]
    starts: list[int]
    ends: list[int]

    def gap_of(self, at: int) -> tuple[int, int]:
        """Return where in the words the gap with word `at` begins and ends."""
        gap = bisect_right(self.ends, at)
        return self.ends[gap - 1] if gap else 0, self.ends[gap]


def moved_runs(old: str, new: str, runs: Sequence[Run]) -> list[Run]:
    """Return the passages of `old` outside `runs` that stand in `new` outside `runs`, in the order of `new`.

    Each covers whole words; the white space between them may differ, so `size` is that of the old passage
    up to the first difference in white space, and one passage may come as several runs.

    >>> old = "Meet on the first Monday of each month.  Pay five pounds."
    >>> new = "Pay five pounds.  Meet on the first Monday of each month."
    >>> [old[run.old : run.old + run.size] for run in moved_runs(old, new, [Run(41, 0, 16)])]
    ['Meet on the first Monday of each month.']
    """
    left_over = list(gaps(runs, len(old), len(new)))
    a = _left_over(old, [(gap.old, gap.old_end) for gap in left_over])
    if not a.words:
        return []
    b = _left_over(new, [(gap.new, gap.new_end) for gap in left_over])
    passages = sorted(_passages(a, b), key=lambda passage: (-passage[2], passage[0]))
    taken_a, taken_b = bytearray(len(a.words)), bytearray(len(b.words))
    found: list[Run] = []
    for i, j, size in passages:
        if any(taken_a[i : i + size]) or any(taken_b[j : j + size]):
            continue
        taken_a[i : i + size] = taken_b[j : j + size] = b"\1" * size
        found.extend(_as_runs(old, new, a, b, (i, j, size)))
    return sorted(found, key=lambda run: run.new)


def _left_over(text: str, stretches: Sequence[tuple[int, int]]) -> _Left:
    left = _Left([], [], [])
    for start, end in stretches:
        if start < end:
            found = words_of(text, start, end, FINE)
            left.words.extend(found.words)
            left.starts.extend(found.starts)
            left.ends.append(len(left.words))
    return left


def _passages(a: _Left, b: _Left) -> list[tuple[int, int, int]]:
    ours, theirs = _seeds(a), _seeds(b)
    passages: list[tuple[int, int, int]] = []
    reached: dict[int, int] = {}  # by how far it travelled, where the last passage ends
    for seed, i in ours.items():
        j = theirs.get(seed, -1)
        if j < 0 or i < reached.get(j - i, 0):
            continue
        before, after = _alike(a, b, i, j)
        reached[j - i] = i + after
        if sum(word[0].isalnum() for word in a.words[i - before : i + after]) >= LEAST_WORDS:
            passages.append((i - before, j - before, before + after))
    return passages


def _seeds(left: _Left) -> dict[Hashable, int]:
    places: dict[Hashable, int] = {}
    for low, high in pairwise([0, *left.ends]):
        for at, seed in enumerate(zip(*(left.words[low + k : high] for k in range(SEED)), strict=False), low):
            places[seed] = -1 if seed in places else at
    return {seed: at for seed, at in places.items() if at >= 0}


def _alike(a: _Left, b: _Left, i: int, j: int) -> tuple[int, int]:
    """Count the words alike before and after two places, each within its gap."""
    (a_low, a_high), (b_low, b_high) = a.gap_of(i), b.gap_of(j)
    before = _same(a, range(i - 1, a_low - 1, -1), b, range(j - 1, b_low - 1, -1))
    return before, _same(a, range(i, a_high), b, range(j, b_high))


def _same(a: _Left, mine: range, b: _Left, theirs: range) -> int:
    """Count the words alike from the first of both on."""
    unlike = map(ne, map(a.words.__getitem__, mine), map(b.words.__getitem__, theirs))
    return next(compress(count(), unlike), min(len(mine), len(theirs)))


def _as_runs(old: str, new: str, a: _Left, b: _Left, passage: tuple[int, int, int]) -> list[Run]:
    i, j, size = passage
    runs: list[Run] = []
    for k in range(size):
        o, n, length = a.starts[i + k], b.starts[j + k], len(a.words[i + k])
        last = runs[-1] if runs else None
        if last and last.shift == n - o and old[last.old + last.size : o] == new[last.new + last.size : n]:
            runs[-1] = Run(last.old, last.new, o + length - last.old)
        else:
            runs.append(Run(o, n, length))
    return runs
