"""The address book of the themes' pages."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("themes", __name__)
