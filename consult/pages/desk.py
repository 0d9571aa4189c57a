"""The desk: what waits for an officer or a drafter today."""

from __future__ import annotations

from datetime import datetime

from flask import render_template

from consult.accounts.session import current_person
from consult.consultations.models import Consultation
from consult.consultations.standing import standing, time_left
from consult.core.errors import Unknown
from consult.core.stages import Stage
from consult.documents.access import desk_facts
from consult.drafting.asking_again import list_asked
from consult.infra import clock
from consult.infra.access import access
from consult.insight.voices.queries import list_open_approaches
from consult.pages.blueprint import bp
from consult.reading.desk import DeskRow, list_intake, list_rows, list_stale_summaries, list_waiting

LONGEST_WAITING = 8
MOST_APPROACHES = 8


@bp.get("/desk")
@access("desk:read", facts=desk_facts)
def desk() -> str:
    """Show what waits today, the documents of an officer or drafter, and who waits longest for an answer."""
    person, now = current_person(), clock.now()
    if person is None:
        raise Unknown("Sign in first. We will bring you back here.")
    rows = sorted(list_rows(person, clock.to_london(now).date()), key=lambda row: (not row.waits, -row.unanswered))
    stands = {row.document.id: standing(row.document.consultation, now) for row in rows}
    return render_template(
        "pages/desk.html",
        rows=rows,
        stands=stands,
        asked_again=list_asked([row.document for row in rows if row.runs], now),
        closing=_closing(rows, now),
        intake=list_intake(person),
        waiting=list_waiting(rows, LONGEST_WAITING),
        stale=list_stale_summaries(rows),
        person=person,
        approaches=list_open_approaches(person, MOST_APPROACHES),
    )


def _closing(rows: list[DeskRow], now: datetime) -> list[tuple[Consultation, str]]:
    """List the open consultations that close, soonest first, with the time left."""
    found = {row.document.consultation.id: row.document.consultation for row in rows}
    closing = [
        (one.closes_at, one)
        for one in found.values()
        if one.closes_at is not None and standing(one, now).stage is Stage.OPEN
    ]
    return [(one, time_left(at, now)) for at, one in sorted(closing, key=lambda pair: (pair[0], pair[1].id))]
