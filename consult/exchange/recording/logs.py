"""Gather the logs: the audit chain, notices, challenges of what changes are called, minority notes."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, RowMapping, func, or_, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Organisation, Person
from consult.answers.challenges.models import Challenge
from consult.answers.dissent.models import MinorityNote, NoteSignature
from consult.answers.promises.models import Promise
from consult.audit.models import AuditRow
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.documents.models import Clause, ClauseChange, Document, Revision
from consult.exchange.recording.facts import Fact, line, when
from consult.exchange.recording.texts import Texts
from consult.extensions import db
from consult.insight.voices.models import Approach
from consult.jobs.models import Event, Mail

CLOSED = "vote:"
"""Acts whose rows say what somebody voted; no edition opens them."""
BATCH = 500


def copy_log(chain: str, path: Path, *, full: bool) -> Path:
    """Write the audit rows of a chain into a file, oldest first.

    Of a row that says who voted what, and of every row in the public edition, only the link is given: its place in the
    chain can be checked and what it says cannot be read.
    """
    rows = db.session.execute(
        select(AuditRow.__table__)
        .where(AuditRow.chain == chain)
        .order_by(AuditRow.number)
        .execution_options(yield_per=BATCH)
    ).mappings()
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            link = {"number": row["number"], "previous": row["previous_hash"], "hash": row["hash"]}
            out.write(line(link | (_act(row) if full and not row["action"].startswith(CLOSED) else {"sealed": True})))
    return path


def _act(row: RowMapping) -> Fact:
    return {
        "chain": row["chain"],
        "at": when(row["at"]),
        "action": row["action"],
        "actor": row["actor"],
        "subject": row["subject"],
        "detail": row["detail"],
        "salt": row["salt"],
        "detail_commitment": row["detail_commitment"],
    }


def list_notices(consultation: Consultation) -> list[Fact]:
    """Count by kind what people were told of, and the letters that went out: addresses and words are no part of it."""
    rows = db.session.execute(
        select(
            Event.kind,
            func.count(Event.id.distinct()).label("occasions"),
            func.count(Mail.id).label("letters"),
            func.count(Mail.sent_at).label("sent"),
            func.min(Event.at).label("first"),
            func.max(Event.at).label("last"),
        )
        .outerjoin(Mail, Mail.event_id == Event.id)
        .where(_about(consultation))
        .group_by(Event.kind)
        .order_by(Event.kind)
    )
    return [
        {
            "kind": row.kind,
            "occasions": row.occasions,
            "letters": row.letters,
            "sent": row.sent,
            "first_at": when(row.first),
            "last_at": when(row.last),
        }
        for row in rows
    ]


def _about(consultation: Consultation) -> ColumnElement[bool]:
    """Match the events of a consultation: their subject is its slug, a document's, a reference, a challenge, a note."""
    here = Document.consultation_id == consultation.id
    said = select(Contribution.reference).join(Contribution.document).where(here)
    challenged = (
        select(Challenge.public_id)
        .join(ClauseChange, ClauseChange.id == Challenge.change_id)
        .join(Revision, Revision.id == ClauseChange.revision_id)
        .join(Document, Document.id == Revision.document_id)
        .where(here)
    )
    noted = select(MinorityNote.public_id).join(Document, Document.id == MinorityNote.document_id).where(here)
    return or_(
        Event.subject == consultation.slug,
        Event.subject.in_(select(Document.slug).where(here)),
        Event.subject.in_(said),
        Event.subject.in_(challenged),
        Event.subject.in_(noted),
    )


def list_promises(number: int) -> list[Fact]:
    """List what was promised, as everybody can read it: by whom, until when, and what became of it."""
    rows = db.session.execute(
        select(Promise, Document.slug, Clause.key)
        .join(Document, Document.id == Promise.document_id)
        .outerjoin(Clause, Clause.id == Promise.clause_id)
        .where(Document.consultation_id == number)
        .order_by(Promise.id)
    )
    return [
        {
            "document": slug,
            "clause": key,
            "words": one.words,
            "keeper": one.keeper,
            "due_on": one.due_on.isoformat(),
            "state": one.state.value,
            "since": when(one.state_at),
            "note": one.note,
        }
        for one, slug, key in rows
    ]


