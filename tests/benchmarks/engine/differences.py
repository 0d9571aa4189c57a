"""Differences: how many words and changes are marked on real histories, and what a difference costs."""

from __future__ import annotations

import difflib
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import process_time

from consult.core.diff import diff
from tests.benchmarks.engine.drafts import draft, edited
from tests.benchmarks.engine.report import Row
from tests.benchmarks.engine.timing import in_turn, own_time
from tests.core.real_texts import HISTORIES, revisions

HEAVY = 0.2
"""The share of the sentences that heavy editing touches: git then takes some 12 ms for 132 kB."""

DIFFLIB = (132_000, 300_000)
"""Code points of texts that difflib gets done in some seconds."""

DIFFLIB_AS_GIT = 2_120 / 12.6
"""What difflib takes on words of a heavily edited 132 kB, as a multiple of what git takes, by BENCHMARKS.md.

Its text is not known. No text and no way to cut words tried here makes difflib as slow beside git (7 to 136 times), so
what that makes of our time is printed, but holds no goal: it could not be missed before the one against git is.
"""


@dataclass(frozen=True, slots=True)
class Marked:
    """Words marked as gone or come, and runs of them; a run goes on until a word that stayed."""

    words: int
    runs: int

    def __add__(self, other: Marked) -> Marked:
        return Marked(self.words + other.words, self.runs + other.runs)


def measure() -> Iterator[Row]:
    """Yield the rows."""
    with tempfile.TemporaryDirectory() as name:
        git = GitDiff(Path(name))
        for history in HISTORIES:
            yield from _quality(git, history)
        yield from _cost(git, "132 kB", 132_000, must=1.0, triumph=0.6)
        yield from _cost(git, "1 MB", 1_000_000, must=1.3, triumph=0.9)
    for letters in DIFFLIB:
        yield from _beside_difflib(letters)


@dataclass(frozen=True, slots=True)
class GitDiff:
    """Git's word difference of two texts, its start included."""

    folder: Path

    def write(self, old: str, new: str) -> None:
        """Write the texts to be compared."""
        for name, text in (("old", old), ("new", new)):
            (self.folder / name).write_text(text, encoding="utf-8", newline="")

    def run(self, *options: str) -> str:
        """Compare them."""
        command = ["git", "diff", "--no-index", "--word-diff=porcelain", *options, "old", "new"]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, check=False)
        return done.stdout.decode("utf-8", errors="replace")

    def marked(self, old: str, new: str) -> Marked:
        """Count what it marks, with the whole text as context so that every word that stayed is seen."""
        self.write(old, new)
        _, _, body = self.run("-U1000000").partition("\n@@")
        pieces = (line for line in body.split("\n")[1:] if line[:1] in ("+", "-", " "))
        return marked((line[0] == " ", line[1:]) for line in pieces)


def marked(pieces: Iterable[tuple[bool, str]]) -> Marked:
    """Count words and runs in pieces of a difference, each with whether it stayed."""
    words = runs = 0
    inside = False
    for stayed, text in pieces:
        count = len(text.split())
        if count:
            words += 0 if stayed else count
            runs += not stayed and not inside
            inside = not stayed
    return Marked(words, runs)


def ours(old: str, new: str) -> Marked:
    """Count what the engine marks."""
    changes = diff(old, new)
    return marked((one.op == "equal", one.old if one.op == "equal" else f"{one.old} {one.new}") for one in changes)


def _quality(git: GitDiff, history: str) -> Iterator[Row]:
    mine = rival = Marked(0, 0)
    pairs = list(pairwise(revisions(history).values()))
    for old, new in pairs:
        mine += ours(old, new)
        rival += git.marked(old, new)
    note = "git diff --word-diff"
    what = f"{history}, all {len(pairs)} steps: words marked as changed"
    yield Row(what=what, ours=mine.words, rival=rival.words, ratio=mine.words / rival.words, must=1.02, note=note)
    what = "   runs of changed words, across line ends"
    yield Row(what=what, ours=mine.runs, rival=rival.runs, ratio=mine.runs / rival.runs, must=1.0, note=note)


def _cost(git: GitDiff, size: str, letters: int, *, must: float, triumph: float) -> Iterator[Row]:
    old = draft(letters)
    for share, goals in ((HEAVY, (must, triumph)), (HEAVY / 10, (None, None))):
        new = edited(old, share)
        git.write(old, new)
        timed = in_turn(partial(diff, old, new), partial(git.run, "--word-diff-regex=[^[:space:]]+"))
        yield Row(
            what=f"{size}, {share:.0%} of the sentences edited: seconds",
            ours=timed.ours,
            rival=timed.rival,
            ratio=timed.ratio,
            must=goals[0],
            triumph=goals[1],
            note="git diff --word-diff, its start included",
        )
        if share == HEAVY and letters == DIFFLIB[0]:
            yield Row(
                what="   beside difflib, reckoned through git: seconds",
                ours=timed.ours,
                rival=timed.rival * DIFFLIB_AS_GIT,
                ratio=timed.ratio / DIFFLIB_AS_GIT,
                note=f"{DIFFLIB_AS_GIT:.0f} times git, as BENCHMARKS.md has it",
            )


def _beside_difflib(letters: int) -> Iterator[Row]:
    """Yield difflib's time on the same text, run here, cut in two ways.

    Words, signs and white space apart join back to the text, as our difference does; words alone take half of that.
    """
    old = draft(letters)
    new = edited(old, HEAVY)
    cuts = (
        (_TOKENS.findall, True, 1 / 150, "difflib on words, signs and white space, autojunk"),
        (str.split, False, None, "difflib on words alone, autojunk off"),
    )
    mine: list[float] = []
    theirs: tuple[list[float], ...] = ([], [])
    for _ in range(2):  # in turn, so that a machine that slows down for a second slows both
        mine += [own_time(lambda: diff(old, new)) for _ in range(5)]
        for times, (cut, autojunk, _must, _note) in zip(theirs, cuts, strict=True):
            start = process_time()
            difflib.SequenceMatcher(None, cut(old), cut(new), autojunk=autojunk).get_opcodes()
            times.append(process_time() - start)
    what = f"{letters // 1000} kB, {HEAVY:.0%} of the sentences edited: seconds"
    for times, (_cut, _autojunk, must, note) in zip(theirs, cuts, strict=True):
        ratio = min(mine) / min(times)
        yield Row(what=what, ours=min(mine), rival=min(times), ratio=ratio, must=must, note=note)


_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
