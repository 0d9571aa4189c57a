"""Print what was measured, and hold it against the goals."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consult.infra.clock import now, spoken_date
from tests.benchmarks.cases import FAR, MERGE_DESK
from tests.benchmarks.desk import Decided
from tests.benchmarks.filling import Size
from tests.benchmarks.measuring import Measured
from tests.benchmarks.origins import Told
from tests.benchmarks.publishing import Published

RIVAL_ROOM, RIVAL_LIST = 301, 1_168
"""CPU of adhocracy+ for the document page and for twenty comments with ratings, as multiples of this floor's; measured
in November 2026, when both ran side by side."""
RIVAL_MB = 302
"""Its two workers after the load, in megabytes (287 to 317)."""


@dataclass(frozen=True, slots=True)
class Results:
    """All of a run; memory in megabytes of the web processes, ours and the floor's."""

    size: Size
    rounds: int
    measured: Sequence[Measured]
    memory: float
    floor_memory: float
    published: Published
    told: Told
    decided: Decided


def report(found: Results, *, goals: bool = True) -> str:
    """Write the report; without `goals` where not everything was measured."""
    return "\n".join([*_head(found), *_costs(found), *(["", *_goals(found)] if goals else ())])


def _head(found: Results) -> Iterator[str]:
    size = found.size
    yield (
        f"{spoken_date(now())}, Python {platform.python_version()}, SQLite (WAL, synchronous NORMAL), granian with "
        f"2 workers, 4 connections; {size.clauses} clauses, {size.comments:,} comments, {size.votes:,} votes; medians "
        f"of {found.rounds} rounds, floor and ours in turn; ± half the range of the rounds' CPU"
    )
    yield ""


def _costs(found: Results) -> Iterator[str]:
    yield (
        f"{'':40}{'CPU ms':>8}{'±':>5} {'p50 ms':>8}{'p95 ms':>8}{'per s':>8}{'queries':>9}{'kB':>6}"
        f"  {'floor':6}{'CPU ms':>8}{'±':>5}{'per s':>8}  {'CPU x':>6}{'rate x':>8}"
    )
    for one in found.measured:
        ours, floor = one.ours, one.floor
        yield (
            f"{one.case.name:40}{ours.middle('cpu'):8.2f}{ours.noise:5.0%} {ours.middle('p50'):8.2f}"
            f"{ours.middle('p95'):8.2f}{ours.middle('rate'):8.0f}{one.queries:9}{ours.middle('size') / 1000:6.0f}"
            f"  {one.case.floor:6}{floor.middle('cpu'):8.2f}{floor.noise:5.0%}{floor.middle('rate'):8.0f}"
            f"  {one.ratio:6.2f}{one.speed:8.3f}"
        )


def _goals(found: Results) -> Iterator[str]:
    rows = {one.case.row: one for one in found.measured if one.case.row is not None}
    by_name = {one.case.name: one.ours.middle("cpu") for one in found.measured}
    first = by_name["20 contributions, page 1"]
    far = by_name["20 contributions, page 250"] / first
    large = by_name["20 of ten times as many"] / first
    published = found.published
    wall = published.publish + published.commit
    yield f"{'row':4}{'goal':48}{'measured':>12}{'must':>10}{'triumph':>10}"
    yield _goal(1, "reading room, CPU x floor", rows[1].ratio, 5, 2)
    yield f"{'':4}{'   that is, of adhocracy+':48}{f'1/{RIVAL_ROOM / rows[1].ratio:.0f}':>12}{'1/60':>10}{'1/150':>10}"
    yield _goal(2, "not signed in, requests a second x hello", rows[2].speed, 0.5, 0.8, more=True)
    yield _goal(3, "20 contributions, CPU x floor", rows[3].ratio, 7.8, 2.9)
    yield f"{'':4}{'   that is, of adhocracy+':48}{f'1/{RIVAL_LIST / rows[3].ratio:.0f}':>12}{'1/150':>10}{'1/400':>10}"
    yield _goal(3, "20 contributions, queries", rows[3].queries, 5, 5)
    yield _goal(4, f"page {FAR} against page 1, CPU", far, 1.2, 1.05)
    yield _goal(4, "ten times as many contributions, CPU", large, 1.5, 1.1)
    yield _goal(5, "posting a comment, rate x floor", rows[5].speed, 0.08, 0.2, more=True)
    yield _goal(6, "casting a vote, rate x floor's posting", rows[6].speed, 0.11, 0.275, more=True)
    yield _goal(10, f"publishing over {published.placements:,} anchors, seconds", wall, 10, 2)
    yield _goal(10, "   its peak memory, MB", published.peak_mb, 300, 300)
    yield from _desk(found)
    yield _goal(13, "memory after the load, of adhocracy+", found.memory / RIVAL_MB, 0.7, 0.45)
    yield f"{'':4}web processes {found.memory:.0f} MB PSS, floor {found.floor_memory:.0f} MB"
    yield (
        f"{'':4}{published.database}: effect {published.effect:.2f} s, publish {published.publish:.2f} s, "
        f"commit {published.commit:.2f} s, {published.statements} statements, "
        f"{published.before_mb:.0f} MB before, {published.peak_mb:.0f} MB at most"
    )
    told = found.told
    yield (
        f"{'':4}whose words: first made in {told.first_ms:.0f} ms of CPU (goal 300), again {told.again_ms:.1f} ms, "
        f"{told.runs:,} runs, {told.kilobytes:.0f} kB"
    )


def _desk(found: Results) -> Iterator[str]:
    """Hold what has a limit of its own against it, and say how much that is of the floor's plain reading room."""
    measured = {one.case.name: one for one in found.measured}
    desk, decided, clauses = measured[MERGE_DESK], found.decided, found.size.clauses
    room = measured["reading room, signed in"].floor.middle("cpu")
    yield _goal("", f"merge desk, {decided.open} open over {clauses} clauses, queries", desk.queries, 25)
    costs = (
        ("   its CPU, ms", desk.ours.middle("cpu"), 400),
        (f"taking one in, {decided.open} open, CPU ms", decided.accept_ms, 500),
        ("whose words, first made after many saves, CPU ms", found.told.first_ms, 300),
    )
    for what, cpu, must in costs:
        yield f"{_goal('', what, cpu, must)}, {cpu / room:.1f} x the floor's reading room"


def _goal(
    row: int | str, what: str, value: float, must: float, triumph: float | None = None, *, more: bool = False
) -> str:
    reached = [value >= goal if more else value <= goal for goal in (must, triumph) if goal is not None]
    verdict = "MISSED" if not reached[0] else "triumph" if reached[1:] == [True] else "must"
    best = "" if triumph is None else f"{triumph:.3g}"
    return f"{row:<4}{what:48}{value:12.3g}{must:10.3g}{best:>10}  {verdict}"
