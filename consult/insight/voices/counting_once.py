"""Count where people live once, when a consultation is over, for everybody to see."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from consult.consultations.models import Consultation
from consult.contributions.area_models import Area
from consult.contributions.areas import list_areas
from consult.core.stages import Stage
from consult.extensions import db
from consult.insight.voices.models import AreasCounted
from consult.insight.voices.queries import count_heads_by_area, find_areas_counted
from consult.insight.voices.tables import area_rows

OVER = (Stage.DECIDED, Stage.REVIEWED, Stage.CANCELLED)
"""Stages that take nothing more, and from which none leads back to one that does."""


def list_to_count() -> list[Consultation]:
    """List the consultations that are over, have areas, and were not counted yet; one query."""
    counted = exists().where(AreasCounted.consultation_id == Consultation.id)
    areas = exists().where(Area.consultation_id == Consultation.id, Area.retired.is_(False))
    wanted = select(Consultation).where(Consultation.stage.in_(OVER), areas, ~counted).order_by(Consultation.id)
    return list(db.session.scalars(wanted.with_for_update()))


def count_areas_of(consultation: Consultation, now: datetime) -> AreasCounted:
    """Count where the people live who spoke in a consultation, and keep what may be shown of it.

    Where another worker did so after both had listed it, what that one counted stands.
    """
    if (before := find_areas_counted(consultation)) is not None:
        return before
    heads = count_heads_by_area(consultation)
    rows = area_rows(heads, [(area.id, area.name) for area in list_areas(consultation)])
    counted = AreasCounted(
        consultation_id=consultation.id,
        at=now,
        people=sum(heads.values()),
        rows=[[row.name, row.people] for row in rows],
    )
    db.session.add(counted)
    db.session.flush()
    return counted
