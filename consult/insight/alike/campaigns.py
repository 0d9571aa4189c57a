"""Whether a group looks like a campaign: many in a short time. It says nothing about what their voices weigh."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

MANY = 10
DAYS = 7


def is_campaign(times: Sequence[datetime]) -> bool:
    """Say whether `MANY` came within `DAYS` days."""
    ordered = sorted(times)
    return any(last - first <= timedelta(days=DAYS) for first, last in zip(ordered, ordered[MANY - 1 :], strict=False))
