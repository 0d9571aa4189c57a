"""Find which stretches of a new text are stretches of the old one, as a reader would say it.

Lines that stand unchanged are matched first (patience), then words inside what is left; matched crumbs that
only cut a rewritten passage into confetti are given up, and what was put in or taken out is slid to where a
sentence or a line begins. `consult.core.diff`, `anchors`, `blame` and `merge` all read these runs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consult.core.matching import align

COARSE = re.compile(r"\S+")
"""Words as people see them: what stands between white space, so that no change splits one."""

FINE = re.compile(r"\w+|[^\w\s]")
"""Words and signs apart: a comma put after a quoted word leaves the word as it was."""


@dataclass(frozen=True, slots=True)
class Run:
    """`size` code points of the new text from `new` on are those of the old text from `old` on."""

    old: int
    new: int
    size: int

    @property
    def shift(self) -> int:
        """Say how far the run has travelled."""
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a stretch of text with their places."""

    words: Sequence[str]
    starts: Sequence[int]

    def end(self, at: int) -> int:
        """Return where word `at` ends."""
        return self.starts[at] + len(self.words[at])


def words_of(text: str, start: int, end: int, pattern: re.Pattern[str] = COARSE) -> Words:
    """Split the stretch into words.

    >>> words_of("Pay £5, please", 0, 14).words
    ['Pay', '£5,', 'please']
    """
    found = list(pattern.finditer(text, start, end))
    return Words([match.group() for match in found], [match.start() for match in found])


def same_runs(old: str, new: str, *, pattern: re.Pattern[str] = COARSE) -> list[Run]:
    """Return the runs both texts share, in order, never crossing.

    >>> same_runs("Pay five pounds.", "Pay ten pounds.")
    [Run(old=0, new=0, size=4), Run(old=8, new=7, size=8)]
    """
    if old == new:
        return [Run(0, 0, len(old))] if old else []
    lines = _line_runs(old, new)
    runs: list[Run] = []
    for gap in gaps(lines, len(old), len(new)):
        if gap.before:
            runs.append(gap.before)
        runs.extend(_word_runs(old, new, gap, pattern))
    runs = _without_crumbs(old, new, joined(runs))
    return _slid(old, new, _reaching_white_space(old, new, runs))


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies between two runs: a stretch of the old text and the stretch of the new text that stands for
    it."""

    old: int
    old_end: int
    new: int
    new_end: int
    before: Run | None = None


def gaps(runs: Sequence[Run], old_size: int, new_size: int) -> Iterator[Gap]:
    """Yield what lies before, between and after the runs, empty gaps included; each names the run before it.

    >>> [(gap.old, gap.old_end, gap.new, gap.new_end) for gap in gaps([Run(0, 0, 4)], 6, 4)]
    [(0, 0, 0, 0), (4, 6, 4, 4)]
    """
    o = n = 0
    before = None
    for run in runs:
        yield Gap(o, run.old, n, run.new, before)
        o, n, before = run.old + run.size, run.new + run.size, run
    yield Gap(o, old_size, n, new_size, before)


def joined(runs: Sequence[Run]) -> list[Run]:
    """Make one run of runs that touch on both sides.

    >>> joined([Run(0, 2, 3), Run(3, 5, 1)])
    [Run(old=0, new=2, size=4)]
    """
    out: list[Run] = []
    for run in runs:
        last = out[-1] if out else None
        if last and last.shift == run.shift and last.old + last.size == run.old:
            out[-1] = Run(last.old, last.new, last.size + run.size)
        elif run.size:
            out.append(run)
    return out


def _line_runs(old: str, new: str) -> list[Run]:
    """Match whole lines; blank ones name nothing and only join what lies around them."""
    head = _shared_head(old, new)
    tail = _shared_tail(old, new, head)
    a = _lines(old, head, len(old) - tail)
    b = _lines(new, head, len(new) - tail)
    runs = [Run(0, 0, head)]
    for match in align([line for line, _ in a], [line for line, _ in b], patient=True):
        for at in range(match.size):
            line, place = a[match.old + at]
            runs.append(Run(place, b[match.new + at][1], len(line)))
    runs.append(Run(len(old) - tail, len(new) - tail, tail))
    return _over_blanks(old, new, runs)


def _lines(text: str, start: int, end: int) -> list[tuple[str, int]]:
    lines = []
    at = start
    for line in _split(text[start:end]):
        if line and not line.isspace():
            lines.append((line, at))
        at += len(line)
    return lines


def _split(text: str) -> list[str]:
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + parts[-1:]


def _shared_head(old: str, new: str) -> int:
    """Count the code points both texts begin with, up to the last whole line (found by halving: compares
    are cheap)."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return old.rfind("\n", 0, low) + 1


def _shared_tail(old: str, new: str, head: int) -> int:
    low, high = 0, min(len(old), len(new)) - head
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle :] == new[len(new) - middle :]:
            low = middle
        else:
            high = middle - 1
    if low == 0:
        return 0
    starts_line = len(old) - low == 0 or old[len(old) - low - 1] == "\n"
    starts_line = starts_line and (len(new) - low == 0 or new[len(new) - low - 1] == "\n")
    if starts_line:
        return low
    line_end = old.find("\n", len(old) - low)
    return 0 if line_end < 0 else len(old) - line_end - 1


def _over_blanks(old: str, new: str, runs: list[Run]) -> list[Run]:
    out: list[Run] = []
    for gap in gaps(runs, len(old), len(new)):
        if gap.before:
            out.append(gap.before)
        size = gap.old_end - gap.old
        if size and old[gap.old : gap.old_end] == new[gap.new : gap.new_end]:
            out.append(Run(gap.old, gap.new, size))
    return joined(out)


def _word_runs(old: str, new: str, gap: Gap, pattern: re.Pattern[str]) -> list[Run]:
    if gap.old == gap.old_end or gap.new == gap.new_end:
        return []
    a = words_of(old, gap.old, gap.old_end, pattern)
    b = words_of(new, gap.new, gap.new_end, pattern)
    runs: list[Run] = []
    for match in align(a.words, b.words):
        for at in range(match.size):
            i, j = match.old + at, match.new + at
            if at and _between(old, a, i) == _between(new, b, j):
                white = a.starts[i] - a.end(i - 1)
                runs.append(Run(a.starts[i] - white, b.starts[j] - white, white + len(a.words[i])))
            else:
                runs.append(Run(a.starts[i], b.starts[j], len(a.words[i])))
    return joined(runs)


def _between(text: str, words: Words, at: int) -> str:
    return text[words.end(at - 1) : words.starts[at]]


def _weight(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())


def _without_crumbs(old: str, new: str, runs: list[Run]) -> list[Run]:
    """Give up runs of a word or two between rewritten passages: read as one change, they make sense."""
    kept: list[Run] = []
    for at, run in enumerate(runs):
        if run.size > 60:
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


def _reaching_white_space(old: str, new: str, runs: list[Run]) -> list[Run]:
    """Let each run take the white space that follows or leads it alike on both sides."""
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


def _slid(old: str, new: str, runs: list[Run]) -> list[Run]:
    """Move each plain insertion or deletion to the best place it can stand: where a line or a sentence
    begins."""
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
