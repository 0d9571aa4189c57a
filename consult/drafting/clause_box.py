"""The box in which the words of one clause of the working draft are changed: what stood there when one began."""

from __future__ import annotations

from consult.contributions.suggestion_sheet import Row, first_row
from consult.documents.models import Document, Save
from consult.documents.queries import find_save, read_save
from consult.drafting.guarding import get_head


def find_box(save: Save, key: str) -> Row | None:
    """Return the box of a clause as it stands in a save, or None."""
    text = read_save(save)
    return first_row(text, key) if text.find(key) else None


def find_box_begun(document: Document, key: str, expected_save: str | None) -> Row | None:
    """Return the box as it was in the save somebody began from; where that says nothing, as it is in the newest."""
    head = get_head(document)
    known = expected_save and expected_save != head.public_id
    began = find_save(document, expected_save or "") if known else None
    return (find_box(began, key) if began else None) or find_box(head, key)
