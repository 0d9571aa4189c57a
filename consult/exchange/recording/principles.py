"""The four Gunning principles and the Public Sector Equality Duty, each with the evidence the system holds.

Evidence is counted from what is stored, and what is missing is named as missing. Nothing here says that a law was kept:
that is for people, and in the end for a court.

Sources: R v Brent LBC ex p Gunning (1985) 84 LGR 168, approved in R (Moseley) v Haringey LBC [2014] UKSC 56; Equality
Act 2010, section 149.
"""

from __future__ import annotations

from collections.abc import Callable

from consult.exchange.recording.asking import formative, reasons, time
from consult.exchange.recording.facts import Facts
from consult.exchange.recording.finding import Finding
from consult.exchange.recording.hearing import consideration, equality

DUTIES: tuple[Callable[[Facts], Finding], ...] = (formative, reasons, time, consideration, equality)


def find(facts: Facts) -> list[Finding]:
    """Return the five duties with their evidence and gaps."""
    return [reckon(facts) for reckon in DUTIES]
