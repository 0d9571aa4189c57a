"""Minority notes: proposed and signed by those who do not agree, printed once an officer agreed to their words.

Agreeing to print is not agreeing: it says that the words are fair and belong to the clause. From then on nobody
changes them; people may still add their name or take it back, and a note nobody stands behind is printed no longer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from consult.accounts.models import Person
from consult.answers.dissent.models import MinorityNote, NoteSignature
from consult.audit.service import record
from consult.contributions.service import lock
from consult.contributions.speaking import hat_of
from consult.core.errors import NOT_HERE, Conflict, Missing, Refused
from consult.core.normal import normalise
from consult.documents.counting import raise_counts_version
from consult.documents.models import Document
from consult.documents.queries import get_clause
from consult.extensions import db
from consult.jobs.service import emit

LONGEST = 600
"""Characters: a note, not a paper."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A note as pages and exports show it."""

    text: str
    signed: tuple[str, ...]


def propose(
    document: Document, key: str, text: str, *, organisation: str | None, by: Person, now: datetime
) -> MinorityNote:
    """Propose a note on a clause; who proposes it signs it first. Raises Missing, Refused."""
    document = lock(document)
    clause = get_clause(document, key)
    note = MinorityNote(document_id=document.id, clause_id=clause.id, text=_fair(text), by_id=by.id, at=now)
    db.session.add(note)
    db.session.flush()
    _sign(note, organisation, by, now)
    _tell("dissent:proposed", note, document, by, now)
    return note


def sign(note: MinorityNote, organisation: str | None, *, by: Person, now: datetime, words: str | None = None) -> None:
    """Stand behind a note, or for another organisation. words: as they were read. Raises Conflict, Refused."""
    document = _lock(note)
    _require_standing(note)
    _require_words(note, words)
    _sign(note, organisation, by, now)
    _tell("dissent:signed", note, document, by, now)


def take_name_back(note: MinorityNote, *, by: Person, now: datetime) -> None:
    """Take a name back. Without any name left the note is withdrawn."""
    document = _lock(note)
    for signature in list(note.signatures):
        if signature.person_id == by.id:
            db.session.delete(signature)
            note.signatures.remove(signature)
            if not note.signatures:
                note.withdrawn_at = now
            _tell("dissent:unsigned", note, document, by, now)


def agree(note: MinorityNote, *, by: Person, now: datetime, words: str | None = None) -> None:
    """Agree to print a note with its clause from now on. words: as they were read. Raises Conflict."""
    document = _lock(note)
    _require_standing(note)
    _require_words(note, words)
    if note.agreed_at is None:
        note.agreed_at, note.agreed_by_id, note.sent_back = now, by.id, None
        _tell("dissent:agreed", note, document, by, now)


def send_back(note: MinorityNote, reason: str, *, by: Person, now: datetime) -> None:
    """Say why a note is not printed yet, for its signatories to read. Raises Conflict, Refused without a reason."""
    document = _lock(note)
    _require_standing(note)
    if note.agreed_at is not None:
        raise Conflict("This note is printed already, so its words stand.")
    reason = normalise(reason).strip()
    if not reason or len(reason) > LONGEST:
        raise Refused(f"Say what would make it fair, in up to {LONGEST} letters.", field="reason")
    note.sent_back = reason
    _tell("dissent:sent_back", note, document, by, now)
    emit("dissent:sent_back", note.public_id, now=now)


def reword(note: MinorityNote, text: str, *, by: Person, now: datetime) -> None:
    """Give a note that is not printed yet other words; who signed the old ones signs anew. Raises Conflict, Refused."""
    document = _lock(note)
    _require_standing(note)
    if note.agreed_at is not None or note.by_id != by.id:
        raise Conflict("Only who proposed a note rewords it, until it is printed.")
    if all(one.person_id != by.id for one in note.signatures):
        raise Conflict("You took your name back. Sign the note again, then change its words.")
    note.text, note.sent_back = _fair(text), None
    asked = [one.person.public_id for one in note.signatures if one.person_id != by.id]
    for signature in list(note.signatures):
        if signature.person_id != by.id:
            db.session.delete(signature)
            note.signatures.remove(signature)
    _tell("dissent:reworded", note, document, by, now)
    emit("dissent:reworded", note.public_id, now=now, asked=asked)


