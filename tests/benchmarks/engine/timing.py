"""Processor time of two ways to do one thing, measured in turn."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Timed:
    """Medians over the rounds, in seconds; `ratio` is the median of the rounds' ratios."""

    ours: float
    rival: float
    ratio: float


def own_time(work: Callable[[], object]) -> float:
    """Return the seconds of processor time this process spends on the work, user and system."""
    gc.collect()
    before = time.process_time()
    work()
    return time.process_time() - before


def child_time(work: Callable[[], object]) -> float:
    """Return the seconds of processor time, user and system, of the programs the work starts and waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def in_turn(
    ours: Callable[[], object],
    rival: Callable[[], object],
    *,
    rounds: int = ROUNDS,
    rival_time: Callable[[Callable[[], object]], float] = child_time,
) -> Timed:
    """Measure both, one after the other, round after round; a round before the first warms both up."""
    ours()
    rival()
    pairs = [(own_time(ours), rival_time(rival)) for _ in range(rounds)]
    return Timed(
        median(one for one, _ in pairs),
        median(other for _, other in pairs),
        median(one / max(other, 1e-6) for one, other in pairs),
    )
