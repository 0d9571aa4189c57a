"""Scope: what can change in a clause, and why the rest cannot."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """What can change. All but `open` come with a reason that is shown."""

    OPEN = "open"
    LAW = "fixed by law"
    BUDGET = "fixed by budget"
    DECIDED = "already decided"
