"""Proving that nothing published was altered: chain, words and summaries."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import undefer

from consult.core.chain import commitment
from consult.documents.models import Document, Revision, Save, Wording
from consult.documents.queries import forget_texts, list_revisions, read_save
from consult.documents.revisions import link_of
from consult.extensions import db


@dataclass(frozen=True, slots=True)
class Broken:
    """A revision whose link does not hold, and why."""

    document: str
    number: int
    why: str


def first_broken(document: Document) -> Broken | None:
    """Return the first revision whose place in the chain, words or summary do not hold, or None.

    Reads everything from the database anew, never from what this process keeps.
    """
    forget_texts()
    previous: str | None = None
    for place, revision in enumerate(list_revisions(document), start=1):
        why = _fault(document, revision, place, previous)
        if why is not None:
            return Broken(document.slug, revision.number, why)
        previous = revision.hash
    return None


def _fault(document: Document, revision: Revision, place: int, previous: str | None) -> str | None:
    """Say what is wrong with one revision, or None."""
    if revision.number != place or revision.previous_hash != previous:
        return "it does not follow from the revision before it"
    if revision.hash != link_of(document, revision, read_save(revision.save_)):
        return "its hash does not fit what is stored"
    if _altered(revision.summary_salt, revision.summary, revision.summary_commitment):
        return "its summary was altered"
    for wording in _wordings(revision.save_id):
        if _altered(wording.salt, wording.text, wording.commitment):
            return "the words of a clause were altered"
    return None


def _altered(salt: str | None, text: str | None, promised: str) -> bool:
    """Say whether a text no longer fits its commitment; one that was erased with its salt cannot tell, and may."""
    if salt is None and text is None:
        return False
    return salt is None or text is None or commitment(salt, text) != promised


def _wordings(save_id: int) -> list[Wording]:
    save = db.session.scalars(select(Save).where(Save.id == save_id).options(undefer(Save.order))).one()
    ids = {row[7] for row in json.loads(zlib.decompress(save.order))}
    return list(db.session.scalars(select(Wording).where(Wording.id.in_(ids)).order_by(Wording.id)))
