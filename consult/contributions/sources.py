"""What anchors are placed from: for each, the last revision that had its words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from consult.contributions.models import Anchor, Contribution, Placement, PlacementStatus
from consult.contributions.segments import Segment
from consult.documents.models import Clause, Document
from consult.extensions import db


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The place an anchor is tried from: the last revision that had its words."""

    contribution_id: int
    revision_id: int
    segments: tuple[Segment, ...]
    score: float
    made_on: int
    """The revision the anchor was made on."""
    made: Segment
    exact: str
    """The words first quoted: what is carried is judged by them, so that small changes do not add up unseen."""
    cleared: bool = False
    """An officer said that the words are gone; only the very words bring it back."""


def list_sources(document: Document, only: Collection[int] | None = None) -> list[Source]:
    """List what the anchored contributions of a document are to be placed from, oldest first: two queries."""
    rows = select(Anchor, Clause.key).join(Anchor.clause).join(Anchor.contribution)
    rows = rows.where(Contribution.document_id == document.id).order_by(Anchor.contribution_id)
    if only is not None:
        rows = rows.where(Anchor.contribution_id.in_(only))
    last, cleared = _last_placements(document, only)
    sources = []
    for anchor, key in db.session.execute(rows):
        made = Segment(key, anchor.start, anchor.end)
        placement = last.get(anchor.contribution_id)
        sources.append(
            Source(
                contribution_id=anchor.contribution_id,
                revision_id=placement.revision_id if placement else anchor.revision_id,
                segments=tuple(Segment(*one) for one in placement.segments) if placement else (made,),
                score=placement.score if placement else 1.0,
                made_on=anchor.revision_id,
                made=made,
                exact=anchor.exact,
                cleared=anchor.contribution_id in cleared,
            )
        )
    return sources


def _last_placements(document: Document, only: Collection[int] | None) -> tuple[dict[int, Placement], frozenset[int]]:
    """Return each contribution's newest placement that has the words, and whose newest one was cleared by hand."""
    newest = (
        select(Placement.contribution_id, func.max(Placement.revision_id).label("revision_id"))
        .join(Placement.contribution)
        .where(Contribution.document_id == document.id)
        .group_by(Placement.contribution_id, Placement.status == PlacementStatus.REMOVED)
        .subquery()
    )
    rows = select(Placement).join(
        newest,
        (newest.c.contribution_id == Placement.contribution_id) & (newest.c.revision_id == Placement.revision_id),
    )
    if only is not None:
        rows = rows.where(Placement.contribution_id.in_(only))
    last: dict[int, Placement] = {}
    gone: dict[int, Placement] = {}
    for placement in db.session.scalars(rows):
        there = gone if placement.status is PlacementStatus.REMOVED else last
        there[placement.contribution_id] = placement
    cleared = frozenset(
        number
        for number, placement in gone.items()
        if placement.confirmed_at is not None
        and (number not in last or last[number].revision_id < placement.revision_id)
    )
    return last, cleared
