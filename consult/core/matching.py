"""Align two sequences: which items of the new one are items of the old one, in order.

Everything that compares texts (differences, merges, anchors, origins, keys) stands on this alignment, so that
they never disagree about what stayed. Short stretches get the longest common subsequence (bit-parallel, Hyyrö
2004, by rapidfuzz); stretches too long for that are first divided at items both sides have exactly once (the
patience difference of Bram Cohen), and what still is too long is given up as "all of it changed": a coarser
answer, never a wrong one.
"""

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from itertools import compress, count
from operator import lt, ne
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from consult.core.spans import Match

CELLS = 1 << 27
"""The largest product of two lengths the exact alignment takes on: 16 MB of bits, some 30 ms."""

FEW = 64
"""The largest product of two lengths, left between lines that name themselves, that is not searched for more."""

SHINGLES = (8, 3, 1)
"""Lengths of the runs looked for as unique anchors where the exact alignment would cost too much."""


class _Stretch(NamedTuple):
    """What is still to be aligned: items `a0` to `a1` of the old sequence with `b0` to `b1` of the new one."""

    a0: int
    a1: int
    b0: int
    b1: int


def align(old: Sequence[Hashable], new: Sequence[Hashable], *, patient: bool = False) -> list[Match]:
    """Return the matching stretches of two sequences as `(old, new, size)`, in order, never crossing.

    With `patient`, items that stand exactly once on both sides are matched first: right for lines and
    clauses, which name themselves; wrong for words, which do not.

    >>> align("a b c d".split(), "a x c d".split())
    [(0, 0, 1), (2, 2, 2)]
    >>> align([1, 2], [3])
    []
    """
    if not patient and len(old) * len(new) <= CELLS:
        return _longest_common(old, new, 0, 0)
    found: list[Match] = []
    work = [_Stretch(0, len(old), 0, len(new))]
    while work:
        part = _inner(old, new, work.pop(), found)
        ours, theirs = old[part.a0 : part.a1], new[part.b0 : part.b1]
        cells = len(ours) * len(theirs)
        few = cells <= CELLS and (not patient or (found and cells <= FEW))
        once = [] if few else _unique(ours, theirs, part, (1,) if patient else SHINGLES)
        if once:
            found.extend(once)
            work.extend(_between(ours, theirs, once, part))
        elif 1 < cells <= CELLS:  # one cell is two ends, which are unlike
            found.extend(_longest_common(ours, theirs, part.a0, part.b0))
    found.sort()
    return _joined(found)


def _inner(a: Sequence[Hashable], b: Sequence[Hashable], part: _Stretch, found: list[Match]) -> _Stretch:
    """Note what both stretches begin and end with, and return what is left between."""
    a0, a1, b0, b1 = part
    while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
        a0, b0 = a0 + 1, b0 + 1
    while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
        a1, b1 = a1 - 1, b1 - 1
    if a0 > part.a0:
        found.append((part.a0, part.b0, a0 - part.a0))
    if a1 < part.a1:
        found.append((a1, b1, part.a1 - a1))
    return _Stretch(a0, a1, b0, b1)


def _longest_common(ours: Sequence[Hashable], theirs: Sequence[Hashable], a0: int, b0: int) -> list[Match]:
    found: list[Match] = []
    for block in LCSseq.editops(ours, theirs).as_matching_blocks():
        size = block.size
        if not size:  # the last, which only says where both end
            break
        i, j = block.a, block.b
        if ours[i : i + size] == theirs[j : j + size]:
            found.append((a0 + i, b0 + j, size))
        else:  # two items with one hash, which is all rapidfuzz looks at
            found.extend((a0 + i + k, b0 + j + k, 1) for k in range(size) if ours[i + k] == theirs[j + k])
    return found


def _unique(
    ours: Sequence[Hashable], theirs: Sequence[Hashable], part: _Stretch, lengths: Sequence[int]
) -> list[Match]:
    """Return items (or short runs of items) that both have exactly once, in one order."""
    for length in lengths:
        here, there = _single(_runs(ours, length), part.a0), _single(_runs(theirs, length), part.b0)
        pairs = [(i, j) for i, j in zip(here.values(), map(there.get, here), strict=True) if j is not None]
        if pairs:
            return _joined([(i, j, 1) for i, j in longest_increasing(pairs)])
    return []


def _single(items: Sequence[Hashable], start: int) -> dict[Hashable, int]:
    """Return the places of the items that stand once, in order."""
    places = dict(zip(items, count(start)))
    if len(places) < len(items):  # what stands again has the place of its last
        for item in set(compress(items, map(ne, map(places.__getitem__, items), count(start)))):
            del places[item]
    return places


def _runs(items: Sequence[Hashable], length: int) -> Sequence[Hashable]:
    return items if length == 1 else list(zip(*(items[k:] for k in range(length)), strict=False))


def longest_increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep the most pairs, sorted by their first number, whose second numbers rise (patience sorting).

    >>> longest_increasing([(0, 5), (1, 0), (2, 1), (3, 9)])
    [(1, 0), (2, 1), (3, 9)]
    """
    seconds = [second for _, second in pairs]
    if all(map(lt, seconds, seconds[1:])):
        return list(pairs)
    tails: list[int] = []
    holders: list[int] = []
    before: list[int] = []
    highest = -1
    for at, second in enumerate(seconds):
        if second > highest:  # by far the most are
            before.append(holders[-1] if holders else -1)
            tails.append(second)
            holders.append(at)
            highest = second
            continue
        pile = bisect_left(tails, second)
        before.append(holders[pile - 1] if pile else -1)
        tails[pile] = second
        holders[pile] = at
        highest = tails[-1]
    kept: list[tuple[int, int]] = []
    at = holders[-1] if holders else -1
    while at >= 0:
        kept.append(pairs[at])
        at = before[at]
    return kept[::-1]


def _between(
    ours: Sequence[Hashable], theirs: Sequence[Hashable], once: Sequence[Match], part: _Stretch
) -> list[_Stretch]:
    """Return the stretches between the matches that have something in common, to be aligned in their turn."""
    left: list[_Stretch] = []
    a, b = part.a0, part.b0
    for old, new, size in [*once, (part.a1, part.b1, 0)]:
        if a < old and b < new:
            between = theirs[b - part.b0 : new - part.b0]
            if not set(ours[a - part.a0 : old - part.a0]).isdisjoint(between):
                left.append(_Stretch(a, old, b, new))
        a, b = old + size, new + size
    return left


def _joined(found: Sequence[Match]) -> list[Match]:
    """Make one match of matches that touch on both sides."""
    joined: list[Match] = []
    old = new = size = 0
    for i, j, more in found:
        if old + size == i and new + size == j:
            size += more
            continue
        if size:
            joined.append((old, new, size))
        old, new, size = i, j, more
    return [*joined, (old, new, size)] if size else joined
