"""What the first page shows: what is open, when people meet, and proof that speaking changes words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from consult.accounts.models import Person
from consult.answers.models import FateEntry, Incorporation
from consult.answers.queries import still_caused
from consult.consultations.models import Audience, Consultation, TimetableEntry
from consult.contributions.models import Contribution, Status
from consult.core.diff import Change, diff
from consult.core.fates import Fate
from consult.core.inline import visible
from consult.core.stages import Stage
from consult.documents.models import ClauseChange, Document, Wording
from consult.extensions import db

SHOWN = (Fate.TAKEN_IN, Fate.PARTLY, Fate.NOT_TAKEN)
"""The fates a first visitor sees one of each of: 'not taken' stands as tall as 'taken in'."""
CANDIDATES = 12
LONGEST_SAID = 200
EASY_SENTENCE, LONGEST_SENTENCE = 180, 260
SHORTEST_MARK, LONGEST_MARK = 12, 90
LONGEST_EARLIER = 60


@dataclass(frozen=True, slots=True)
class Proof:
    """Something said, what became of it, and the words before and after where words changed."""

    contribution: Contribution
    fate: Fate
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence as it stands now with the words a contribution brought into it, and what stood there earlier."""

    contribution: Contribution
    before: str
    words: str
    after: str
    earlier: str


def _public(statement: Any) -> Any:  # a select of any shape
    """Keep what everybody may see: a published contribution to a consultation open to everyone."""
    return (
        statement.join(Contribution.document)
        .join(Document.consultation)
        .where(
            Consultation.audience == Audience.EVERYONE,
            Consultation.stage.not_in((Stage.DRAFTING, Stage.CANCELLED)),
            Contribution.status == Status.PUBLISHED,
            Contribution.made_in != Stage.DRAFTING,
        )
    )


def list_proofs() -> Sequence[Proof]:
    """Return what most people agreed with of each shown fate, from different consultations where it can; 4 queries."""
    chosen: list[FateEntry] = []
    for fate in SHOWN:
        entries = db.session.scalars(_told(fate)).all()
        used = {entry.contribution.document.consultation_id for entry in chosen}
        fresh = [entry for entry in entries if entry.contribution.document.consultation_id not in used]
        chosen.extend((fresh or entries)[:1])
    changes = _changes([entry.contribution_id for entry in chosen if entry.fate is not Fate.NOT_TAKEN])
    return [
        Proof(entry.contribution, entry.fate, entry.reason, changes.get(entry.contribution_id, ())) for entry in chosen
    ]


def _told(fate: Fate) -> Select[Any]:
    told: Select[Any] = (
        _public(select(FateEntry).join(FateEntry.contribution))
        .where(
            FateEntry.fate == fate,
            FateEntry.published_at.is_not(None),
            Contribution.fate == fate,
            func.length(Contribution.body) <= LONGEST_SAID,
        )
        .options(
            joinedload(FateEntry.contribution).joinedload(Contribution.document).joinedload(Document.consultation),
            joinedload(FateEntry.contribution).joinedload(Contribution.organisation),
        )
        .order_by(Contribution.agree.desc(), FateEntry.published_at.desc(), FateEntry.id.desc())
        .limit(CANDIDATES)
    )
    return told


def _changes(contribution_ids: Collection[int]) -> Mapping[int, tuple[Change, ...]]:
    """Return how the first clause changed that each contribution brought words into, as a reader sees it."""
    old, new = aliased(Wording), aliased(Wording)
    rows = db.session.execute(
        select(Incorporation.contribution_id, old.text, new.text)
        .select_from(Incorporation)
        .join(
            ClauseChange,
            (ClauseChange.revision_id == Incorporation.revision_id)
            & (ClauseChange.clause_id == Incorporation.clause_id),
        )
        .outerjoin(old, old.id == ClauseChange.old_wording_id)
        .outerjoin(new, new.id == ClauseChange.new_wording_id)
        .where(Incorporation.contribution_id.in_(contribution_ids))
        .order_by(Incorporation.id.desc())
    )
    return {row[0]: tuple(diff(_seen(row[1]), _seen(row[2]))) for row in rows}


def _seen(text: str | None) -> str:
    return visible(text or "").text


