"""The one door to a new save or revision: the verbs others call."""

from __future__ import annotations

from consult.answers.given import GivenFate, Pointed, Read
from consult.answers.service import draft_fate, publish_fates
from consult.drafting.colliding import Region
from consult.drafting.copying import copy_document
from consult.drafting.deciding import AllTaken, accept, accept_all, accept_with_words, decline
from consult.drafting.effect import Affected, Effect, clear_place, confirm_place, effect, set_place
from consult.drafting.merging import Collides, Taken, merge, merge_with_words
from consult.drafting.publishing import Publication, publish
from consult.drafting.saving import (
    Conflicted,
    Merged,
    Outcome,
    Saved,
    preview,
    restore,
    save_clause,
    save_text,
    set_scope,
)
from consult.drafting.starting import Beginning, start_document

__all__ = [
    "Affected",
    "AllTaken",
    "Beginning",
    "Collides",
    "Conflicted",
    "Effect",
    "GivenFate",
    "Merged",
    "Outcome",
    "Pointed",
    "Publication",
    "Read",
    "Region",
    "Saved",
    "Taken",
    "accept",
    "accept_all",
    "accept_with_words",
    "clear_place",
    "confirm_place",
    "copy_document",
    "decline",
    "draft_fate",
    "effect",
    "merge",
    "merge_with_words",
    "preview",
    "publish",
    "publish_fates",
    "restore",
    "save_clause",
    "save_text",
    "set_place",
    "set_scope",
    "start_document",
]
