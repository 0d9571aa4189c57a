"""Find which stretches of a new text are stretches of the old one, as a reader would say it.

Lines that stand unchanged are matched first (patience), then words inside what is left; matched crumbs that
only cut a rewritten passage into confetti are given up, and what was put in or taken out is slid to where a
sentence or a line begins. `consult.core.diff`, `anchors`, `blame` and `merge` all read these runs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consult.core.matching import align
from consult.core.readable import reaching_white_space, slid, without_crumbs
from consult.core.spans import Gap, Run, gaps, joined

__all__ = ["COARSE", "FINE", "Gap", "Run", "Words", "gaps", "joined", "same_runs", "words_of"]

COARSE = re.compile(r"\S+")
"""Words as people see them: what stands between white space, so that no change splits one."""

FINE = re.compile(r"\w+|[^\w\s]")
"""Words and signs apart: a comma put after a quoted word leaves the word as it was."""


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
    runs = without_crumbs(old, new, joined(runs))
    return slid(old, new, reaching_white_space(old, new, runs))


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
