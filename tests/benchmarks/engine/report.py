"""One row for each figure, held against its goals."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from consult.infra.clock import now, spoken_date

WHAT = 66


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure: ours, the rival's in the same run, and what must be and would be a triumph.

    The goals are held against `ratio` (ours as a multiple of the rival's) where there is one, else against `ours`;
    less is better unless `more`. Without `must` a row only informs.
    """

    what: str
    ours: float
    rival: float | None = None
    ratio: float | None = None
    must: float | None = None
    triumph: float | None = None
    more: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        """Say whether the goals are met: `triumph`, `must`, `MISSED`, or nothing where there is no goal."""
        if self.must is None:
            return ""
        value = self.ours if self.ratio is None else self.ratio
        reached = [
            value >= goal if self.more else value <= goal for goal in (self.must, self.triumph) if goal is not None
        ]
        if not reached[0]:
            return "MISSED"
        return "triumph" if len(reached) == 2 and reached[1] else "must"


def heading() -> Iterator[str]:
    """Yield the lines above the rows."""
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    yield f"{spoken_date(now())}, Python {platform.python_version()}, {git}; seconds are processor time"
    yield ""
    yield (
        f"{'what':{WHAT}}{'ours':>11}{'rival':>11}{'ratio':>9}{'must':>9}{'triumph':>9}  {'':8}what it is held against"
    )


def line(row: Row) -> str:
    """Write one row."""
    sign = ">=" if row.more else "<="
    goals = "".join(f"{'' if goal is None else sign + _number(goal):>9}" for goal in (row.must, row.triumph))
    figures = f"{_number(row.ours):>11}{_number(row.rival):>11}{_number(row.ratio):>9}"
    return f"{row.what:{WHAT}}{figures}{goals}  {row.verdict:8}{row.note}".rstrip()


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"
