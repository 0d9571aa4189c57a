"""Composite pages: each module hangs its views on the blueprint."""

from __future__ import annotations

from consult.pages import consultation, desk, home
from consult.pages.blueprint import bp

__all__ = ["bp", "consultation", "desk", "home"]