def find_note(public_id: str) -> MinorityNote | None:
    """Return a note with its clause and signatories, or None."""
    return db.session.scalars(_WHOLE.where(MinorityNote.public_id == public_id)).unique().one_or_none()


def get_note(public_id: str) -> MinorityNote:
    """Return a note as `find_note` does. Raises Missing."""
    note = find_note(public_id)
    if note is None:
        raise Missing(NOT_HERE)
    return note


def list_notes(document: Document, clause_id: int) -> Sequence[MinorityNote]:
    """List the notes on a clause that stand, printed or not, oldest first."""
    found = _WHOLE.where(
        MinorityNote.document_id == document.id,
        MinorityNote.clause_id == clause_id,
        MinorityNote.withdrawn_at.is_(None),
    )
    return db.session.scalars(found.order_by(MinorityNote.id)).unique().all()


def printed_notes(document: Document, clause_ids: Collection[int] | None = None) -> Mapping[int, Sequence[Printed]]:
    """Return what is printed with the clauses of a document, by clause id: two queries at most."""
    found = _WHOLE.where(
        MinorityNote.document_id == document.id,
        MinorityNote.agreed_at.is_not(None),
        MinorityNote.withdrawn_at.is_(None),
    )
    if clause_ids is not None:
        found = found.where(MinorityNote.clause_id.in_(clause_ids))
    notes: dict[int, list[Printed]] = defaultdict(list)
    for note in db.session.scalars(found.order_by(MinorityNote.id)).unique():
        notes[note.clause_id].append(Printed(note.text, tuple(signed(one) for one in note.signatures)))
    return notes


def signed(signature: NoteSignature) -> str:
    """Return how a signature reads: the organisation, else the name."""
    return signature.organisation.name if signature.organisation else signature.person.name or "A resident"


_WHOLE = select(MinorityNote).options(
    joinedload(MinorityNote.clause),
    joinedload(MinorityNote.document).joinedload(Document.consultation),
    selectinload(MinorityNote.signatures).options(
        joinedload(NoteSignature.person), joinedload(NoteSignature.organisation)
    ),
)


def _fair(text: str) -> str:
    text = " ".join(normalise(text).split())
    if not text:
        raise Refused("Write what you do not agree with, and why.", field="text")
    if len(text) > LONGEST:
        raise Refused(
            f"Say it in up to {LONGEST} letters; this has {len(text)}. It is printed beside the clause.", field="text"
        )
    return text


def _sign(note: MinorityNote, organisation: str | None, by: Person, now: datetime) -> None:
    hat = hat_of(organisation, by)
    found = next((one for one in note.signatures if one.person_id == by.id), None)
    signature = found or NoteSignature(note_id=note.id, person_id=by.id)
    signature.organisation_id, signature.at = hat.id if hat else None, now
    if found is None:
        note.signatures.append(signature)
    db.session.flush()
    db.session.expire(signature, ["organisation"])


def _lock(note: MinorityNote) -> Document:
    """Lock the document of a note, and read anew what others may have changed until then."""
    document = lock(note.document)
    db.session.refresh(note, ["text", "agreed_at", "withdrawn_at", "sent_back"])
    db.session.expire(note, ["signatures"])
    return document


def _require_words(note: MinorityNote, words: str | None) -> None:
    if words is not None and normalise(words) != note.text:
        raise Conflict("This note has new words since you read it. Read them, then decide.")


def _require_standing(note: MinorityNote) -> None:
    if note.withdrawn_at is not None:
        raise Conflict("This note was taken back by those who signed it.")


def _tell(action: str, note: MinorityNote, document: Document, by: Person, now: datetime) -> None:
    if note.agreed_at is not None:
        raise_counts_version(document)
    record(
        action,
        document.slug,
        by=by.public_id,
        now=now,
        chain=document.consultation.public_id,
        detail={"note": note.public_id},
    )
    db.session.flush()
