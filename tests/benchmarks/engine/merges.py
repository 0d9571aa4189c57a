"""Three-way merges: how many are clean, how many of those are unlike what people committed, and what they cost."""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from consult.core.merge import Conflicted, Merged, Region, merge
from tests.benchmarks.engine.gitting import LINE, SENTENCE, WORD, GitMerge
from tests.benchmarks.engine.report import Row
from tests.benchmarks.engine.timing import in_turn
from tests.core.data_folder import real_data
from tests.core.real_texts import HISTORIES, Case, merges, revisions

SEED = 20_261_125
SIZES = {"132 kB": 132_000, "1 MB": 1_000_000}
EDITS = 0.02
"""The share of the sentences that each side edits."""


def measure() -> Iterator[Row]:
    """Yield the rows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from _quality(folder)
        for size, letters in SIZES.items():
            yield from _cost(folder, size, grown(letters))


@dataclass(frozen=True, slots=True)
class Tally:
    """How a way to merge fares on the real cases; unlike: with other words than people committed, or in other order."""

    clean: int
    unlike: int


def tally(way: Callable[[Case], str | None]) -> Tally:
    """Merge every real case; white space does not count."""
    found = [(case, text) for case in merges() if (text := way(case)) is not None]
    return Tally(len(found), sum(text.split() != case.merged.split() for case, text in found))


def ours(case: Case) -> str | None:
    """Merge as the engine does; None where a person must decide."""
    result = merge(case.base, case.ours, case.theirs)
    return result.text if isinstance(result, Merged) else None


def git_by(pieces: re.Pattern[str], folder: Path) -> Callable[[Case], str | None]:
    """Return git's way to merge, by pieces of that kind."""
    return lambda case: GitMerge.of(folder, case.base, case.ours, case.theirs, pieces).merged()


def _quality(folder: Path) -> Iterator[Row]:
    mine = tally(ours)
    by_line, by_sentence, by_word = (tally(git_by(pieces, folder)) for pieces in (LINE, SENTENCE, WORD))
    cases = len(merges())
    for name, rival in (("by line", by_line), ("by sentence", by_sentence), ("by word", by_word)):
        must = rival.clean + 1 if name != "by word" else None
        what = f"{cases} real merges: clean"
        yield Row(what=what, ours=mine.clean, rival=rival.clean, must=must, more=True, note=f"git merge-file {name}")
        must = 2 if name != "by word" else None
        what = "   of these unlike what people committed, white space aside"
        yield Row(what=what, ours=mine.unlike, rival=rival.unlike, must=must, triumph=must and 0, note=name)
    regions = [region for case in merges() for region in _regions(case)]
    sizes = [len(region.base.split()) for region in regions]
    yield Row(what=f"   places left to a person in the {cases - mine.clean} others", ours=len(regions))
    yield Row(what="   words of the base at such a place, median", ours=median(sizes))


def _regions(case: Case) -> Sequence[Region]:
    result = merge(case.base, case.ours, case.theirs)
    return result.regions if isinstance(result, Conflicted) else ()


def _cost(folder: Path, size: str, case: Case) -> Iterator[Row]:
    git = GitMerge.of(folder, case.base, case.ours, case.theirs)
    timed = in_turn(lambda: merge(case.base, case.ours, case.theirs), git.run)
    yield Row(
        what=f"{size}, {EDITS:.0%} of the sentences edited on each side: seconds",
        ours=timed.ours,
        rival=timed.rival,
        ratio=timed.ratio,
        must=2,
        triumph=1,
        note="git merge-file by line, its start included",
    )
    conflicts = git.run().returncode
    yield Row(
        what="   conflicts", ours=len(_regions(case)), rival=conflicts, must=max(0, conflicts - 1), note="the same"
    )


def grown(letters: int) -> Case:
    """Return real texts joined up to a size, with random edits of sentences on both sides."""
    specs = [
        path.read_text(encoding="utf-8") for path in sorted(real_data("specs").rglob("*.*")) if path.suffix != ".csv"
    ]
    older = [list(revisions(name).values())[-1 - len(revisions(name)) * k // 4] for k in range(4) for name in HISTORIES]
    base = "\n\n".join([*specs, *older])[:letters]
    chance = random.Random(SEED)
    return Case(base, _edited(base, chance), _edited(base, chance), "")


def _edited(text: str, chance: random.Random) -> str:
    """Reword sentences, take them out or add others made of the text's own words."""
    sentences = re.split(r"(?<=[.!?])(?=\s)", text)
    known = text.split()
    for at in chance.sample(range(len(sentences)), int(len(sentences) * EDITS)):
        words = sentences[at].split(" ")
        words[chance.randrange(len(words))] = chance.choice(known)
        added = f"{sentences[at]} The {' '.join(chance.choices(known, k=8))}."
        sentences[at] = chance.choice((" ".join(words), " ".join(words), "", added))
    return "".join(sentences)
