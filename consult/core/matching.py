"""Align two sequences: which items of the new one are items of the old one, in order.

Everything that compares texts (differences, merges, anchors, origins, keys) stands on this alignment, so that
they never disagree about what stayed. Short stretches get the longest common subsequence (bit-parallel, Hyyrö
2004, by rapidfuzz); stretches too long for that are first divided at items both sides have exactly once (the
patience difference of Bram Cohen), and what still is too long is given up as "all of it changed": a coarser
answer, never a wrong one.
"""

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

CELLS = 1 << 27
"""The largest product of two lengths the exact alignment takes on: 16 MB of bits, some 30 ms."""

SHINGLES = (8, 3, 1)
"""Lengths of the runs looked for as unique anchors where the exact alignment would cost too much."""


@dataclass(frozen=True, slots=True)
class Match:
    """`size` items from `old` on are the items from `new` on (indices into the two sequences)."""

    old: int
    new: int
    size: int


def align(old: Sequence[Hashable], new: Sequence[Hashable], *, patient: bool = False) -> list[Match]:
    """Return the matching stretches of two sequences, in order, never crossing.

    With `patient`, items that stand exactly once on both sides are matched first: right for lines and
    clauses, which name themselves; wrong for words, which do not.

    >>> align("a b c d".split(), "a x c d".split())
    [Match(old=0, new=0, size=1), Match(old=2, new=2, size=2)]
    >>> align([1, 2], [3])
    []
    """
    codes: dict[Hashable, int] = {}
    a = [codes.setdefault(item, len(codes)) for item in old]
    b = [codes.setdefault(item, len(codes)) for item in new]
    found: list[Match] = []
    work = [(0, len(a), 0, len(b), patient)]
    while work:
        a0, a1, b0, b1, patiently = work.pop()
        a0, b0 = _grow_forward(a, b, a0, a1, b0, b1, found)
        a1, b1 = _grow_backward(a, b, a0, a1, b0, b1, found)
        if a0 == a1 or b0 == b1:
            continue
        small = (a1 - a0) * (b1 - b0) <= CELLS
        if small and not patiently:
            found.extend(_longest_common(a, b, a0, a1, b0, b1))
            continue
        pairs = _unique_pairs(a, b, a0, a1, b0, b1, (1,) if patiently else SHINGLES)
        if not pairs:
            if small:
                found.extend(_longest_common(a, b, a0, a1, b0, b1))
            continue
        work.extend(_between(pairs, a0, a1, b0, b1, found, patiently))
    return _joined(found)


def _grow_forward(
    a: list[int], b: list[int], a0: int, a1: int, b0: int, b1: int, found: list[Match]
) -> tuple[int, int]:
    size = 0
    most = min(a1 - a0, b1 - b0)
    while size < most and a[a0 + size] == b[b0 + size]:
        size += 1
    if size:
        found.append(Match(a0, b0, size))
    return a0 + size, b0 + size


def _grow_backward(
    a: list[int], b: list[int], a0: int, a1: int, b0: int, b1: int, found: list[Match]
) -> tuple[int, int]:
    size = 0
    most = min(a1 - a0, b1 - b0)
    while size < most and a[a1 - 1 - size] == b[b1 - 1 - size]:
        size += 1
    if size:
        found.append(Match(a1 - size, b1 - size, size))
    return a1 - size, b1 - size


def _longest_common(a: list[int], b: list[int], a0: int, a1: int, b0: int, b1: int) -> list[Match]:
    blocks = LCSseq.opcodes(a[a0:a1], b[b0:b1]).as_matching_blocks()
    return [Match(a0 + block.a, b0 + block.b, block.size) for block in blocks if block.size]


def _unique_pairs(
    a: list[int], b: list[int], a0: int, a1: int, b0: int, b1: int, lengths: Sequence[int]
) -> list[tuple[int, int]]:
    """Return places of items (or short runs of items) that both stretches have exactly once, in one order."""
    for length in lengths:
        ours = _once(a, a0, a1, length)
        theirs = _once(b, b0, b1, length)
        pairs = sorted((place, theirs[run]) for run, place in ours.items() if run in theirs)
        if pairs:
            return longest_increasing(pairs)
    return []


def _once(items: list[int], start: int, end: int, length: int) -> dict[Hashable, int]:
    places: dict[Hashable, int] = {}
    twice: set[Hashable] = set()
    for at in range(start, end - length + 1):
        run: Hashable = items[at] if length == 1 else tuple(items[at : at + length])
        if run in places:
            twice.add(run)
        else:
            places[run] = at
    for run in twice:
        del places[run]
    return places


def longest_increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep the most pairs, sorted by their first number, whose second numbers rise (patience sorting).

    >>> longest_increasing([(0, 5), (1, 0), (2, 1), (3, 9)])
    [(1, 0), (2, 1), (3, 9)]
    """
    tails: list[int] = []
    holders: list[int] = []
    before: list[int] = []
    for at, (_, second) in enumerate(pairs):
        pile = bisect_left(tails, second)
        before.append(holders[pile - 1] if pile else -1)
        if pile == len(tails):
            tails.append(second)
            holders.append(at)
        else:
            tails[pile] = second
            holders[pile] = at
    kept: list[tuple[int, int]] = []
    at = holders[-1] if holders else -1
    while at >= 0:
        kept.append(pairs[at])
        at = before[at]
    return kept[::-1]


def _between(
    pairs: list[tuple[int, int]], a0: int, a1: int, b0: int, b1: int, found: list[Match], patiently: bool
) -> list[tuple[int, int, int, int, bool]]:
    """Note the pairs as matches and return the stretches left between them, to be aligned in their turn."""
    gaps: list[tuple[int, int, int, int, bool]] = []
    for place_a, place_b in pairs:
        if place_a < a0 or place_b < b0:
            continue
        gaps.append((a0, place_a, b0, place_b, patiently))
        found.append(Match(place_a, place_b, 1))
        a0, b0 = place_a + 1, place_b + 1
    gaps.append((a0, a1, b0, b1, patiently))
    return [gap for gap in gaps if gap[0] < gap[1] and gap[2] < gap[3]]


def _joined(found: list[Match]) -> list[Match]:
    found.sort(key=lambda match: match.old)
    joined: list[Match] = []
    for match in found:
        last = joined[-1] if joined else None
        if last and last.old + last.size == match.old and last.new + last.size == match.new:
            joined[-1] = Match(last.old, last.new, last.size + match.size)
        else:
            joined.append(match)
    return joined
