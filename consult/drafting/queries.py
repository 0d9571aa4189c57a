"""Reading the history of a working draft."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.documents.models import Document, Revision, Save
from consult.extensions import db

SHOWN = 50


def list_saves(document: Document, limit: int = SHOWN) -> Sequence[Save]:
    """List the newest saves of a document, newest first, with who made them."""
    return db.session.scalars(
        select(Save)
        .where(Save.document_id == document.id)
        .options(joinedload(Save.by))
        .order_by(Save.id.desc())
        .limit(limit)
    ).all()


def published_saves(document: Document) -> dict[int, int]:
    """Return the number of the revision each published save is, by save id."""
    rows = db.session.execute(select(Revision.save_id, Revision.number).where(Revision.document_id == document.id))
    return {row.save_id: row.number for row in rows}
