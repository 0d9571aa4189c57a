"""What the working draft does to every contribution, before it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.contributions.models import Anchor, Contribution, Placement, PlacementStatus, Status
from consult.contributions.placing import Hand, Placed, place_in
from consult.contributions.placing_by_hand import require_in, set_by_hand
from consult.contributions.segments import Segment, Words
from consult.core.errors import Missing, Refused
from consult.documents.counting import raise_counts_version
from consult.documents.models import Document
from consult.documents.queries import read_save
from consult.documents.text import Text
from consult.drafting.guarding import get_head
from consult.drafting.models import HandPlacement
from consult.extensions import db


@dataclass(frozen=True, slots=True)
class Affected:
    """One contribution and where its words lie now; `words` are those there, `was` those it was made on."""

    contribution: Contribution
    placed: Placed
    was: str
    words: str
    code: str
    """Of the clause they lie in; empty where it is gone."""


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect on every anchored contribution: weak ones first, then those removed, then by reference."""

    document: Document
    text: Text
    items: tuple[Affected, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many of each status there are."""
        return count(item.placed for item in self.items)

    @property
    def weak(self) -> tuple[Affected, ...]:
        """Those somebody should look at."""
        return tuple(item for item in self.items if item.placed.is_weak)


def count(placed: Iterable[Placed]) -> dict[str, int]:
    """Count placements by status, in the order of the statuses."""
    found = Counter(one.status for one in placed)
    return {status.value: found[status] for status in PlacementStatus if found[status]}


def effect(document: Document) -> Effect:
    """Return where every anchored contribution would lie if the working draft were published now.

    Where it is published, the placements are the stored ones.
    """
    text = read_save(get_head(document))
    placed = {one.contribution_id: one for one in place_draft(document, text)}
    words = Words(text)
    items = [
        Affected(
            contribution,
            placed[contribution.id],
            contribution.anchor.exact if contribution.anchor else "",
            words.of(placed[contribution.id].segments)
            if placed[contribution.id].status is not PlacementStatus.REMOVED
            else "",
            _code(text, placed[contribution.id]),
        )
        for contribution in _list_anchored(document)
        if contribution.id in placed
    ]
    return Effect(document, text, tuple(sorted(items, key=_urgency)))


def _urgency(item: Affected) -> tuple[bool, int, float, int]:
    order = (
        PlacementStatus.REMOVED,
        PlacementStatus.REWORDED,
        PlacementStatus.MOVED,
        PlacementStatus.SAME,
    )
    return not item.placed.is_weak, order.index(item.placed.status), item.placed.score, item.contribution.id


def _code(text: Text, placed: Placed) -> str:
    key = placed.segments[0].key
    return text.code(key) if key in text.positions else ""


def _list_anchored(document: Document) -> Sequence[Contribution]:
    return db.session.scalars(
        select(Contribution)
        .join(Contribution.anchor)
        .where(Contribution.document_id == document.id, Contribution.status.in_((Status.PUBLISHED, Status.HELD)))
        .options(
            joinedload(Contribution.anchor).joinedload(Anchor.clause),
            joinedload(Contribution.author),
            joinedload(Contribution.organisation),
        )
        .order_by(Contribution.id)
    ).all()


def place_draft(document: Document, text: Text) -> list[Placed]:
    """Place every anchored contribution in the newest save, with what was set by hand where it still holds."""
    if _is_published(document):
        return _list_stored(document)
    return place_in(document, text, _hands(document, text))


def _is_published(document: Document) -> bool:
    return document.newest_revision is not None and document.newest_revision.save_id == document.head_save_id


def _list_stored(document: Document) -> list[Placed]:
    """Return the newest revision's placements."""
    rows = db.session.scalars(
        select(Placement)
        .where(Placement.revision_id == document.newest_revision_id)
        .order_by(Placement.contribution_id)
    )
    return [
        Placed(
            contribution_id=one.contribution_id,
            status=one.status,
            score=one.score,
            segments=tuple(Segment(*segment) for segment in one.segments),
            confirmed_by_id=one.confirmed_by_id,
            confirmed_at=one.confirmed_at,
        )
        for one in rows
    ]


def _hands(document: Document, text: Text) -> dict[int, Hand]:
    """Return what was set by hand, by contribution; where the words changed since, it holds no more."""
    rows = db.session.scalars(select(HandPlacement).where(HandPlacement.document_id == document.id))
    hands = {}
    for row in rows:
        segments = tuple(Segment(*segment) for segment in row.segments)
        if _exact(text, segments) == row.exact:
            hands[row.contribution_id] = Hand(segments, row.by_id, row.at)
    return hands


def _exact(text: Text, segments: Sequence[Segment]) -> str | None:
    """Return the source of segments, or None where one lies outside the text."""
    parts = []
    for segment in segments:
        clause = text.find(segment.key)
        if clause is None or segment.end > len(clause.text):
            return None
        parts.append(clause.text[segment.start : segment.end])
    return "\n".join(parts)


def set_place(contribution: Contribution, segments: Sequence[Segment], *, by: Person | None, now: datetime) -> None:
    """Say by hand where a contribution's words lie in the working draft (no segments: they are gone).

    Where the draft is published, its newest placement is set. Raises Refused where the words do not stand there.
    """
    document, chosen = contribution.document, tuple(segments)
    if contribution.anchor is None:
        raise Refused("This was said about the whole document, so it has no place in it.")
    if _is_published(document):
        set_by_hand(contribution, chosen, by=by, now=now)
        raise_counts_version(document)
        return
    text = read_save(get_head(document))
    require_in(text, chosen)
    db.session.merge(
        HandPlacement(
            contribution_id=contribution.id,
            document_id=document.id,
            segments=[list(segment) for segment in chosen],
            exact=_exact(text, chosen) or "",
            by_id=by.id if by else None,
            at=now,
        )
    )
    db.session.flush()


def clear_place(contribution: Contribution, *, by: Person | None, now: datetime) -> None:
    """Say by hand that a contribution's words are gone."""
    set_place(contribution, (), by=by, now=now)


def confirm_place(contribution: Contribution, *, by: Person | None, now: datetime) -> None:
    """Say that the place found is the right one. Raises Missing where none was found."""
    document = contribution.document
    text = read_save(get_head(document))
    found = next((one for one in place_draft(document, text) if one.contribution_id == contribution.id), None)
    if found is None:
        raise Missing("This was made on the newest words, so its place is where it was put.")
    gone = found.status is PlacementStatus.REMOVED
    set_place(contribution, () if gone else found.segments, by=by, now=now)


def forget_hands(document: Document) -> None:
    """Drop what was set by hand: it has become placements."""
    db.session.execute(delete(HandPlacement).where(HandPlacement.document_id == document.id))
