"""Where a consultation stands, dates included, and writing down what came due."""

from __future__ import annotations

from datetime import datetime

from consult.audit.service import record
from consult.consultations.models import Consultation, StageChange
from consult.core.stages import Change, Stage, current, due
from consult.extensions import db
from consult.jobs.service import emit


def stage_now(consultation: Consultation, now: datetime) -> Stage:
    """Return the stage that holds at `now`, whether or not anything wrote it down yet."""
    return current(
        Change(consultation.stage, consultation.stage_at), consultation.opens_at, consultation.closes_at, now
    )


def write_due(consultation: Consultation, now: datetime) -> None:
    """Write down, once, the dated changes that have come due: log, audit row, event."""
    last = Change(consultation.stage, consultation.stage_at)
    for change in due(last, consultation.opens_at, consultation.closes_at, now):
        consultation.stage, consultation.stage_at, consultation.reopened = change.stage, change.at, None
        db.session.add(
            StageChange(
                consultation_id=consultation.id,
                stage=change.stage,
                at=change.at,
                by_id=None,
                reason="",
                closes_at=consultation.closes_at,
            )
        )
        detail: dict[str, object] = {"stage": change.stage.value, "due": change.at.isoformat()}
        record("stage:reached", consultation.slug, by=None, now=now, chain=consultation.public_id, detail=detail)
        emit("stage:reached", consultation.slug, now=now, stage=change.stage.value)
    db.session.flush()
