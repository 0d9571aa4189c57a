"""Measure both sides in turn, floor and ours, several rounds, and keep the medians."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from statistics import median, quantiles

from tests.benchmarks.asking import Work
from tests.benchmarks.cases import FLOOR, Case
from tests.benchmarks.load import run
from tests.benchmarks.serving import Server


@dataclass(frozen=True, slots=True)
class Round:
    """One measurement: CPU and latencies in milliseconds."""

    cpu: float
    p50: float
    p95: float
    rate: float
    size: int


@dataclass(slots=True)
class Side:
    """All rounds of one side."""

    rounds: list[Round] = field(default_factory=list)

    def middle(self, name: str) -> float:
        """Return the median over the rounds."""
        return median(getattr(one, name) for one in self.rounds)

    @property
    def noise(self) -> float:
        """How far the rounds' CPU lies apart: half the range, as a share of the median."""
        values = [one.cpu for one in self.rounds]
        return (max(values) - min(values)) / 2 / median(values)


@dataclass(slots=True)
class Measured:
    """A case with both sides."""

    case: Case
    ours: Side = field(default_factory=Side)
    floor: Side = field(default_factory=Side)
    queries: int = 0

    @property
    def ratio(self) -> float:
        """Our CPU as a multiple of the floor's: the median of the ratios of the rounds."""
        pairs = zip(self.ours.rounds, self.floor.rounds, strict=True)
        return median(ours.cpu / floor.cpu for ours, floor in pairs)

    @property
    def speed(self) -> float:
        """Our requests per second as a multiple of the floor's."""
        pairs = zip(self.ours.rounds, self.floor.rounds, strict=True)
        return median(ours.rate / floor.rate for ours, floor in pairs)


def measure(cases: Sequence[Case], ours: Server, floor: Server, *, rounds: int, seconds: float) -> list[Measured]:
    """Measure every case, floor and ours in turn, round after round; the first moments warm both up."""
    found = [Measured(case) for case in cases]
    numbers: dict[str, count[int]] = defaultdict(count)
    for one in found:
        _once(FLOOR[one.case.floor], floor, seconds / 5, numbers[one.case.floor])
        _once(one.case.ours, ours, seconds / 5, numbers[one.case.name])
    for _ in range(rounds):
        for one in found:
            one.floor.rounds.append(_once(FLOOR[one.case.floor], floor, seconds, numbers[one.case.floor]))
            one.ours.rounds.append(_once(one.case.ours, ours, seconds, numbers[one.case.name]))
    return found


def _once(work: Work, server: Server, seconds: float, numbers: count[int]) -> Round:
    before = server.cpu()
    load = run(server.port, work.encoder(), work.statuses, seconds, numbers)
    times = quantiles(load.times, n=20, method="inclusive")
    return Round(
        cpu=max(server.cpu() - before, 0.001) * 1000 / load.requests,
        p50=times[9] * 1000,
        p95=times[18] * 1000,
        rate=load.requests / load.seconds,
        size=load.size,
    )
