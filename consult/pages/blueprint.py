"""The blueprint all composite pages hang on, and what their templates may use."""

from __future__ import annotations

from flask import Blueprint

from consult.infra import rendering

bp = Blueprint("pages", __name__)
bp.add_app_template_filter(rendering.prose, "prose")
bp.add_app_template_filter(rendering.inline, "inline")
