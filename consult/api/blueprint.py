"""The blueprint of the machines' door; its views stand in the modules that `routes` imports."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("api", __name__, url_prefix="/api/v1")
