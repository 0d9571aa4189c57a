"""What the worker does in each round, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

DUTIES: tuple[Callable[[datetime], None], ...] = ()
