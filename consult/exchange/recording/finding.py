"""What a record says about one duty, and the plain words its sentences share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from consult.infra.clock import spoken_date


@dataclass(slots=True)
class Finding:
    """One duty: what the law asks for, what is stored that bears on it, and what is not there."""

    name: str
    asks: str
    evidence: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


def parse(at: str) -> datetime:
    """Read a time as facts hold it.

    >>> parse("2026-06-30T22:59:00.000000Z").isoformat()
    '2026-06-30T22:59:00+00:00'
    """
    return datetime.fromisoformat(at)


def day(at: str | None) -> str:
    """Say the day of a time as facts hold it, or nothing."""
    return spoken_date(parse(at)) if at else ""


def listed(counts: Mapping[str, int]) -> str:
    """Name what was counted, most first."""
    named = [(one or "no answer yet", many) for one, many in sorted(counts.items(), key=most) if many]
    return ", ".join(f"{many} {one}" for one, many in named)


def most(pair: tuple[str, int]) -> tuple[int, str]:
    """Order names with their counts by count, most first, then by name."""
    return -pair[1], pair[0]


def part(some: int, of: int) -> str:
    """Say how many, rounded down.

    >>> part(1, 3)
    '33 per cent'
    """
    return f"{100 * some // of} per cent" if of else "none"


def have(many: int) -> str:
    """Say "has" of one and "have" of others."""
    return "has" if many == 1 else "have"
