"""Near-duplicates: real comments, each copied ten times with other words, found again among thousands of others."""

from __future__ import annotations

import os
import random
import resource
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consult.insight.alike.grouping import group
from consult.insight.alike.words import words_of
from tests.benchmarks.engine.report import Row
from tests.benchmarks.insight import Scale
from tests.benchmarks.insight._comments import real_comments

SEEDS = (20_261_126, 7, 1_848)
COPIES = 10
LEAST_WORDS = 8
"""Words of a comment that is copied, at least: of fewer, a fifth replaced leaves too little to know it by."""
GREETINGS = (
    "Dear Sir or Madam, ",
    "Hello, ",
    "To whom it may concern: ",
    "Hi, I live nearby and wanted to say this. ",
    "Good morning. ",
    "As a local resident I would like to say: ",
    "Dear council, I am writing about your consultation. ",
)


@dataclass(frozen=True, slots=True)
class Task:
    """Comments, and for each the number of the comment it was copied from, None where it is its own."""

    bodies: Sequence[str]
    sources: Sequence[int | None]


def measure(scale: Scale) -> Iterator[Row]:
    """Yield the rows."""
    copied, others = (200, 5_000) if scale is Scale.WHOLE else (5, 60)
    for seed in SEEDS if scale is Scale.WHOLE else SEEDS[:1]:
        task = make_task(seed, copied, others)
        began = time.process_time()
        found = [one.members for one in group(task.bodies)]
        seconds = time.process_time() - began
        precision, recall = pairs(found, task.sources)
        what = f"{copied} comments copied {COPIES} times among {others:,}, seed {seed}: precision of pairs"
        note = "the same words sent by two people count as wrong where nobody made a copy"
        yield Row(what=what, ours=precision, must=0.95, triumph=0.98, more=True, note=note)
        yield Row(what="   recall of pairs", ours=recall, must=0.95, triumph=0.98, more=True)
        yield Row(what="   seconds", ours=seconds, must=60, triumph=20)
    size = 20_000 if scale is Scale.WHOLE else 200
    bodies = make_many(SEEDS[0], size)
    seconds, memory = _in_a_child(bodies)
    yield Row(what=f"{size:,} comments, a tenth of them one campaign: seconds", ours=seconds, must=60, triumph=30)
    yield Row(what="   peak memory of the process, MB", ours=memory, must=1_000, triumph=250)


def make_task(seed: int, copied: int, others: int) -> Task:
    """Copy comments, each with 10 to 20 of a hundred words replaced, dropped or moved and a greeting, among others."""
    chance = random.Random(seed)
    different = {" ".join(words_of(body)): body for body in sorted(real_comments())}
    pool = [body for words, body in sorted(different.items()) if words]
    chance.shuffle(pool)
    vocabulary = [word for body in pool for word in body.split()]
    sources = [body for body in pool if len(body.split()) >= LEAST_WORDS][:copied]
    known = frozenset(sources)
    made: list[tuple[str, int | None]] = [(body, None) for body in pool if body not in known][:others]
    made += [
        (chance.choice(GREETINGS) + edited(body, chance, vocabulary), number)
        for number, body in enumerate(sources)
        for _ in range(COPIES)
    ]
    chance.shuffle(made)
    return Task([body for body, _ in made], [source for _, source in made])


def make_many(seed: int, size: int) -> list[str]:
    """Make as many comments as asked, different ones: real ones, real ones with half of their words new, a campaign."""
    chance = random.Random(seed)
    pool = sorted(set(real_comments()))
    vocabulary = [word for body in pool for word in body.split()]
    campaign = max((body for body in pool if len(body.split()) < 100), key=len)
    made = [edited(campaign, chance, vocabulary) for _ in range(size // 10)] + pool[: size - size // 10]
    while len(made) < size:
        made.append(edited(chance.choice(pool), chance, vocabulary, least=0.4, most=0.6))
    chance.shuffle(made)
    return made


def edited(body: str, chance: random.Random, vocabulary: Sequence[str], least: float = 0.1, most: float = 0.2) -> str:
    """Replace, drop or move a share of the words."""
    words = body.split()
    for _ in range(max(1, round(len(words) * chance.uniform(least, most)))):
        if not words:
            break
        at, what = chance.randrange(len(words)), chance.choice(("replace", "drop", "move"))
        word = words.pop(at)
        if what == "replace":
            words.insert(at, chance.choice(vocabulary))
        elif what == "move":
            words.insert(chance.randrange(len(words) + 1), word)
    return " ".join(words)


def pairs(groups: Sequence[Sequence[int]], sources: Sequence[int | None]) -> tuple[float, float]:
    """Return precision and recall of the pairs put together, against those that were copied from the same."""
    told = sum(_pairs(len(members)) for members in groups)
    true = sum(_pairs(count) for source, count in Counter(sources).items() if source is not None)
    right = sum(
        _pairs(count)
        for members in groups
        for source, count in Counter(sources[member] for member in members).items()
        if source is not None
    )
    return right / told if told else 1.0, right / true if true else 1.0


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _in_a_child(bodies: Sequence[str]) -> tuple[float, float]:
    """Group in a process of its own; return seconds of processor time, and the memory it held at most, in megabytes."""
    child = os.fork()
    if child == 0:
        group(bodies)
        os._exit(0)
    _, status, used = os.wait4(child, 0)
    if status:
        raise RuntimeError("the process that grouped them failed")
    return used.ru_utime + used.ru_stime, resource_megabytes(used)


def resource_megabytes(used: resource.struct_rusage) -> float:
    """Return the most memory that was held; Linux counts in kilobytes."""
    return used.ru_maxrss / 1024
