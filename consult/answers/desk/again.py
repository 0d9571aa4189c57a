"""A second press of a button that publishes: say what became of the first one."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import Person
from consult.answers.desk.models import BulkPublication, DraftPast, Ended
from consult.answers.models import FateEntry
from consult.extensions import db
from consult.infra.clock import spoken_date, spoken_time, to_london


def said_again(many: int, at: datetime, by: Person | None, *, to: Person | None, now: datetime) -> str:
    """Say when answers were published already and by whom, to whoever pressed again."""
    day = "" if to_london(at).date() == to_london(now).date() else f"on {spoken_date(at)} "
    if by is not None and to is not None and by.id == to.id:
        who = "you"
    else:
        who = by.name if by is not None and by.name else "somebody"
    what = "This answer was" if many == 1 else f"These {many:,} answers were"
    return f"{what} published already, {day}at {spoken_time(at)} by {who}. Nothing was sent again."


def list_drafts_of(bulks: list[int]) -> dict[int, list[tuple[int, int]]]:
    """Return, by bulk publication, which drafts went out with it: contribution and version, in order. One query."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = db.session.execute(
        select(FateEntry.bulk_id, DraftPast.contribution_id, DraftPast.version)
        .join(BulkPublication, BulkPublication.id == FateEntry.bulk_id)
        .join(DraftPast, DraftPast.contribution_id == FateEntry.contribution_id)
        .where(
            FateEntry.bulk_id.in_(bulks),
            DraftPast.ended == Ended.PUBLISHED,
            DraftPast.ended_at == BulkPublication.at,
        )
        .order_by(DraftPast.contribution_id)
    )
    for bulk_id, contribution_id, version in rows:
        if bulk_id is not None:
            found[bulk_id].append((contribution_id, version))
    return found
