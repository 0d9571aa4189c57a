"""Find the whole lines two texts share, with work in what changed and not in what stayed.

From the first letters that differ on, a window of both texts is aligned by lines, up to the last lines alike that
go on alike for a good while; the walk goes on behind them. Where changes stand close together, or no such place is
found, the window grows, in the end to all that is left. Blank lines name nothing and are not looked at.
"""

from collections.abc import Sequence

from rapidfuzz.distance import Prefix

from consult.core.matching import align
from consult.core.pieces import lines_in, runs_of
from consult.core.spans import Match

WINDOW = 2_000
"""Code points of both texts that are aligned first, and after a longer stretch alike; then four times as many."""

WIDE = 32_000
"""Code points from which on a window that was of use grows no more."""

CELLS = 1 << 22
"""The largest product of two numbers of lines of which the most alike are looked for: half a millisecond."""

CROSSING = 4
"""One line in so many may have gone from one place and come at another."""

SLICE = 16_384
"""Code points compared at once: few enough to stay at hand in the processor."""

FIRM = 300
"""Code points that have to stand alike, so that lines repeated elsewhere are not taken for the same place."""


def line_runs(old: str, new: str) -> list[Match]:
    r"""Return runs of whole lines both texts have, in order, never crossing; line ends may be left out.

    >>> line_runs("one\ntwo\nthree", "one\n2\nthree")
    [(0, 0, 4), (8, 6, 5)]
    """
    runs: list[Match] = []
    o = n = 0
    reach = WINDOW
    most = room = min(len(old), len(new)) // 2  # what windows may look at in vain
    while True:
        size = lines_alike(old, o, new, n)
        if size:
            runs.append((o, n, size))
        o, n = o + size, n + size
        if o == len(old) or n == len(new):
            return runs
        if size > WINDOW:
            reach = WINDOW
        found: list[Match] = []
        while not found and room >= reach:
            room -= reach
            nearby = _aligned(old, o, _line_end(old, o + reach), new, n, _line_end(new, n + reach))
            found = _firm(old, new, nearby, (o, n, reach // 8 * 7))
            reach *= 4
        if not found:
            return runs + _aligned(old, o, len(old), new, n, len(new))
        reach = min(reach, WIDE)
        runs.extend(found)
        o_last, n_last, last = found[-1]
        room = min(most, room + size + o_last - o)
        o, n = o_last + last, n_last + last


def lines_alike(old: str, o: int, new: str, n: int) -> int:
    r"""Count the code points alike from two places on, up to the last whole line; a compare of slices is cheap.

    >>> lines_alike("one\ntwo\n", 0, "one\ntoo\n", 0)
    4
    """
    most = min(len(old) - o, len(new) - n)
    size, step = 0, 512
    while size < most:
        ours, theirs = old[o + size : o + size + step], new[n + size : n + size + step]
        if ours != theirs:
            size += Prefix.similarity(ours, theirs)
            break
        size += step
        step = min(2 * step, SLICE)
    size = min(size, most)
    if size == most == len(old) - o == len(new) - n:
        return size
    return max(0, old.rfind("\n", o, o + size) + 1 - o)


def _firm(old: str, new: str, runs: list[Match], near: Match) -> list[Match]:
    """Return the runs up to one behind which the texts go on alike: the last that is near, or else the first.

    Where a window ends is no place in the text: what is matched by its end alone may be the wrong one of two copies.
    """
    first = 0
    o_near, n_near, reach = near
    for at in range(len(runs), 0, -1):
        o, n, _ = runs[at - 1]
        if old[o : o + FIRM] == new[n : n + FIRM]:
            first = at
            if max(o - o_near, n - n_near) < reach:
                break
    return runs[:first]


def _line_end(text: str, at: int) -> int:
    return text.find("\n", at) + 1 or len(text)


def _aligned(old: str, o: int, o_end: int, new: str, n: int, n_end: int) -> list[Match]:
    a, b = lines_in(old, o, o_end), lines_in(new, n, n_end)
    return runs_of(old, new, a, b, _matches(a.items, b.items))


def _matches(ours: Sequence[str], theirs: Sequence[str]) -> list[Match]:
    """Return the most lines alike, or where these mislead, those that lines led to which name themselves.

    Few lines alike may be crumbs; and where many lines both went and came, others were taken for one another.
    """
    if len(ours) * len(theirs) <= CELLS:
        found = align(ours, theirs)
        if 2 * sum([size for _, _, size in found]) >= min(len(ours), len(theirs)):
            gone, come = _unmatched(ours, theirs, found)
            if CROSSING * len(gone & come) <= min(len(gone), len(come)):
                return found
    return align(ours, theirs, patient=True)


def _unmatched(ours: Sequence[str], theirs: Sequence[str], found: Sequence[Match]) -> tuple[set[str], set[str]]:
    gone: set[str] = set()
    come: set[str] = set()
    a = b = 0
    for i, j, size in [*found, (len(ours), len(theirs), 0)]:
        gone.update(ours[a:i])
        come.update(theirs[b:j])
        a, b = i + size, j + size
    return gone, come
