"""The machines' door: every call, by the modules that hold them."""

from __future__ import annotations

from consult.api import (
    auth,
    challenges,
    consultations,
    contributions,
    documents,
    openapi,
    promises,
    provenance,
    revisions,
    suggestions,
    votes,
)
from consult.api.blueprint import bp

__all__ = [
    "auth",
    "bp",
    "challenges",
    "consultations",
    "contributions",
    "documents",
    "openapi",
    "promises",
    "provenance",
    "revisions",
    "suggestions",
    "votes",
]
