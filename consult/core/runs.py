"""Find which stretches of a new text are stretches of the old one, as a reader would say it.

Lines that stand unchanged are matched first, then words inside what is left; matched crumbs that only cut a
rewritten passage into confetti are given up, and what was put in or taken out is slid to where a sentence or a
line begins. `consult.core.diff`, `anchors`, `blame` and `merge` all read these runs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consult.core.matching import align
from consult.core.pieces import runs_of, words_in
from consult.core.readable import reaching_white_space, slid, without_crumbs
from consult.core.same_lines import line_runs
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
    runs: list[Run] = []
    for gap in gaps(line_runs(old, new), len(old), len(new)):
        if gap.before:
            runs.append(gap.before)
        if gap.old < gap.old_end and gap.new < gap.new_end:
            runs.extend(_word_runs(old, new, gap) if pattern is COARSE else _fine_runs(old, new, gap, pattern))
    return slid(old, new, reaching_white_space(old, new, runs))


def _word_runs(old: str, new: str, gap: Gap) -> list[Run]:
    a, b = words_in(old, gap.old, gap.old_end), words_in(new, gap.new, gap.new_end)
    return runs_of(old, new, a, b, without_crumbs(align(a.items, b.items), len(a.items), len(b.items)))


def _fine_runs(old: str, new: str, gap: Gap, pattern: re.Pattern[str]) -> Iterator[Run]:
    a, b = words_of(old, gap.old, gap.old_end, pattern), words_of(new, gap.new, gap.new_end, pattern)
    for i, j, size in without_crumbs(align(a.words, b.words), len(a.words), len(b.words)):
        yield from map(Run, a.starts[i : i + size], b.starts[j : j + size], map(len, a.words[i : i + size]))
