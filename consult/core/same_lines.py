"""Find the whole lines two texts share, with work in what changed and not in what stayed.

From the first letters that differ on, a window of both texts is aligned by lines (patience); the first lines
alike that go on alike for a good while end the search, and the walk goes on behind them. Where no such place
is found the window grows, in the end to all that is left. Blank lines name nothing and are not looked at.
"""

from rapidfuzz.distance import Prefix

from consult.core.matching import align
from consult.core.pieces import lines_in, runs_of
from consult.core.spans import Run

WINDOW = 2_000
"""Code points of both texts in which the first place that goes on alike is looked for; then four times as many."""

FIRM = 300
"""Code points that have to stand alike, so that lines repeated elsewhere are not taken for the same place."""


def line_runs(old: str, new: str) -> list[Run]:
    r"""Return runs of whole lines both texts have, in order, never crossing; line ends may be left out.

    >>> line_runs("one\ntwo\nthree", "one\n2\nthree")
    [Run(old=0, new=0, size=4), Run(old=8, new=6, size=5)]
    """
    runs: list[Run] = []
    o = n = 0
    reach = WINDOW
    most = room = min(len(old), len(new)) // 8  # what windows may look at in vain
    while True:
        size = _alike(old, o, new, n)
        if size:
            runs.append(Run(o, n, size))
        o, n = o + size, n + size
        if o == len(old) or n == len(new):
            return runs
        if size > WINDOW:
            reach = WINDOW
        found: list[Run] = []
        while not found and room >= reach:
            room -= reach
            nearby = _aligned(old, o, _line_end(old, o + reach), new, n, _line_end(new, n + reach))
            found = _firm(old, new, nearby, Run(o, n, reach // 2))
            reach = reach if found else 4 * reach
        if not found:
            return runs + _aligned(old, o, len(old), new, n, len(new))
        runs.extend(found)
        room = min(most, room + size + found[-1].old - o)
        o, n = found[-1].old + found[-1].size, found[-1].new + found[-1].size


def _alike(old: str, o: int, new: str, n: int) -> int:
    """Count the code points alike from two places on, up to the last whole line; a compare of slices is cheap."""
    most = min(len(old) - o, len(new) - n)
    size, step = 0, 64
    while size < most:
        ours, theirs = old[o + size : o + size + step], new[n + size : n + size + step]
        if ours != theirs:
            size += Prefix.similarity(ours, theirs)
            break
        size += step
        step *= 2
    size = min(size, most)
    if size == most == len(old) - o == len(new) - n:
        return size
    return max(0, old.rfind("\n", o, o + size) + 1 - o)


def _firm(old: str, new: str, runs: list[Run], half: Run) -> list[Run]:
    """Return the runs up to one behind which the texts go on alike: the last in the first half, or the first.

    Where a window ends is no place in the text: what is matched by its end alone may be the wrong one of two copies.
    """
    firm = [at for at, run in enumerate(runs) if old[run.old : run.old + FIRM] == new[run.new : run.new + FIRM]]
    near = [at for at in firm if max(runs[at].old - half.old, runs[at].new - half.new) < half.size]
    return runs[: (near[-1:] or firm[:1] or [-1])[0] + 1]


def _line_end(text: str, at: int) -> int:
    return text.find("\n", at) + 1 or len(text)


def _aligned(old: str, o: int, o_end: int, new: str, n: int, n_end: int) -> list[Run]:
    a, b = lines_in(old, o, o_end), lines_in(new, n, n_end)
    return runs_of(old, new, a, b, align(a.items, b.items, patient=True))
