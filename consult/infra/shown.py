"""What a form showed when it was opened, so that nobody writes over a colleague's newer words without seeing them."""

from __future__ import annotations

import hashlib

from consult.core.errors import Conflict


def mark_of(*texts: str | None) -> str:
    """Return a short mark of the texts a form shows; the form sends it back.

    >>> mark_of("Fares", None) == mark_of("Fares", "") != mark_of("Fares", "What a ride costs")
    True
    """
    return hashlib.sha256("\0".join(text or "" for text in texts).encode()).hexdigest()[:16]


def require_shown(mark: str | None, *texts: str | None, said: str) -> None:
    """Raise Conflict, whose `extra` has the newer mark, where other texts stand there now; without a mark nothing is
    asked."""
    now = mark_of(*texts)
    if mark and mark != now:
        raise Conflict(said, shown=now)
