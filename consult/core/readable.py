"""Make the runs two texts share read like what a person did: no crumbs, no words cut, changes where things begin."""

from collections.abc import Sequence
from itertools import pairwise

from consult.core.matching import Match
from consult.core.spans import Run

SHORT = 10
"""The longest run, in words, that may be a crumb."""

FEW = 8
"""Where fewer words changed there is no crumb: four of them would have to stand on each side of it."""


def without_crumbs(matches: Sequence[Match], old_size: int, new_size: int) -> list[Match]:
    """Give up runs of a word or two between rewritten passages: read as one change, they make sense.

    Sizes and places are counted in words; a run is a crumb where four times as many words changed on both sides of it.

    >>> without_crumbs([Match(1, 1, 1)], 3, 3)
    [Match(old=1, new=1, size=1)]
    >>> without_crumbs([Match(5, 5, 1)], 11, 11)
    []
    """
    if old_size + new_size - 2 * sum([match.size for match in matches]) < FEW:
        return list(matches)
    kept: list[Match] = []
    o = n = 0
    for match, (old_next, new_next, _) in pairwise([*matches, Match(old_size, new_size, 0)]):
        old, new, size = match
        least = 4 * size
        crumb = size <= SHORT and old - o + new - n >= least
        if not crumb or old_next - old - size + new_next - new - size < least:
            kept.append(match)
            o, n = old + size, new + size
    return kept


def reaching_white_space(old: str, new: str, runs: list[Run]) -> list[Run]:
    """Let each run take the white space that follows or leads it alike on both sides.

    >>> reaching_white_space("pay five", "pay ten", [Run(0, 0, 3)])
    [Run(old=0, new=0, size=4)]
    """
    out: list[Run] = []
    old_start = new_start = o = n = 0
    for old_next, new_next, size in [*runs, Run(len(old), len(new), 0)]:
        o_end, n_end = old_next, new_next
        while o < o_end and n < n_end and (sign := old[o]).isspace() and sign == new[n]:
            o, n = o + 1, n + 1
        while o < o_end and n < n_end and (sign := old[o_end - 1]).isspace() and sign == new[n_end - 1]:
            o_end, n_end = o_end - 1, n_end - 1
        if o < o_end or n < n_end:
            if old_start < o:
                out.append(Run(old_start, new_start, o - old_start))
            old_start, new_start = o_end, n_end
        o, n = old_next + size, new_next + size
    if old_start < o:
        out.append(Run(old_start, new_start, o - old_start))
    return out


def slid(old: str, new: str, runs: list[Run]) -> list[Run]:
    """Move each plain insertion or deletion to where a line or a sentence begins, if it can stand there.

    >>> slid("He sat. He ran.", "He sat. He hid. He ran.", [Run(0, 0, 11), Run(11, 19, 4)])
    [Run(old=0, new=0, size=8), Run(old=8, new=16, size=7)]
    """
    out: list[Run] = []
    o = n = 0
    for run in runs:
        o_next, n_next, size = run
        room = out[-1].size if out else 0
        if o == o_next and n < n_next:
            step = _best_step(new, n, n_next, room, size)
        elif n == n_next and o < o_next:
            step = _best_step(old, o, o_next, room, size)
        else:
            step = 0
        if step:
            out[-1:] = [Run(o - room, n - room, room + step)] if room + step else []
            out.append(Run(o_next + step, n_next + step, size - step))
        else:
            out.append(run)
        o, n = o_next + size, n_next + size
    return [run for run in out if run.size]


def _best_step(text: str, start: int, end: int, room_left: int, room_right: int) -> int:
    """Return how far text[start:end] slides (left is negative) so that it begins where a reader expects a
    start."""
    size = end - start
    most = min(size, 400)
    left = 0
    while left < min(most, room_left) and text[start - left - 1] == text[end - left - 1]:
        left += 1
    right = 0
    while right < min(most, room_right) and text[start + right] == text[end + right]:
        right += 1
    if not left + right:  # nowhere to go
        return 0
    best, best_rank = 0, _rank(text, start, end)
    for step in range(-left, right + 1):
        rank = _rank(text, start + step, end + step)
        if rank > best_rank:
            best, best_rank = step, rank
    return best


def _rank(text: str, start: int, end: int) -> int:
    """Rank a place to begin a change: -1 splits a word; 4 begins a paragraph."""
    if _inside_word(text, start) or _inside_word(text, end):
        return -1
    if text[start - 1 : start].strip() and text[end : end + 1].strip():
        return -1  # without the change these two would be one word
    before = text[max(0, start - 2) : start]
    if before in ("", "\n\n"):
        return 4
    if before.endswith("\n"):
        return 3
    if before[:1] in ".!?" and before[1:].isspace() and len(before) == 2:
        return 2
    return 1 if before[-1:].isspace() else 0


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and not text[at - 1].isspace() and not text[at].isspace()
