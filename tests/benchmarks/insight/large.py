"""Large consultations: themes of 10,000 comments, and opinion groups of 5,000 people who vote on 300 statements.

BERTopic asks for a gigabyte of packages, so it was run once, and not in this run: 0.17.4 with its defaults on the same
vectors. red-dwarf runs here. Its groups and ours are held against the opinions the votes were made from.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from consult.insight.opinions.grouping import find_groups
from consult.insight.opinions.votes import Ballot
from consult.serving.working import ONE_THREAD
from tests.benchmarks.engine.report import Row
from tests.benchmarks.insight import Scale
from tests.benchmarks.insight._comments import real_comments
from tests.benchmarks.insight._red_dwarf import red_dwarf
from tests.benchmarks.insight.themes import vectors_of

SEED = 20_261_127
BERTOPIC_SECONDS = 52.9
"""Processor time of BERTopic for 10,000 comments on ready embeddings, November 2026."""
CAMPS = (0.5, 0.3, 0.2)
"""What part of the people hold each opinion."""
CAST = 0.2
"""What part of the statements one person votes on."""
SURE = 0.75
"""How often a person votes as their camp does."""

_FIND = """
import json, resource, sys, time
from pathlib import Path
import numpy as np
import consult.app
from consult.insight.themes.finding import find
folder = Path(sys.argv[1])
texts, vectors = json.loads((folder / "texts.json").read_text()), np.load(folder / "vectors.npy")
began = time.process_time()
found = find(texts, vectors)
took = time.process_time() - began
print(json.dumps([len(found), took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def measure(scale: Scale) -> Iterator[Row]:
    """Yield the rows."""
    yield from _themes(10_000 if scale is Scale.WHOLE else 200)
    with threadpool_limits(1):  # as our works have it; a second thread only waits for the first
        yield from _opinions(*((5_000, 300) if scale is Scale.WHOLE else (400, 40)))


def _themes(many: int) -> Iterator[Row]:
    texts = list(dict.fromkeys(real_comments()))[:many]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
        np.save(folder / "vectors.npy", vectors_of(texts))
        settings = {**os.environ, **ONE_THREAD}
        done = subprocess.run(
            [sys.executable, "-c", _FIND, name], env=settings, capture_output=True, text=True, check=True
        )
    found, seconds, megabytes = json.loads(done.stdout)
    yield Row(
        what=f"themes of {len(texts):,} comments on ready vectors, named, with quotes: seconds",
        ours=seconds,
        rival=BERTOPIC_SECONDS,
        ratio=seconds / BERTOPIC_SECONDS,
        must=1 / 5,
        triumph=1 / 20,
        note=f"BERTopic, not in this run; {found} themes",
    )
    yield Row(what="   peak memory of the process, the whole product loaded, MB", ours=megabytes, must=400)


def _opinions(people: int, statements: int) -> Iterator[Row]:
    camp, ballots = make_votes(people, statements)
    began = time.process_time()
    ours = find_groups(ballots)
    seconds = time.process_time() - began
    began = time.process_time()
    theirs = red_dwarf(ballots)
    rival = time.process_time() - began
    what = f"opinion groups, {people:,} people and {statements} statements, statements named: seconds"
    yield Row(what=what, ours=seconds, rival=rival, ratio=seconds / rival, must=1 / 5, triumph=1 / 20, note="red-dwarf")
    index, other = _agreement(camp, ours.group), _agreement(camp, theirs)
    note = f"red-dwarf, which finds {len(set(theirs.values()))} groups, ours {len(ours.sizes)}, of {len(CAMPS)}"
    yield Row(
        what="   adjusted Rand index with the opinions they were made from",
        ours=index,
        rival=other,
        ratio=index / other,
        must=1.0,
        more=True,
        note=note,
    )


def make_votes(people: int, statements: int) -> tuple[Mapping[int, int], Sequence[Ballot]]:
    """Make people of three opinions, who vote on a fifth of the statements each, mostly as their camp does."""
    chance = random.Random(SEED)
    holds = [[chance.choice((1, -1)) for _ in range(statements)] for _ in CAMPS]
    camp = {person: chance.choices(range(len(CAMPS)), CAMPS)[0] for person in range(people)}
    ballots = [
        (person, one, holds[camp[person]][one] if chance.random() < SURE else chance.choice((1, 0, -1)))
        for person in range(people)
        for one in sorted(chance.sample(range(statements), round(statements * CAST)))
    ]
    return camp, ballots


def _agreement(camp: Mapping[int, int], group: Mapping[int, int]) -> float:
    placed = sorted(group)
    return float(adjusted_rand_score([camp[one] for one in placed], [group[one] for one in placed]))
