"""Opinion groups against those Polis itself found, beside plain principal components and k-means, and red-dwarf.

The figure is the adjusted Rand index (1: the same groups, 0: chance) over people both put into a group.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score

from consult.insight.opinions.grouping import find_groups
from tests.benchmarks.engine.report import Row
from tests.benchmarks.insight import Scale
from tests.benchmarks.insight._red_dwarf import red_dwarf
from tests.insight.conversations import Conversation, names, read

JUDGED = ("brexit-consensus", "15-per-hour-seattle", "canadian-electoral-reform")
MUST = 0.60
SEEDS = 21


def measure(scale: Scale) -> Iterator[Row]:
    """Yield the agreement with Polis for each conversation there is, their median where it is judged, and the time."""
    chosen = [name for name in names() if scale is Scale.WHOLE or name in JUDGED]
    seeds = SEEDS if scale is Scale.WHOLE else 3
    found: dict[str, tuple[float, float, float]] = {}
    for name in chosen:
        conversation = read(name)
        begun = time.process_time()
        opinions = find_groups(conversation.ballots)
        took = time.process_time() - begun
        both = sorted(set(opinions.group) & set(conversation.groups))
        ours = agreement(conversation, opinions.group)
        oracle = agreement(conversation, red_dwarf(conversation.ballots))
        found[name] = ours, plain(conversation, seeds), oracle
        sizes = ", ".join(str(size) for size in opinions.sizes)
        yield Row(
            what=f"{name}: agreement with Polis's groups",
            ours=ours,
            rival=found[name][1],
            more=True,
            note=f"plain PCA and k-means (red-dwarf {oracle:.3f}); {len(both)} of its {len(conversation.groups)}; "
            f"ours {sizes}; {took:.2f} s",
        )
    judged = [found[name] for name in JUDGED if name in found]
    if judged:
        yield Row(
            what=f"median of {', '.join(name.split('-')[0] if name[0] != '1' else '15-per-hour' for name in JUDGED)}",
            ours=median(ours for ours, _, _ in judged),
            rival=median(theirs for _, theirs, _ in judged),
            must=MUST,
            triumph=0.80,
            more=True,
            note="plain PCA and k-means",
        )
        ours, oracle = (median(one[at] for one in judged) for at in (0, 2))
        yield Row(
            what="   of the same", ours=ours, rival=oracle, ratio=ours / oracle, must=1.0, more=True, note="red-dwarf"
        )


def agreement(conversation: Conversation, group: dict[int, int]) -> float:
    """Return the adjusted Rand index over people who are in a group of ours and of Polis's."""
    both = sorted(set(group) & set(conversation.groups))
    index = adjusted_rand_score([conversation.groups[one] for one in both], [group[one] for one in both])
    return float(index)


def plain(conversation: Conversation, seeds: int) -> float:
    """Return what the plain way reaches, told how many groups Polis found: the median over several beginnings."""
    people = sorted(conversation.groups)
    statements = sorted({statement for _, statement, _ in conversation.ballots})
    rows, columns = ({one: at for at, one in enumerate(ids)} for ids in (people, statements))
    table = np.full((len(people), len(statements)), np.nan)
    for person, statement, value in conversation.ballots:
        if person in rows:
            table[rows[person], columns[statement]] = value
    cast = np.maximum((~np.isnan(table)).sum(axis=0), 1)
    filled = np.where(np.isnan(table), np.nansum(table, axis=0) / cast, table)
    places = PCA(2, svd_solver="full").fit_transform(filled)
    k, found = len(set(conversation.groups.values())), []
    for seed in range(seeds):
        labels = KMeans(k, n_init=1, random_state=seed).fit_predict(places)
        found.append(agreement(conversation, dict(zip(people, labels.tolist(), strict=True))))
    return median(found)
