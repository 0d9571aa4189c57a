"""Where the words that contributions point at lie in a later text.

A placement is computed once, when a revision is published, from the last revision that had the words; for a
contribution that arrives late, in its own transaction. `same` and `moved` are judged against the words as they
were first quoted, so that an undo makes a reworded placement `same` again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.util import identity_key

from consult.accounts.models import Person
from consult.contributions.models import Anchor, Contribution, Placement, PlacementStatus
from consult.contributions.segments import Segment, Words, document_range, segments_at, segments_between
from consult.core import anchors as engine
from consult.core.errors import Refused
from consult.documents.models import Clause, Document, Revision
from consult.documents.queries import list_revisions, read_revision
from consult.documents.text import Text
from consult.extensions import db

WEAK = 0.75
"""Placements below this score come first in the officer's list and say "probably here" until confirmed."""


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
    cleared: bool = False
    """An officer said that the words are gone; only the very words bring it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where an anchor lies in a text. `removed` keeps the last place."""

    contribution_id: int
    status: PlacementStatus
    score: float
    segments: tuple[Segment, ...]
    confirmed_by_id: int | None = None
    confirmed_at: datetime | None = None

    @property
    def is_weak(self) -> bool:
        """Whether somebody should look at it."""
        return self.confirmed_at is None and self.status is PlacementStatus.REWORDED and self.score < WEAK


@dataclass(frozen=True, slots=True)
class Hand:
    """A place an officer set; no segments: the words are gone."""

    segments: tuple[Segment, ...]
    by_id: int | None
    at: datetime


class Placer:
    """Places anchors in one text: one difference for each revision they come from."""

    def __init__(self, new: Text, revisions: Mapping[int, Revision]) -> None:
        self.new = Words(new)
        self._revisions = revisions
        self._olds: dict[int, Words] = {}

    def place_all(self, sources: Sequence[Source], by_hand: Mapping[int, Hand] | None = None) -> list[Placed]:
        """Return where each source lies, in the order given; what was set by hand stands."""
        hands = by_hand or {}
        groups: dict[int, list[Source]] = defaultdict(list)
        for source in sources:
            groups[source.revision_id].append(source)
        placed: dict[int, Placed] = {}
        for revision_id, group in groups.items():
            old = self._old(revision_id)
            found = engine.place_all(
                [_engine_anchor(old.text, source) for source in group], old.text.markdown, self.new.text.markdown
            )
            for source, placement in zip(group, found, strict=True):
                hand = hands.get(source.contribution_id)
                placed[source.contribution_id] = (
                    self._judged(source, placement) if hand is None else self._handled(source, hand)
                )
        return [placed[source.contribution_id] for source in sources]

    def _old(self, revision_id: int) -> Words:
        if revision_id not in self._olds:
            self._olds[revision_id] = Words(read_revision(self._revisions[revision_id]))
        return self._olds[revision_id]

    def _judged(self, source: Source, placement: engine.Placement) -> Placed:
        """Judge what the engine found by the words first quoted."""
        if placement.status == "removed":
            return self._removed(source, placement.start)
        segments = segments_between(self.new.text, placement.start, placement.end)
        placed = self._found(source, segments, source.score * placement.score)
        if source.cleared and placed.status is PlacementStatus.REWORDED:
            return self._removed(source, placement.start)
        return placed

    def _found(self, source: Source, segments: tuple[Segment, ...], score: float) -> Placed:
        made = self._old(source.made_on).of([source.made])
        if self.new.of(segments) != made:
            status = PlacementStatus.REWORDED
        elif len(segments) == 1 and segments[0].key == source.made.key:
            status, score = PlacementStatus.SAME, 1.0
        else:
            status, score = PlacementStatus.MOVED, 1.0
        return Placed(contribution_id=source.contribution_id, status=status, score=round(score, 4), segments=segments)

    def _removed(self, source: Source, at: int) -> Placed:
        """Keep the last place: in the clause where it still stands, else the clause that is gone."""
        last = source.segments[0]
        here = self.new.text.find(last.key)
        if here is None:
            segments: tuple[Segment, ...] = source.segments
        else:
            (point,) = segments_at(self.new.text, at)
            start = point.start if point.key == last.key else min(last.start, len(here.text))
            segments = (Segment(last.key, start, start),)
        return Placed(
            contribution_id=source.contribution_id, status=PlacementStatus.REMOVED, score=0.0, segments=segments
        )

    def _handled(self, source: Source, hand: Hand) -> Placed:
        if hand.segments:
            placed = self._found(source, hand.segments, 1.0)
        else:
            start, _ = document_range(self._old(source.revision_id).text, source.segments)
            placed = self._removed(source, min(start, len(self.new.text.markdown)))
        return Placed(
            contribution_id=placed.contribution_id,
            status=placed.status,
            score=placed.score,
            segments=placed.segments,
            confirmed_by_id=hand.by_id,
            confirmed_at=hand.at,
        )


