"""Make the runs two texts share read like what a person did: no crumbs, no words cut, changes where things begin."""

from consult.core.spans import Run, gaps, joined

SHORT = 60
"""The longest run, in code points, that may be a crumb."""

WEIGHED = 4000
"""Code points of a change that are weighed: the words in more make no difference to so short a run."""


def _weight(text: str, start: int, end: int) -> int:
    return len(text[start : min(end, start + WEIGHED)].split())


def without_crumbs(old: str, new: str, runs: list[Run]) -> list[Run]:
    """Give up runs of a word or two between rewritten passages: read as one change, they make sense.

    >>> without_crumbs("pay the fare", "give the fee", [Run(4, 5, 3)])
    [Run(old=4, new=5, size=3)]
    >>> without_crumbs("a b c d e the f g h i j", "k l m n o the p q r s t", [Run(10, 10, 3)])
    []
    """
    kept: list[Run] = []
    for at, run in enumerate(runs):
        if run.size > SHORT:
            kept.append(run)
            continue
        last = kept[-1] if kept else Run(0, 0, 0)
        after = runs[at + 1] if at + 1 < len(runs) else Run(len(old), len(new), 0)
        left = _change(old, new, last.old + last.size, run.old, last.new + last.size, run.new)
        right = _change(old, new, run.old + run.size, after.old, run.new + run.size, after.new)
        if _is_crumb(_weight(old, run.old, run.old + run.size), left, right):
            continue
        kept.append(run)
    return kept


def _change(old: str, new: str, o: int, o_end: int, n: int, n_end: int) -> tuple[int, int]:
    return _weight(old, o, o_end), _weight(new, n, n_end)


def _is_crumb(size: int, left: tuple[int, int], right: tuple[int, int]) -> bool:
    if 0 in (max(left), max(right)):
        return False
    return size == 0 or 4 * size <= min(sum(left), sum(right))


def reaching_white_space(old: str, new: str, runs: list[Run]) -> list[Run]:
    """Let each run take the white space that follows or leads it alike on both sides.

    >>> reaching_white_space("pay five", "pay ten", [Run(0, 0, 3)])
    [Run(old=0, new=0, size=4)]
    """
    out: list[Run] = []
    for gap in gaps(runs, len(old), len(new)):
        if gap.before:
            out.append(gap.before)
        o, n = gap.old, gap.new
        while o < gap.old_end and n < gap.new_end and old[o] == new[n] and old[o].isspace():
            o, n = o + 1, n + 1
        out.append(Run(gap.old, gap.new, o - gap.old))
        o_end, n_end = gap.old_end, gap.new_end
        while o_end > o and n_end > n and old[o_end - 1] == new[n_end - 1] and old[o_end - 1].isspace():
            o_end, n_end = o_end - 1, n_end - 1
        out.append(Run(o_end, n_end, gap.old_end - o_end))
    return joined([run for run in out if run.size])


def slid(old: str, new: str, runs: list[Run]) -> list[Run]:
    """Move each plain insertion or deletion to where a line or a sentence begins, if it can stand there.

    >>> slid("He sat. He ran.", "He sat. He hid. He ran.", [Run(0, 0, 11), Run(11, 19, 4)])
    [Run(old=0, new=0, size=8), Run(old=8, new=16, size=7)]
    """
    out = list(runs)
    for at in range(1, len(out)):
        before, after = out[at - 1], out[at]
        if before.old + before.size == after.old:
            step = _best_step(new, before.new + before.size, after.new, before.size, after.size)
        elif before.new + before.size == after.new:
            step = _best_step(old, before.old + before.size, after.old, before.size, after.size)
        else:
            continue
        out[at - 1] = Run(before.old, before.new, before.size + step)
        out[at] = Run(after.old + step, after.new + step, after.size - step)
    return joined(out)


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
