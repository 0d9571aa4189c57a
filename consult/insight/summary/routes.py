"""All pages of the summary: each module hangs its views on the blueprint."""

from __future__ import annotations

from consult.insight.summary import decider_routes, desk_routes, edit_routes, public_routes
from consult.insight.summary.blueprint import bp

__all__ = ["bp", "decider_routes", "desk_routes", "edit_routes", "public_routes"]