def count_approached(number: int) -> dict[str, int]:
    """Count whom the staff planned to ask because they were not heard yet; names and notes stay inside."""
    rows = select(func.count(), func.count(Approach.done_at)).where(Approach.consultation_id == number)
    planned, done = db.session.execute(rows).one()
    return {"planned": planned, "done": done}


def list_challenges(number: int, *, full: bool) -> list[Fact]:
    """List the challenges of what changes are called, with the answers; hidden reasons only in the full edition."""
    answering = aliased(Person)
    rows = db.session.execute(
        select(
            Challenge,
            Document.slug,
            Revision.number,
            Clause.key,
            Person.name.label("by"),
            answering.name.label("answered_by"),
        )
        .join(ClauseChange, ClauseChange.id == Challenge.change_id)
        .join(Clause, Clause.id == ClauseChange.clause_id)
        .join(Revision, Revision.id == ClauseChange.revision_id)
        .join(Document, Document.id == Revision.document_id)
        .join(Person, Person.id == Challenge.by_id)
        .outerjoin(answering, answering.id == Challenge.answered_by_id)
        .where(Document.consultation_id == number, *(() if full else (Challenge.withdrawn_at.is_(None),)))
        .order_by(Challenge.id)
    )
    return [_challenge(row, full=full) for row in rows]


def _challenge(row: Row[*tuple[Any, ...]], *, full: bool) -> Fact:
    one: Challenge = row.Challenge
    hidden = one.hidden_at is not None
    return {
        "document": row.slug,
        "revision": row.number,
        "clause": row.key,
        "by": row.by or "A resident",
        "at": when(one.at),
        "asked_for": "a slip put right" if one.editorial else "a change of meaning",
        "reason": one.reason if full or not hidden else None,
        "hidden_because": one.hidden_reason if hidden else None,
        "answered_at": when(one.answered_at),
        "answered_by": row.answered_by,
        "granted": one.granted,
        "answer": one.answer,
        **({"withdrawn_at": when(one.withdrawn_at)} if full else {}),
    }


def list_notes(number: int, texts: Texts, *, full: bool) -> list[Fact]:
    """List minority notes with who signed: those printed; in the full edition also those proposed or taken back."""
    printed = (MinorityNote.agreed_at.is_not(None), MinorityNote.withdrawn_at.is_(None))
    wanted = (Document.consultation_id == number, *(() if full else printed))
    notes = db.session.execute(
        select(MinorityNote, Document.slug, Clause.key)
        .join(Document, Document.id == MinorityNote.document_id)
        .join(Clause, Clause.id == MinorityNote.clause_id)
        .where(*wanted)
        .order_by(MinorityNote.id)
    ).all()
    signed: dict[int, list[str]] = defaultdict(list)
    for note_id, organisation, name in db.session.execute(
        select(NoteSignature.note_id, Organisation.name, Person.name)
        .join(MinorityNote, MinorityNote.id == NoteSignature.note_id)
        .join(Document, Document.id == MinorityNote.document_id)
        .join(Person, Person.id == NoteSignature.person_id)
        .outerjoin(Organisation, Organisation.id == NoteSignature.organisation_id)
        .where(*wanted)
        .order_by(NoteSignature.id)
    ):
        signed[note_id].append(organisation or name or "A resident")
    return [
        {
            "document": slug,
            "clause": key,
            "code": texts.newest[slug].code(key)
            if slug in texts.newest and key in texts.newest[slug].positions
            else "",
            "text": note.text,
            "signed": signed[note.id],
            "agreed_at": when(note.agreed_at),
            **({"at": when(note.at), "withdrawn_at": when(note.withdrawn_at)} if full else {}),
        }
        for note, slug, key in notes
    ]
