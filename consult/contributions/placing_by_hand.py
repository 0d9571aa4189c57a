"""Saying by hand where a contribution's words lie, or that they are gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.contributions.models import Contribution, Placement
from consult.contributions.placing import Hand, Placer, move, revisions_by_id
from consult.contributions.segments import Segment
from consult.contributions.sources import Source
from consult.core.errors import Refused
from consult.documents.queries import read_revision
from consult.documents.text import Text
from consult.extensions import db


def set_by_hand(
    contribution: Contribution, segments: tuple[Segment, ...], *, by: Person | None, now: datetime
) -> Placement:
    """Say where a contribution's words lie in the newest revision, or (no segments) that they are gone.

    Raises Refused where it has no placement there, or where the segments do not lie in the text.
    """
    revision = contribution.document.newest_revision
    placement = None
    if revision is not None:
        placement = db.session.scalars(
            select(Placement)
            .where(Placement.contribution_id == contribution.id, Placement.revision_id == revision.id)
            .options(joinedload(Placement.revision))
        ).one_or_none()
    if revision is None or placement is None:
        raise Refused("This was said about the newest words, so its place is where it was put.")
    new = read_revision(revision)
    require_in(new, segments)
    before = _as_made(contribution)
    hand = Hand(segments, by.id if by else None, now)
    (placed,) = Placer(new, revisions_by_id(contribution.document)).place_all(before, {contribution.id: hand})
    placement.status, placement.score = placed.status, placed.score
    placement.segments = [list(segment) for segment in placed.segments]
    placement.confirmed_by_id, placement.confirmed_at = hand.by_id, now
    move(new, [placed])
    db.session.flush()
    return placement


def _as_made(contribution: Contribution) -> list[Source]:
    """Return the anchor as made, as a source; by hand, only the words first quoted are compared."""
    anchor = contribution.anchor
    if anchor is None:
        raise Refused("This was said about the whole document, so it has no place in it.")
    made = Segment(anchor.clause.key, anchor.start, anchor.end)
    return [
        Source(
            contribution_id=contribution.id,
            revision_id=anchor.revision_id,
            segments=(made,),
            score=1.0,
            made_on=anchor.revision_id,
            made=made,
            exact=anchor.exact,
        )
    ]


def require_in(text: Text, segments: Sequence[Segment]) -> None:
    """Do nothing if every segment lies in the text. Raises Refused."""
    for segment in segments:
        clause = text.find(segment.key)
        if clause is None or not 0 <= segment.start <= segment.end <= len(clause.text):
            raise Refused("These words are not in the text. Choose a clause and words that stand in it.")