def _engine_anchor(old: Text, source: Source) -> engine.Anchor:
    start, end = document_range(old, source.segments)
    return engine.Anchor(start, end, old.markdown[start:end])


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


def revisions_by_id(document: Document) -> dict[int, Revision]:
    """Return a document's revisions by their id."""
    return {revision.id: revision for revision in list_revisions(document)}


def place_in(document: Document, new: Text, by_hand: Mapping[int, Hand] | None = None) -> list[Placed]:
    """Return where every anchored contribution of a document lies in `new`; stores nothing."""
    return Placer(new, revisions_by_id(document)).place_all(list_sources(document), by_hand)


def store_placements(revision: Revision, new: Text, placed: Sequence[Placed]) -> None:
    """Store the placements of a revision in few statements, and move the contributions to their clauses."""
    if not placed:
        return
    db.session.flush()
    db.session.execute(
        insert(Placement),
        [
            {
                "contribution_id": one.contribution_id,
                "revision_id": revision.id,
                "status": one.status,
                "score": one.score,
                "segments": [list(segment) for segment in one.segments],
                "confirmed_by_id": one.confirmed_by_id,
                "confirmed_at": one.confirmed_at,
            }
            for one in placed
        ],
    )
    _move(new, placed)


def _move(new: Text, placed: Sequence[Placed]) -> None:
    """Let contributions lie in the clause of their first segment; a removed one stays where it was."""
    there = {
        one.contribution_id: new.clauses[new.positions[one.segments[0].key]].clause_id
        for one in placed
        if one.status is not PlacementStatus.REMOVED and one.segments[0].key in new.positions
    }
    ids = list(there)
    moved: list[dict[str, int]] = []
    for at in range(0, len(ids), 500):
        rows = select(Contribution.id, Contribution.clause_id).where(Contribution.id.in_(ids[at : at + 500]))
        moved.extend(
            {"id": row.id, "clause_id": there[row.id]}
            for row in db.session.execute(rows)
            if row.clause_id != there[row.id]
        )
    if moved:
        db.session.execute(update(Contribution), moved)
        for one in moved:
            held = db.session.identity_map.get(identity_key(Contribution, one["id"]))
            if held is not None:
                db.session.expire(held, ["clause_id", "clause"])


def place_late(contribution: Contribution) -> None:
    """Place a contribution made on an older revision in each revision published since."""
    document = contribution.document
    made_on = contribution.revision
    if contribution.anchor is None or document.newest_revision_id in (None, made_on.id):
        return
    db.session.flush()
    revisions = list_revisions(document)
    by_id = {revision.id: revision for revision in revisions}
    (source,) = list_sources(document, [contribution.id])
    for revision in revisions:
        if revision.number <= made_on.number:
            continue
        new = read_revision(revision)
        (placed,) = Placer(new, by_id).place_all([source])
        store_placements(revision, new, [placed])
        if placed.status is not PlacementStatus.REMOVED:
            source = Source(
                contribution_id=contribution.id,
                revision_id=revision.id,
                segments=placed.segments,
                score=placed.score,
                made_on=source.made_on,
                made=source.made,
            )
    db.session.expire(contribution, ["placements", "clause_id", "clause"])


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
    _move(new, [placed])
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
        )
    ]


def require_in(text: Text, segments: Sequence[Segment]) -> None:
    """Do nothing if every segment lies in the text. Raises Refused."""
    for segment in segments:
        clause = text.find(segment.key)
        if clause is None or not 0 <= segment.start <= segment.end <= len(clause.text):
            raise Refused("These words are not in the text. Choose a clause and words that stand in it.")
