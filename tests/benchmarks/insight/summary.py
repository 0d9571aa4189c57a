"""The offered draft of a summary: what it costs, how much of what is said its quotes cover, and that they are real.

Covered is a sentence whose nearest quote says much the same (cosine of TF-IDF from 0.3): beside as many sentences taken
by chance, and the first sentences of as many contributions, which is what a hurried reader quotes.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Iterator, Sequence
from statistics import mean

from consult.core.centrality import centrality, closeness, cosine, weigh, words_of
from consult.core.sentences import sentences
from consult.insight.summary.quoting import EACH, LONGEST, SHORTEST, Said, pick
from tests.benchmarks.engine.report import Row
from tests.benchmarks.insight import Scale
from tests.benchmarks.insight._comments import real_comments

SEEDS = (20_261_126, 7, 1_848)
SECTIONS = 10
ALIKE = 0.3


def measure(scale: Scale) -> Iterator[Row]:
    """Yield the rows."""
    size = 5_000 if scale is Scale.WHOLE else 60
    seeds = SEEDS if scale is Scale.WHOLE else SEEDS[:1]
    comments = sorted(set(real_comments()))
    ours, chance, first, seconds = [], [], [], []
    quotes = false = 0
    for seed in seeds:
        luck = random.Random(seed)
        said = [Said(f"C-{number}", body) for number, body in enumerate(luck.sample(comments, size), 1)]
        groups = [(str(part), said[part::SECTIONS]) for part in range(SECTIONS)]
        began = time.process_time()
        picked = pick(groups, "minority")
        seconds.append(time.process_time() - began)
        bodies = {one.reference: one.body for one in said}
        for some in picked.values():
            quotes += len(some)
            false += sum(one.text not in bodies[one.reference] for one in some)
        for key, group in groups:
            texts = _texts(group)
            ours.append(_covered(texts, [one.text for one in picked[key]]))
            chance.append(_covered(texts, luck.sample(texts, min(EACH, len(texts)))))
            first.append(_covered(texts, texts[:EACH]))
    what = f"{size:,} real contributions in {SECTIONS} sections, {len(seeds)} samples: "
    yield Row(what=f"{what}seconds", ours=mean(seconds), must=30, triumph=10)
    yield Row(what="   quotes that are no sentence of what they cite", ours=float(false), must=0, note=f"of {quotes}")
    for what, rival in (("sentences of a hundred near a quote, beside chance", chance), ("   beside the first", first)):
        ratio = mean(ours) / mean(rival) if mean(rival) else None
        ours_here = 100 * mean(ours)
        yield Row(
            what=f"   {what}", ours=ours_here, rival=100 * mean(rival), ratio=ratio, must=1, triumph=1.5, more=True
        )
    yield from _one_section(comments, 5_000 if scale is Scale.WHOLE else 60)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    yield Row(what="   peak memory of the process, the texts among it, MB", ours=megabytes, must=1_000, triumph=400)


def _one_section(comments: Sequence[str], size: int) -> Iterator[Row]:
    """Measure all contributions under one theme, and how far the walk is from merely counting likeness."""
    said = [Said(f"C-{number}", body) for number, body in enumerate(random.Random(3).sample(comments, size), 1)]
    began = time.process_time()
    pick([("all", said)], "minority")
    yield Row(what=f"{size:,} under one theme: seconds", ours=time.process_time() - began, must=30, triumph=10)
    vectors = weigh([words_of(one) for one in _texts(said)])
    walk, near = centrality(vectors), closeness(vectors)
    best = sorted(range(len(walk)), key=lambda number: -walk[number])[:50]
    nearest = set(sorted(range(len(near)), key=lambda number: -near[number])[:50])
    shared = sum(one in nearest for one in best)
    yield Row(what="   of the fifty most central, how many are the fifty nearest to all", ours=float(shared))


def _texts(said: Sequence[Said]) -> list[str]:
    texts = [one.body[span.start : span.end] for one in said for span in sentences(one.body)]
    return [text for text in texts if SHORTEST <= len(text.split()) <= LONGEST]


def _covered(texts: Sequence[str], quotes: Sequence[str]) -> float:
    """Return the part of sentences that a quote says much the same as, the quotes themselves aside."""
    vectors = weigh([words_of(one) for one in (*texts, *quotes)])
    ends, of = vectors[len(texts) :], set(quotes)
    others = [vector for text, vector in zip(texts, vectors, strict=False) if text not in of]
    return mean([any(cosine(vector, one) >= ALIKE for one in ends) for vector in others] or [0.0])
