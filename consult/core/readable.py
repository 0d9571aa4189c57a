"""Make the runs two texts share read like what a person did: no crumbs, no words cut, changes where things begin."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from operator import itemgetter

from consult.core.spans import Match, Run

SHORT = 10
"""The longest run, in words, that may be a crumb."""

FEW = 8
"""Where fewer words changed there is no crumb: four of them would have to stand on each side of it."""


def without_crumbs(matches: Sequence[Match], old_size: int, new_size: int) -> list[Match]:
    """Give up runs of a word or two between rewritten passages: read as one change, they make sense.

    Sizes and places are counted in words; a run is a crumb where four times as many words changed on both sides of it.

    >>> without_crumbs([(1, 1, 1)], 3, 3)
    [(1, 1, 1)]
    >>> without_crumbs([(5, 5, 1)], 11, 11)
    []
    """
    if old_size + new_size - 2 * sum([size for _, _, size in matches]) < FEW:
        return list(matches)
    kept: list[Match] = []
    o = n = 0
    for match, (old_next, new_next, _) in pairwise([*matches, (old_size, new_size, 0)]):
        old, new, size = match
        least = 4 * size
        crumb = size <= SHORT and old - o + new - n >= least
        if not crumb or old_next - old - size + new_next - new - size < least:
            kept.append(match)
            o, n = old + size, new + size
    return kept


def readable(old: str, new: str, runs: Sequence[Match]) -> list[Run]:
    """Let runs take the white space about them, and slide what was only put in or taken out to where things begin.

    >>> readable("pay five", "pay ten", [(0, 0, 3)])
    [Run(old=0, new=0, size=4)]
    >>> readable("He sat. He ran.", "He sat. He hid. He ran.", [(0, 0, 11), (11, 19, 4)])
    [Run(old=0, new=0, size=8), Run(old=8, new=16, size=7)]
    """
    out, plain = _reaching_white_space(old, new, runs)
    for at in plain:
        _slide(old, new, out, at)
    return list(map(partial(tuple.__new__, Run), filter(itemgetter(2), out)))  # in one go, which is twice as fast


def _reaching_white_space(old: str, new: str, runs: Sequence[Match]) -> tuple[list[Match], list[int]]:
    """Let each run take the white space that follows or leads it alike on both sides.

    Returned with the places of those before which something was only put in or only taken out. Where the texts begin
    with a change, an empty run stands before it.
    """
    out: list[Match] = []
    plain: list[int] = []
    old_start = new_start = o = n = 0
    for old_next, new_next, size in [*runs, (len(old), len(new), 0)]:
        o_end, n_end = old_next, new_next
        while o < o_end and n < n_end and (sign := old[o]).isspace() and sign == new[n]:
            o, n = o + 1, n + 1
        while o < o_end and n < n_end and (sign := old[o_end - 1]).isspace() and sign == new[n_end - 1]:
            o_end, n_end = o_end - 1, n_end - 1
        if o < o_end or n < n_end:
            out.append((old_start, new_start, o - old_start))
            if o == o_end or n == n_end:
                plain.append(len(out))
            old_start, new_start = o_end, n_end
        o, n = old_next + size, new_next + size
    out.append((old_start, new_start, o - old_start))
    return out, plain


def _slide(old: str, new: str, runs: list[Match], at: int) -> None:
    """Move what was put in or taken out before a run to where a line or a sentence begins, if it can stand there."""
    first, there, room = runs[at - 1]
    o, n = first + room, there + room
    o_next, n_next, size = runs[at]
    if not size:  # what comes last stays last
        return
    text, start, end = (new, n, n_next) if o == o_next else (old, o, o_next)
    step = _best_step(text, start, end, room, size)
    if step:
        runs[at - 1] = (first, there, room + step)
        runs[at] = (o_next + step, n_next + step, size - step)


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
