"""What every change of a working draft asks first: the lock, the stage, the newest save."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from consult.consultations.stages import stage_now
from consult.core.compare import ClauseChange
from consult.core.editorial import why_material
from consult.core.errors import Closed, Conflict, Refused
from consult.core.stages import Act, Circle, Stage, circle
from consult.documents.models import Document, Save
from consult.documents.queries import find_save
from consult.documents.text import Text
from consult.extensions import db


def lock(document: Document) -> None:
    """Take the document's row for this transaction, and read it anew; contributing takes the same lock."""
    document_id = document.id
    db.session.flush()
    db.session.expire(document)
    db.session.scalars(
        select(Document)
        .where(Document.id == document_id)
        .with_for_update(key_share=True, of=Document)
        .execution_options(populate_existing=True)
    ).one()


def require_stage(document: Document, act: Act, now: datetime) -> Stage:
    """Return the stage. Raises Closed where it lets nobody do `act`."""
    stage = stage_now(document.consultation, now)
    if circle(stage, act) is Circle.NOBODY:
        raise Closed("This consultation is over, so its texts stay as they are.", stage=stage.value)
    return stage


def get_head(document: Document) -> Save:
    """Return the newest save. Raises Refused for a document without one."""
    if document.head is None:
        raise Refused("This document has no text yet. Upload or write it first.")
    return document.head


def get_expected(document: Document, expected_save: str) -> Save:
    """Return the save somebody worked from. Raises Refused where it is none of this document."""
    save = find_save(document, expected_save)
    if save is None:
        raise Refused(
            "This is no save of this document. Read the working draft again, and send its save along.",
            field="expected_save",
        )
    return save


def newer(document: Document, message: str) -> Conflict:
    """Make the conflict that tells what stands now."""
    revision = document.newest_revision
    return Conflict(message, revision=revision.number if revision else None, save=get_head(document).public_id)


def reasons(change: ClauseChange) -> tuple[str, ...]:
    """Say why a change to one clause may not be called editorial; nothing where it may."""
    return why_material(change.old.text if change.old else "", change.new.text if change.new else "")


def named(change: ClauseChange, old: Text, new: Text) -> str:
    """Name a changed clause as people do."""
    text = new if change.new is not None else old
    return text.code(change.key)
