"""Where the words that contributions point at lie in a later text.

A placement is computed once, when a revision is published, from the last revision that had the words; for a
contribution that arrives late, in its own transaction. `same` and `moved` are judged against the words as they
were first quoted, so that an undo makes a reworded placement `same` again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm.util import identity_key

from consult.contributions.models import Contribution, Placement, PlacementStatus
from consult.contributions.segments import Segment, Words, document_range, segments_at, segments_between
from consult.contributions.sources import Source, list_sources
from consult.core import anchors as engine
from consult.documents.models import Document, Revision
from consult.documents.queries import list_revisions, read_revision
from consult.documents.text import Text
from consult.extensions import db

WEAK = 0.75
"""Placements below this score come first in the officer's list and say "probably here" until confirmed."""


def is_doubtful(status: PlacementStatus | None, score: float, confirmed_at: datetime | None) -> bool:
    """Say whether a place is only probable: some of the words, a low score, and nobody has looked."""
    return status is PlacementStatus.REWORDED and score < WEAK and confirmed_at is None


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
        return is_doubtful(self.status, self.score, self.confirmed_at)


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
    return engine.Anchor(start, end, source.exact)


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
    move(new, placed)


def move(new: Text, placed: Sequence[Placed]) -> None:
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
                exact=source.exact,
            )
    db.session.expire(contribution, ["placements", "clause_id", "clause"])
