"""Find passages that were taken out in one place and put in at another: they moved, they are not new.

Only what the difference left over is looked at, on both sides. A run of words that stands there exactly
once on each side is a seed, grown both ways as far as the words agree (the idea of Heckel 1978: what is
unique is itself).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from consult.core.runs import FINE, Run, gaps, words_of

SEED = 4
"""Words and signs in a row that are enough to know a passage again."""

LEAST_WORDS = 4
"""A passage with fewer real words has not moved: it happens to read alike."""


@dataclass(frozen=True, slots=True)
class _Left:
    """The words the difference left over on one side; `stretch[i]` tells which gap word i stands in."""

    words: list[str]
    starts: list[int]
    stretch: list[int]


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
    for number, (start, end) in enumerate(stretches):
        if start < end:
            found = words_of(text, start, end, FINE)
            left.words.extend(found.words)
            left.starts.extend(found.starts)
            left.stretch.extend([number] * len(found.words))
    return left


def _passages(a: _Left, b: _Left) -> list[tuple[int, int, int]]:
    ours, theirs = _seeds(a), _seeds(b)
    passages: list[tuple[int, int, int]] = []
    done: set[tuple[int, int]] = set()
    for seed, i in ours.items():
        j = theirs.get(seed, -1)
        if j < 0 or (i, j) in done:
            continue
        start, size = _grown(a, b, i, j)
        done.update((start + k, start + k + j - i) for k in range(size))
        if sum(word[0].isalnum() for word in a.words[start : start + size]) >= LEAST_WORDS:
            passages.append((start, start + j - i, size))
    return passages


def _seeds(left: _Left) -> dict[Hashable, int]:
    places: dict[Hashable, int] = {}
    for at in range(len(left.words) - SEED + 1):
        if left.stretch[at] == left.stretch[at + SEED - 1]:
            seed = tuple(left.words[at : at + SEED])
            places[seed] = -1 if seed in places else at
    return {seed: at for seed, at in places.items() if at >= 0}


def _grown(a: _Left, b: _Left, i: int, j: int) -> tuple[int, int]:
    start, end, shift = i, i + SEED, j - i

    def agrees(at: int) -> bool:
        return (
            0 <= at < len(a.words)
            and 0 <= at + shift < len(b.words)
            and a.words[at] == b.words[at + shift]
            and a.stretch[at] == a.stretch[i]
            and b.stretch[at + shift] == b.stretch[j]
        )

    while agrees(start - 1):
        start -= 1
    while agrees(end):
        end += 1
    return start, end - start


def _as_runs(old: str, new: str, a: _Left, b: _Left, passage: tuple[int, int, int]) -> list[Run]:
    i, j, size = passage
    runs: list[Run] = []
    for k in range(size):
        o, n, length = a.starts[i + k], b.starts[j + k], len(a.words[i + k])
        last = runs[-1] if runs else None
        if last and last.shift == n - o and old[last.old : o] == new[last.new : n]:
            runs[-1] = Run(last.old, last.new, o + length - last.old)
        else:
            runs.append(Run(o, n, length))
    return runs
