"""Keep what somebody types in a clause before they save it, and tell the others who is in which clause.

A buffer is no save: nobody else reads its words, no history is made of it, and it goes when the clause is saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.core.errors import Refused
from consult.core.normal import normalise
from consult.core.stages import Act
from consult.documents.models import Document
from consult.documents.queries import read_save
from consult.drafting.guarding import get_expected, require_stage
from consult.drafting.models import Buffer
from consult.extensions import db

LATELY = timedelta(seconds=90)
"""How long after the last sign of them somebody still counts as being in a clause."""
LONGEST = 100_000
LASTS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is in a clause."""

    clause: str
    name: str


def keep_buffer(document: Document, key: str, text: str, *, save: str, by: Person, now: datetime) -> Buffer:
    """Keep the words of one clause as typed so far. Raises Closed; Refused where save, clause or length cannot be."""
    require_stage(document, Act.SAVE, now)
    if read_save(get_expected(document, save)).find(key) is None:
        raise Refused(
            "There is no such clause in the draft you began from. Open the working draft again.", field="text"
        )
    text = words_of(text)
    buffer = find_buffer(document, key, by)
    if buffer is None:
        buffer = Buffer(person_id=by.id, document_id=document.id, clause_key=key)
        db.session.add(buffer)
    buffer.text, buffer.save, buffer.at = text, save, now
    db.session.flush()
    return buffer


def words_of(typed: str) -> str:
    """Return the words of one clause as they are kept. Raises Refused."""
    text = normalise(typed)
    if len(text) > LONGEST:
        raise Refused(f"Write up to {LONGEST:,} characters in one clause.", field="text")
    return text


def find_buffer(document: Document, key: str, person: Person) -> Buffer | None:
    """Return what a person typed in a clause and did not save, or None."""
    return db.session.get(Buffer, (person.id, document.id, key))


def drop_buffer(document: Document, key: str, person: Person) -> None:
    """Forget what a person typed in a clause: it was saved, or they want it no more."""
    db.session.execute(
        delete(Buffer).where(Buffer.person_id == person.id, Buffer.document_id == document.id, Buffer.clause_key == key)
    )


def list_present(document: Document, person: Person, now: datetime) -> Sequence[Present]:
    """List who else is in which clause, never what they type; first who came last."""
    rows = db.session.scalars(
        select(Buffer)
        .where(Buffer.document_id == document.id, Buffer.person_id != person.id, Buffer.at > now - LATELY)
        .options(joinedload(Buffer.person))
        .order_by(Buffer.at.desc(), Buffer.person_id)
    )
    return [Present(one.clause_key, one.person.name or "Somebody") for one in rows]


def clear_old_buffers(now: datetime) -> None:
    """Forget what nobody came back to in 30 days."""
    db.session.execute(delete(Buffer).where(Buffer.at < now - LASTS))
