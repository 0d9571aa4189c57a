"""Composite pages: each module hangs its views on the blueprint."""

from __future__ import annotations

from consult.pages import (
    asking_again,
    challenging,
    clause,
    consultation,
    contribution,
    desk,
    document,
    history,
    home,
    mine,
    paper,
    promises,
    provenance,
    running,
    works,
    you_said_we_did,
)
from consult.pages.blueprint import bp

__all__ = [
    "asking_again",
    "bp",
    "challenging",
    "clause",
    "consultation",
    "contribution",
    "desk",
    "document",
    "history",
    "home",
    "mine",
    "paper",
    "promises",
    "provenance",
    "running",
    "works",
    "you_said_we_did",
]
