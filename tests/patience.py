"""Patience with what must not take for ever: it measures nothing, it ends a test that would hang."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def patience(seconds: int = 60) -> Iterator[None]:
    """End what is inside after so many seconds of processor time: far more than it needs, far less than quadratic work.

    Speed itself is measured by `make bench`, on a quiet machine.
    """

    def lost(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"still not done after {seconds} s of processor time")

    before = signal.signal(signal.SIGPROF, lost)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
