"""Find which stretches of a new text are stretches of the old one, as a reader would say it.

Lines that stand unchanged are matched first. Of what is left, most is what changed lines begin and end with, which
is set aside letter by letter; the words between are aligned. Matched crumbs that only cut a rewritten passage into
confetti are given up, and what was put in or taken out is slid to where a sentence or a line begins.
`consult.core.diff`, `anchors`, `blame` and `merge` all read these runs.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from rapidfuzz.distance import Postfix, Prefix

from consult.core.matching import align
from consult.core.pieces import runs_of, words_in
from consult.core.readable import readable, without_crumbs
from consult.core.same_lines import line_runs
from consult.core.spans import Gap, Match, Run, gaps, joined

__all__ = ["COARSE", "FINE", "Gap", "Run", "Words", "gaps", "joined", "same_runs", "words_of"]

COARSE = re.compile(r"\S+")
"""Words as people see them: what stands between white space, so that no change splits one."""

FINE = re.compile(r"\w+|[^\w\s]")
"""Words and signs apart: a comma put after a quoted word leaves the word as it was."""

Bounds = tuple[int, int, int, int]
"""Where a stretch of the old text begins and ends, and one of the new text."""


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

    >>> words_of("Pay £5, please", 4, 14)
    Words(words=['£5,', 'please'], starts=[4, 8])
    """
    parts = _kept(pattern).split(text[start:end])  # every second is a word
    return Words(parts[1::2], list(accumulate(map(len, parts), initial=start))[1:-1:2])


@cache
def _kept(pattern: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(f"({pattern.pattern})")


def same_runs(old: str, new: str, *, pattern: re.Pattern[str] = COARSE) -> list[Run]:
    """Return the runs both texts share, in order, never crossing.

    >>> same_runs("Pay five pounds.", "Pay ten pounds.")
    [Run(old=0, new=0, size=4), Run(old=8, new=7, size=8)]
    """
    if old == new:
        return [Run(0, 0, len(old))] if old else []
    runs: list[Match] = []
    old_start = new_start = o = n = 0
    for old_next, new_next, size in [*line_runs(old, new), (len(old), len(new), 0)]:
        o_end, n_end = old_next, new_next
        if o < o_end and n < n_end:
            head, tail = _ends_alike(old[o:o_end], new[n:n_end])
            o, o_end, n, n_end = o + head, o_end - tail, n + head, n_end - tail
        if old_start < o:
            runs.append((old_start, new_start, o - old_start))
        if o < o_end and n < n_end:
            runs.extend(_word_runs(old, new, (o, o_end, n, n_end), pattern))
        old_start, new_start, o, n = o_end, n_end, old_next + size, new_next + size
    if old_start < o:
        runs.append((old_start, new_start, o - old_start))
    return readable(old, new, runs)


def _ends_alike(a: str, b: str) -> tuple[int, int]:
    """Count the code points both begin with and, behind those, both end with; no word is cut."""
    head = Prefix.similarity(a, b)
    if not (a[head : head + 1] + b[head : head + 1]).isspace():
        head = max(a.rfind(" ", 0, head), a.rfind("\n", 0, head)) + 1
    tail = min(Postfix.similarity(a, b), len(a) - head, len(b) - head)
    rest = a[len(a) - tail :]
    if not rest or rest[0].isspace() or (_ends_blank(a, tail) and _ends_blank(b, tail)):
        return head, len(rest.lstrip())
    return head, len("".join(rest.split(None, 1)[1:]))


def _ends_blank(text: str, tail: int) -> bool:
    """Say whether a word can begin where the tail does."""
    return len(text) == tail or text[-tail - 1].isspace()


def _word_runs(old: str, new: str, gap: Bounds, pattern: re.Pattern[str]) -> Iterable[Match]:
    """Return the runs of words inside lines that changed."""
    o, o_end, n, n_end = gap
    if pattern is not COARSE:
        return _fine_runs(old, new, gap, pattern)
    gone, come = old[o:o_end].rstrip(), new[n:n_end].rstrip()
    ours, theirs = gone.split(), come.split()
    if set(ours).isdisjoint(theirs):
        return ()
    matches = without_crumbs(align(ours, theirs), len(ours), len(theirs))
    return runs_of(old, new, words_in(gone, o, ours), words_in(come, n, theirs), matches)


def _fine_runs(old: str, new: str, gap: Bounds, pattern: re.Pattern[str]) -> Iterator[Match]:
    o, o_end, n, n_end = gap
    a, b = words_of(old, o, o_end, pattern), words_of(new, n, n_end, pattern)
    for i, j, size in without_crumbs(align(a.words, b.words), len(a.words), len(b.words)):
        yield from zip(a.starts[i : i + size], b.starts[j : j + size], map(len, a.words[i : i + size]), strict=True)
