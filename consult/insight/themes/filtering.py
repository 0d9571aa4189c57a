"""Let lists of contributions filter by theme: given to the feature below, which knows no themes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, or_, select

from consult.contributions.models import Contribution, Status
from consult.contributions.theming import Named, give_themes
from consult.contributions.viewing import Viewer
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.models import Theme, ThemeLink, ThemeState
from consult.insight.themes.queries import BY_PERSON, CHECKED, STANDS


class CodingFrame:
    """The themes of a consultation, for lists of contributions."""

    def carrying(self, document: Document, theme: str, viewer: Viewer) -> ColumnElement[bool]:
        """Match contributions by a theme in use; officers see the software's links too, readers what a person said.

        What is hidden or taken back is told to readers under no theme: it would say what it was about.
        """
        if not theme.isprintable():
            return false()
        wanted = (
            select(ThemeLink.contribution_id)
            .join(Theme)
            .where(
                Theme.consultation_id == document.consultation_id,
                Theme.state == ThemeState.SETTLED,
                or_(Theme.public_id == theme, Theme.name == theme),
                STANDS,
            )
        )
        if not viewer.officer:
            shown = Contribution.status == Status.PUBLISHED
            return Contribution.id.in_(wanted.where(BY_PERSON | CHECKED)) & shown
        return Contribution.id.in_(wanted)

    def in_use(self, document: Document) -> Sequence[Named]:
        """List the themes in use, in the order of the frame."""
        wanted = select(Theme.public_id, Theme.name).where(
            Theme.consultation_id == document.consultation_id, Theme.state == ThemeState.SETTLED
        )
        return [Named(row.public_id, row.name) for row in db.session.execute(wanted.order_by(Theme.position, Theme.id))]


give_themes(CodingFrame())
