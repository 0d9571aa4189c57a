"""The blueprint of this feature, which its rooms of routes share."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("exchange", __name__)
