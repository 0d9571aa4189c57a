"""Ask the worker for long work on themes, and read what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.core.errors import Refused
from consult.extensions import db
from consult.insight.models import ThemeState
from consult.insight.themes.queries import count_links, list_themes
from consult.jobs import works
from consult.jobs.works import Work

PROPOSE, ASSIGN = "themes:propose", "themes:assign"
FEWEST_EXAMPLES = 5
"""Examples a theme needs before the software proposes it: one for each part of the measuring."""
TOO_FEW_EXAMPLES = (
    f"The software learns from what people coded. It needs at least two themes with {FEWEST_EXAMPLES} contributions "
    "each that a person linked to them. Code some more by hand first."
)


@dataclass(frozen=True, slots=True)
class Trust:
    """What was measured when the software last proposed links; see `measuring`."""

    at: datetime
    examples: int
    ours: float
    yardstick: float
    themes: tuple[Mapping[str, Any], ...]
    left_out: tuple[str, ...]


def ask_for_themes(consultation: Consultation, *, by: Person, now: datetime) -> Work:
    """Ask for proposed themes."""
    return _ask(PROPOSE, consultation, by, now)


def ask_for_links(consultation: Consultation, *, by: Person, now: datetime) -> Work:
    """Ask for proposed links for the rest. Raises Refused where people coded too little to learn from."""
    counts = count_links(consultation.id)
    used = list_themes(consultation.id, ThemeState.SETTLED)
    if sum(one.id in counts and counts[one.id].examples >= FEWEST_EXAMPLES for one in used) < 2:
        raise Refused(TOO_FEW_EXAMPLES)
    return _ask(ASSIGN, consultation, by, now)


def _ask(kind: str, consultation: Consultation, by: Person, now: datetime) -> Work:
    back = f"/consultations/{consultation.slug}/desk/themes"
    work = works.ask(kind, consultation.slug, by=by.public_id, now=now, back=back)
    record("work:asked", work.public_id, by=by.public_id, now=now, chain=consultation.public_id, detail={"kind": kind})
    return work


def find_trust(consultation: Consultation) -> Trust | None:
    """Return what was measured last, or None where nothing was yet: one query."""
    wanted = (
        select(Work)
        .where(
            Work.subject == consultation.slug,
            Work.kind == ASSIGN,
            Work.finished_at.is_not(None),
            Work.failed.is_(None),
            Work.cancelled.is_(False),
        )
        .order_by(Work.id.desc())
        .limit(1)
    )
    work = db.session.scalars(wanted).one_or_none()
    if work is None or not work.result or work.finished_at is None:
        return None
    told = work.result
    return Trust(
        work.finished_at,
        told["examples"],
        told["ours"],
        told["yardstick"],
        tuple(told["themes"]),
        tuple(told["left_out"]),
    )