def find_marked() -> Marked | None:
    """Return the sentence standing now whose words most people agreed with, somebody's words in its middle; 1 query."""
    was, newest = aliased(ClauseChange), aliased(ClauseChange)
    old, then, now = aliased(Wording), aliased(Wording), aliased(Wording)
    last = select(func.max(ClauseChange.revision_id)).where(ClauseChange.clause_id == Incorporation.clause_id)
    rows = db.session.execute(
        _public(
            select(Incorporation, old.text, then.text, now.text)
            .select_from(Incorporation)
            .join(Incorporation.contribution)
            .join(was, (was.revision_id == Incorporation.revision_id) & (was.clause_id == Incorporation.clause_id))
            .join(
                newest,
                (newest.clause_id == Incorporation.clause_id)
                & (newest.revision_id == last.correlate(Incorporation).scalar_subquery()),
            )
            .outerjoin(old, old.id == was.old_wording_id)
            .join(then, then.id == was.new_wording_id)
            .join(now, now.id == newest.new_wording_id)
        )
        .where(
            Incorporation.end - Incorporation.start >= SHORTEST_MARK,
            Incorporation.end - Incorporation.start <= LONGEST_MARK,
            still_caused(),
        )
        .options(joinedload(Incorporation.contribution).joinedload(Contribution.organisation))
        .order_by((Consultation.stage == Stage.OPEN).desc(), Contribution.agree.desc(), Incorporation.id.desc())
        .limit(CANDIDATES * 5)
    ).all()
    found = [marked for row in rows if (marked := _mark(row[0], row[1], row[2], row[3]))]
    return max(found, key=_fit, default=None)


def _fit(marked: Marked) -> tuple[bool, bool, bool, float]:
    """Rank a sentence: words that took the place of others, in its middle, short to read; then long and liked words."""
    inside = bool(marked.before.strip() and len(marked.after.strip()) > 1)
    short = len(marked.before) + len(marked.words) + len(marked.after) <= EASY_SENTENCE
    return bool(marked.earlier), inside, short, marked.contribution.agree + len(marked.words) / 8


def _mark(brought: Incorporation, old: str | None, then: str | None, now: str | None) -> Marked | None:
    """Mark words in the sentence as it stands now, or return None where they stand there no longer."""
    seen, today = visible(then or ""), _seen(now)
    start, end = seen.to_visible(brought.start, brought.end)
    words = seen.text[start:end]
    place = today.find(words)
    if place < 0 or len(today) > LONGEST_SENTENCE:
        return None
    earlier = _earlier(_seen(old), seen.text, start)
    return Marked(brought.contribution, today[:place], words, today[place + len(words) :], earlier)


def _earlier(old: str, new: str, start: int) -> str:
    """Return the words that stood where new words begin at `start`, if they are few."""
    at = 0
    for change in diff(old, new):
        if at <= start < at + max(len(change.new), 1):
            few = change.op == "replace" and len(change.old) <= LONGEST_EARLIER
            return change.old.strip(" ,.;:") if few else ""
        at += len(change.new)
    return ""


def count_voices(consultation_ids: Collection[int]) -> Mapping[int, int]:
    """Count the public contributions to consultations, by consultation id; 1 query."""
    rows = db.session.execute(
        select(Document.consultation_id, func.count())
        .join(Contribution, Contribution.document_id == Document.id)
        .where(
            Document.consultation_id.in_(consultation_ids),
            Contribution.status == Status.PUBLISHED,
            Contribution.made_in != Stage.DRAFTING,
        )
        .group_by(Document.consultation_id)
    )
    return {row[0]: row[1] for row in rows}


def list_texts(consultation_ids: Collection[int]) -> Mapping[int, Document]:
    """Return the first document of consultations with its newest revision, by consultation id; 1 query."""
    rows = db.session.scalars(
        select(Document)
        .where(Document.consultation_id.in_(consultation_ids))
        .options(joinedload(Document.newest_revision))
        .order_by(Document.id.desc())
    )
    return {document.consultation_id: document for document in rows}


def list_sessions(consultation_ids: Collection[int], today: date, limit: int = 3) -> Sequence[TimetableEntry]:
    """List the next dates at which people meet; 1 query."""
    return db.session.scalars(
        select(TimetableEntry)
        .where(TimetableEntry.consultation_id.in_(consultation_ids), TimetableEntry.on >= today)
        .order_by(TimetableEntry.on, TimetableEntry.id)
        .limit(limit)
    ).all()


def list_guides(addresses: Mapping[str, str]) -> Sequence[tuple[str, Person]]:
    """Return the people one can try the demonstration as, with their role; 1 query."""
    people = {
        person.email: person
        for person in db.session.scalars(select(Person).where(Person.email.in_(addresses.values())))
    }
    return [(role, people[address]) for role, address in addresses.items() if address in people]
