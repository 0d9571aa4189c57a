"""The blueprint all composite pages hang on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("pages", __name__)
