"""Themes that contributions carry, as far as this feature knows: something above it says which, and may filter by them.

The feature that keeps themes gives its functions here when it is loaded; this one knows only their shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import ColumnElement, false

from consult.contributions.viewing import Viewer
from consult.documents.models import Document


@dataclass(frozen=True, slots=True)
class Named:
    """A theme as readers see it."""

    public_id: str
    name: str


class Themes(Protocol):
    """What is asked of the feature that keeps themes."""

    def carrying(self, document: Document, theme: str, viewer: Viewer) -> ColumnElement[bool]:
        """Match the contributions that carry a theme in use, by its id or its name; an unknown one finds nothing."""

    def in_use(self, document: Document) -> Sequence[Named]:
        """List the themes one can filter by: one query."""


_given: list[Themes] = []


def give_themes(themes: Themes) -> None:
    """Say what knows themes."""
    _given[:] = [themes]


def carrying(document: Document, theme: str, viewer: Viewer) -> ColumnElement[bool]:
    """Match the contributions of a document that carry a theme, as far as a viewer may know."""
    for themes in _given:
        return themes.carrying(document, theme, viewer)
    return false()


def themes_in_use(document: Document) -> Sequence[Named]:
    """List the themes one can filter a document's contributions by."""
    for themes in _given:
        return themes.in_use(document)
    return ()
