"""The voices shown of each place: those most people agree with, with what became of each, by whom, when and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func, or_, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Organisation, Person
from consult.answers.models import FateEntry
from consult.answers.queries import incorporation_lines
from consult.contributions.models import Contribution
from consult.core.fates import Fate, How
from consult.documents.models import Document, Revision
from consult.extensions import db
from consult.insight.models import ThemeLink
from consult.intake.models import SubmissionPart
from consult.reading.notes import CHANNELS
from consult.reading.you_said_counts import DID, DID_NOT, Wanted, is_counted, is_wanted, theme_of

EACH = 3
"""Voices shown of what was done, of what was not, and of the rest; the list of contributions has them all."""
HOW = {
    How.VERBATIM: "Its words were used word for word.",
    How.ADAPTED: "Its words were used, and adapted.",
    How.PROMPTED: "It brought about the new words.",
}
Place = tuple[int | None, int | None]
"""Ids of a theme and a clause; None: no theme, the whole document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Something said, with its fate, the reason, how its words were used, and who decided when."""

    reference: str
    body: str
    by: str
    how: str
    agree: int
    behind: int
    """How many people stand behind it, where it was said in a room or sent by many; 0: nobody said."""
    fate: Fate
    reason: str
    used: str
    revision: int | None
    decided_by: str
    decided_at: datetime


def list_voices(
    document: Document, wanted: Wanted, themes: Sequence[int], clauses: Collection[int | None]
) -> dict[Place, list[Voice]]:
    """Return the first voices of each theme and clause: two queries, however much was said.

    clauses: ids of those to look at, None among them for the whole document.
    """
    rows = db.session.execute(_chosen(document, wanted, themes, clauses)).all()
    used = _used({row.id for row in rows})
    voices: dict[Place, list[Voice]] = defaultdict(list)
    for row in rows:
        voices[row.theme, row.clause_id].append(_voice(row, used.get(row.id, "")))
    return dict(voices)


def _chosen(document: Document, wanted: Wanted, themes: Sequence[int], clauses: Collection[int | None]) -> Any:
    ids = [one for one in clauses if one is not None]
    here = Contribution.clause_id.in_(ids)
    theme, on = theme_of(themes)
    group = case((Contribution.fate.in_(DID), 0), (Contribution.fate.in_(DID_NOT), 1), else_=2)
    together = [Contribution.clause_id, group] + ([theme] if on is not None else [])
    place = func.row_number().over(partition_by=together, order_by=(Contribution.agree.desc(), Contribution.id))
    ranked = select(Contribution.id, theme.label("theme"), place.label("place")).select_from(Contribution)
    if on is not None:
        ranked = ranked.outerjoin(ThemeLink, on)
    first = ranked.where(
        *is_counted(document),
        *is_wanted(wanted),
        Contribution.fate.is_not(None),
        or_(here, Contribution.clause_id.is_(None)) if None in clauses else here,
    ).subquery()
    newest = (
        select(FateEntry.contribution_id, func.max(FateEntry.id).label("id"))
        .where(
            FateEntry.published_at.is_not(None),
            FateEntry.contribution_id.in_(select(first.c.id).where(first.c.place <= EACH)),
        )
        .group_by(FateEntry.contribution_id)
        .subquery()
    )
    decided = aliased(Person)
    return (
        select(
            Contribution.id,
            first.c.theme,
            Contribution.clause_id,
            Contribution.reference,
            Contribution.body,
            Contribution.author_name,
            Contribution.channel,
            Contribution.agree,
            Organisation.name.label("hat"),
            SubmissionPart.people,
            FateEntry.fate,
            FateEntry.reason,
            FateEntry.published_at,
            Revision.number,
            decided.name.label("decided_by"),
        )
        .join(first, first.c.id == Contribution.id)
        .join(newest, newest.c.contribution_id == Contribution.id)
        .join(FateEntry, FateEntry.id == newest.c.id)
        .outerjoin(Organisation, Organisation.id == Contribution.organisation_id)
        .outerjoin(Revision, Revision.id == FateEntry.revision_id)
        .outerjoin(SubmissionPart, SubmissionPart.contribution_id == Contribution.id)
        .outerjoin(decided, decided.id == FateEntry.by_id)
        .where(first.c.place <= EACH)
        .order_by(Contribution.agree.desc(), Contribution.id)
    )


def _used(ids: Collection[int]) -> dict[int, str]:
    """Say how the words of contributions were used: the closest use of each."""
    found: dict[int, str] = {}
    for contribution, lines in incorporation_lines(ids).items():
        hows = {line.how for line in lines}
        found[contribution] = next(said for how, said in HOW.items() if how in hows)
    return found


def _voice(row: Row[*tuple[Any, ...]], used: str) -> Voice:
    return Voice(
        reference=row.reference,
        body=row.body or "",
        by=f"{row.author_name} for {row.hat}" if row.hat else row.author_name,
        how=CHANNELS.get(row.channel, ""),
        agree=row.agree,
        behind=row.people or 0,
        fate=row.fate,
        reason=row.reason,
        used=used if row.fate in DID else "",
        revision=row.number,
        decided_by=row.decided_by or "",
        decided_at=row.published_at,
    )
