"""Gather everything a record holds, from one state of the database, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.consultations.models import Audience, Consultation, Invitation, Paper, StageChange, TimetableEntry
from consult.consultations.stages import stage_now
from consult.contributions.models import Contribution
from consult.core.errors import Refused
from consult.core.stages import Stage
from consult.database import reading_only
from consult.documents.models import AskingAgain, Document, Revision
from consult.exchange.recording.facts import Edition, Fact, Facts, when
from consult.exchange.recording.logs import (
    copy_log,
    count_approached,
    list_challenges,
    list_notes,
    list_notices,
    list_promises,
)
from consult.exchange.recording.streaming import spool
from consult.exchange.recording.texts import list_texts
from consult.extensions import db
from consult.moderation.models import Decision, Report

Say = Callable[[int, int, str], None]
"""Told how much is done, of how much, and what is being done."""


def gather(
    consultation: Consultation, edition: Edition, folder: Path, *, site: str, now: datetime, say: Say = lambda *_: None
) -> Facts:
    """Gather the facts of a record; what people said and the log go into files in `folder`.

    All is read in one transaction that sees one state and keeps nobody from writing, so the caller has none open.
    Raises Refused for a public edition of what is not public yet.
    """
    if edition is Edition.PUBLIC and stage_now(consultation, now) is Stage.DRAFTING:
        raise Refused("Nothing of this is public yet: a public edition can be made once it has opened.")
    number = consultation.id
    db.session.rollback()
    token = reading_only.set(True)
    try:
        if db.engine.dialect.name == "postgresql":
            db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        return _gather(db.session.get_one(Consultation, number), edition, folder, site, now, say)
    finally:
        db.session.rollback()
        reading_only.reset(token)


def _gather(consultation: Consultation, edition: Edition, folder: Path, site: str, now: datetime, say: Say) -> Facts:
    facts = Facts(edition=edition, site=site, consultation=_consultation(consultation, now))
    full, number = facts.is_full, consultation.id
    facts.stages = _stages(number, full=full)
    facts.timetable = _timetable(number)
    facts.papers = _papers(number)
    # Who was once invited to what is for everybody now, its page names to nobody.
    facts.invited = _invited(number) if full or consultation.audience is Audience.INVITED else []
    texts = list_texts(number)
    facts.documents = texts.documents
    facts.asking_again = _asking_again(number)
    facts.challenges = list_challenges(number, full=full)
    facts.notes = list_notes(number, texts, full=full)
    facts.notices = list_notices(consultation)
    facts.promises = list_promises(number)
    facts.approached.update(count_approached(number))
    facts.apart.update(_apart(number))
    facts.reports.update(_reports(number))
    facts.spool = spool(facts, number, texts, folder / "said.jsonl", say)
    facts.audit = copy_log(consultation.public_id, folder / "audit.jsonl", full=full)
    return facts


def _consultation(one: Consultation, now: datetime) -> Fact:
    return {
        "slug": one.slug,
        "id": one.public_id,
        "title": one.title,
        "purpose": one.purpose,
        "owner": one.owner.name,
        "audience": one.audience.value,
        "stage": stage_now(one, now).value,
        "opens_at": when(one.opens_at),
        "closes_at": when(one.closes_at),
        "made_at": when(one.created_at),
    }


def _stages(number: int, *, full: bool) -> list[Fact]:
    rows = db.session.scalars(
        select(StageChange)
        .where(StageChange.consultation_id == number)
        .options(joinedload(StageChange.by))
        .order_by(StageChange.at, StageChange.id)
    )
    return [
        {
            "at": when(row.at),
            "stage": row.stage.value,
            "closes_at": when(row.closes_at),
            "reason": row.reason,
            "some_clauses_only": row.reopened is not None,
            "by_hand": row.by_id is not None,
            **({"by": row.by.name if row.by else ""} if full else {}),
        }
        for row in rows
    ]


def _timetable(number: int) -> list[Fact]:
    rows = db.session.scalars(
        select(TimetableEntry)
        .where(TimetableEntry.consultation_id == number)
        .order_by(TimetableEntry.on, TimetableEntry.id)
    )
    return [{"on": row.on.isoformat(), "time": row.time, "what": row.what, "where": row.where} for row in rows]


def _papers(number: int) -> list[Fact]:
    rows = db.session.scalars(select(Paper).where(Paper.consultation_id == number).order_by(Paper.id))
    return [
        {
            "title": row.title,
            "what": row.what,
            "url": row.url,
            "file": row.filename,
            "sha256": row.file_hash,
            "bytes": row.size,
            "added_at": when(row.added_at),
        }
        for row in rows
    ]


def _invited(number: int) -> list[Fact]:
    rows = db.session.scalars(
        select(Invitation)
        .where(Invitation.consultation_id == number)
        .options(joinedload(Invitation.organisation), joinedload(Invitation.network))
        .order_by(Invitation.id)
    )
    return [
        {"organisation": row.organisation.name if row.organisation else None}
        | {"network": row.network.name if row.network else None}
        for row in rows
    ]


def _asking_again(number: int) -> list[Fact]:
    rows = db.session.execute(
        select(AskingAgain.at, AskingAgain.clauses, AskingAgain.reason, Document.slug, Revision.number)
        .join(Revision, Revision.id == AskingAgain.revision_id)
        .join(Document, Document.id == Revision.document_id)
        .where(Document.consultation_id == number)
        .order_by(AskingAgain.id)
    )
    return [
        {
            "at": when(row.at),
            "document": row.slug,
            "revision": row.number,
            "clauses_opened": len(row.clauses),
            "reason": row.reason,
        }
        for row in rows
    ]


def _apart(number: int) -> dict[str, int]:
    drafting = (Contribution.made_in == Stage.DRAFTING).label("drafting")
    rows = db.session.execute(
        select(Contribution.status, drafting, func.count().label("many"))
        .join(Contribution.document)
        .where(Document.consultation_id == number)
        .group_by(Contribution.status, drafting)
    )
    counted: dict[str, int] = {}
    for status, in_drafting, many in rows:
        name = "drafting" if in_drafting else status.value
        counted[name] = counted.get(name, 0) + many
    return counted


def _reports(number: int) -> dict[str, int]:
    """Count what readers reported and what officers decided on it."""
    here = Document.consultation_id == number
    reported = (
        select(func.count()).select_from(Report).join(Report.contribution).join(Contribution.document).where(here)
    )
    decided = (
        select(Decision.ruling, func.count().label("many"))
        .join(Decision.contribution)
        .join(Contribution.document)
        .where(here)
        .group_by(Decision.ruling)
        .order_by(Decision.ruling)
    )
    found = {"reported": db.session.scalar(reported) or 0}
    return found | {row.ruling.value: row.many for row in db.session.execute(decided)}
