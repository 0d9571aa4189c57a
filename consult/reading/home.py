"""What the first page shows: what is open, and proof that speaking changes words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from consult.answers.models import FateEntry, Incorporation
from consult.consultations.models import Audience, Consultation
from consult.contributions.models import Contribution, Status
from consult.core.diff import Change, diff
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.documents.models import ClauseChange, Document, Revision
from consult.extensions import db

SHOWN = (Fate.TAKEN_IN, Fate.PARTLY, Fate.NOT_TAKEN)
"""The fates a first visitor sees one of each of: 'not taken' stands as tall as 'taken in'."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Something said, what became of it, and the words before and after where words changed."""

    contribution: Contribution
    fate: Fate
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with the words a contribution brought into it."""

    contribution: Contribution
    before: str
    words: str
    after: str


def list_proofs() -> Sequence[Proof]:
    """Return the newest published fate of each shown sort, from consultations open to everyone."""
    proofs = []
    for fate in SHOWN:
        entry = db.session.scalars(_newest(fate)).first()
        if entry is not None:
            changes = _changes(entry.contribution_id) if fate is not Fate.NOT_TAKEN else ()
            proofs.append(Proof(entry.contribution, fate, entry.reason, changes))
    return proofs


def _public(statement: Select[FateEntry]) -> Select[FateEntry]:
    return (
        statement.join(FateEntry.contribution)
        .join(Contribution.document)
        .join(Document.consultation)
        .where(
            Consultation.audience == Audience.EVERYONE,
            Consultation.stage.not_in((Stage.DRAFTING, Stage.CANCELLED)),
            Contribution.status == Status.PUBLISHED,
            Contribution.made_in != Stage.DRAFTING,
        )
    )


def _newest(fate: Fate) -> Select[FateEntry]:
    return (
        _public(select(FateEntry))
        .where(FateEntry.fate == fate, FateEntry.published_at.is_not(None), Contribution.fate == fate)
        .options(
            joinedload(FateEntry.contribution).joinedload(Contribution.document).joinedload(Document.consultation),
            joinedload(FateEntry.contribution).joinedload(Contribution.organisation),
        )
        .order_by(FateEntry.published_at.desc(), FateEntry.id.desc())
        .limit(1)
    )


def _change_of(contribution_id: int) -> tuple[Incorporation, ClauseChange] | None:
    """Return the first words a contribution brought about, with what its revision did to their clause."""
    row = db.session.execute(
        select(Incorporation, ClauseChange)
        .join(
            ClauseChange,
            (ClauseChange.revision_id == Incorporation.revision_id)
            & (ClauseChange.clause_id == Incorporation.clause_id),
        )
        .where(Incorporation.contribution_id == contribution_id)
        .options(joinedload(ClauseChange.old_wording), joinedload(ClauseChange.new_wording))
        .order_by(Incorporation.id)
    ).first()
    return None if row is None else (row[0], row[1])


def _changes(contribution_id: int) -> tuple[Change, ...]:
    found = _change_of(contribution_id)
    if found is None:
        return ()
    old, new = found[1].old_wording, found[1].new_wording
    return tuple(diff((old.text if old else "") or "", (new.text if new else "") or ""))


def find_marked() -> Marked | None:
    """Return the longest words of the newest revisions that somebody's contribution brought in."""
    rows = db.session.scalars(
        select(Incorporation)
        .join(Incorporation.contribution)
        .join(Contribution.document)
        .join(Document.consultation)
        .where(
            Consultation.audience == Audience.EVERYONE,
            Consultation.stage.not_in((Stage.DRAFTING, Stage.CANCELLED)),
            Contribution.status == Status.PUBLISHED,
            Contribution.made_in != Stage.DRAFTING,
            Incorporation.end > Incorporation.start,
        )
        .options(joinedload(Incorporation.contribution).joinedload(Contribution.organisation))
        .order_by(Incorporation.id.desc())
        .limit(40)
    ).all()
    best = max(rows, key=lambda row: (min(row.end - row.start, 70), row.id), default=None)
    found = _change_of(best.contribution_id) if best else None
    if best is None or found is None or found[1].new_wording is None:
        return None
    text = found[1].new_wording.text or ""
    start, end = found[0].start, found[0].end
    return Marked(best.contribution, text[:start], text[start:end], text[end:])


def list_public_open(consultations: Sequence[Consultation]) -> Sequence[tuple[Consultation, Document, Revision]]:
    """Pair consultations with their first document and its newest revision; one query."""
    rows = db.session.execute(
        select(Document, Revision)
        .join(Revision, Document.newest_revision_id == Revision.id)
        .where(Document.consultation_id.in_([one.id for one in consultations]))
        .order_by(Document.id)
    ).all()
    first: dict[int, tuple[Document, Revision]] = {}
    for document, revision in rows:
        first.setdefault(document.consultation_id, (document, revision))
    return [(one, *first[one.id]) for one in consultations if one.id in first]
