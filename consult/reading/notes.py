"""What people say beside the words: the first threads of every clause, in two queries, as plain values.

No rows of the whole table are loaded: only the threads shown, and only the columns shown, because a room holds
thousands of contributions and is read all day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, select

from consult.accounts.models import Organisation
from consult.contributions.anchoring import quoted
from consult.contributions.models import (
    Anchor,
    Channel,
    Contribution,
    ContributionKind,
    Placement,
    PlacementStatus,
    Status,
)
from consult.contributions.placing import is_doubtful
from consult.contributions.proposals import shortened, show_changes
from consult.contributions.suggestion_queries import Change, changes_of
from consult.contributions.viewing import Viewer, visible_to
from consult.core.diff import Change as Run
from consult.core.fates import Fate
from consult.documents.models import Clause, Document, Revision
from consult.documents.text import Text
from consult.extensions import db

REPLIES = 3
"""Replies shown under a note; the contribution's own page has them all."""

CHANNELS = {
    Channel.EMAIL: "by email",
    Channel.PAPER: "on paper",
    Channel.MEETING: "in a room",
    Channel.PHONE: "by phone",
    Channel.IMPORT: "brought in from elsewhere",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One contribution as the margin shows it. `segments`: where its words lie in the text shown, by clause key."""

    id: int
    reference: str
    kind: str
    by: str
    hat: str
    body: str
    at: datetime
    channel: str
    agree: int
    replies_in_all: int
    fate: Fate | None
    status: Status
    gone: str = ""
    clause_id: int | None = None
    clause_key: str | None = None
    segments: tuple[tuple[str, int, int], ...] = ()
    quote: str = ""
    doubtful: bool = False
    removed: bool = False
    number: int | None = None
    mark: str = ""
    """The reference that names the mark round its words in the text."""
    replies: tuple[Note, ...] = ()
    changes: tuple[Run, ...] = ()
    """What a suggestion would change in this clause, or else in the first it would change."""
    changes_beyond: int = 0
    """How many clauses it would change besides."""


def list_notes(
    document: Document,
    revision: Revision,
    text: Text,
    *,
    viewer: Viewer,
    limit_each: int,
    clauses: Collection[int | None] | None = None,
    newest_first: bool = False,
) -> dict[int | None, list[Note]]:
    """Return the first threads of each clause (None: of the document) with their first replies: two queries, and one
    more where suggestions are among them."""
    # Stubs come last, so that they never push out what can be read.
    by_age = Contribution.id.desc() if newest_first else Contribution.id.asc()
    order = (Contribution.status.in_((Status.HIDDEN, Status.WITHDRAWN)), by_age)
    place = func.row_number().over(partition_by=Contribution.clause_id, order_by=order)
    ranked = select(Contribution.id, place.label("place")).where(
        Contribution.document_id == document.id, Contribution.reply_to_id.is_(None), visible_to(viewer)
    )
    if clauses is not None:
        ids = {one for one in clauses if one is not None}
        wanted = Contribution.clause_id.in_(ids)
        ranked = ranked.where(wanted | Contribution.clause_id.is_(None) if None in clauses else wanted)
    top = ranked.subquery()
    rows = db.session.execute(
        _columns(revision).join(top, top.c.id == Contribution.id).where(top.c.place <= limit_each).order_by(by_age)
    ).all()
    replies = _replies([row.id for row in rows if row.replies], revision, viewer)
    suggested = _changes([row.id for row in rows if row.kind is ContributionKind.SUGGESTION])
    notes: dict[int | None, list[Note]] = defaultdict(list)
    for row in rows:
        note = replace(_note(row, revision, text), replies=tuple(replies.get(row.id, ())))
        notes[row.clause_id].append(_with_changes(note, suggested.get(row.id, ()), text))
    return dict(notes)


def _changes(ids: Sequence[int]) -> Mapping[int, Sequence[Change]]:
    return changes_of(ids) if ids else {}


def _with_changes(note: Note, changes: Sequence[Change], text: Text) -> Note:
    """Show what a suggestion would change in the clause it stands beside."""
    if not changes or note.gone:
        return note
    here = text.keys.get(note.clause_id) if note.clause_id is not None else None
    first = next((one for one in changes if one.key == here), changes[0])
    (shown,) = show_changes([first], text)
    return replace(note, changes=shortened(shown.runs), changes_beyond=len({one.key for one in changes}) - 1)


def list_own_held(document: Document, revision: Revision, text: Text, person_id: int) -> list[Note]:
    """List what one person said here that waits to be checked; nobody but officers sees it besides."""
    rows = db.session.execute(
        _columns(revision)
        .where(
            Contribution.document_id == document.id,
            Contribution.author_id == person_id,
            Contribution.status == Status.HELD,
        )
        .order_by(Contribution.id)
    )
    found = rows.all()
    suggested = _changes([row.id for row in found if row.kind is ContributionKind.SUGGESTION])
    return [_with_changes(_note(row, revision, text), suggested.get(row.id, ()), text) for row in found]


def _columns(revision: Revision) -> Select[*tuple[Any, ...]]:
    c = Contribution
    return (
        select(
            c.id,
            c.reference,
            c.kind,
            c.body,
            c.author_name,
            c.at,
            c.channel,
            c.status,
            c.status_reason,
            c.agree,
            c.replies,
            c.fate,
            c.clause_id,
            c.revision_id,
            c.reply_to_id,
            Organisation.name.label("hat"),
            Anchor.start,
            Anchor.end,
            Anchor.whole,
            Anchor.exact,
            Anchor.prefix,
            Anchor.suffix,
            Clause.key.label("anchor_key"),
            Placement.status.label("placed"),
            Placement.score,
            Placement.segments,
            Placement.confirmed_at,
        )
        .outerjoin(Organisation, Organisation.id == c.organisation_id)
        .outerjoin(Anchor, Anchor.contribution_id == c.id)
        .outerjoin(Clause, Clause.id == Anchor.clause_id)
        .outerjoin(Placement, and_(Placement.contribution_id == c.id, Placement.revision_id == revision.id))
    )


def _replies(ids: Sequence[int], revision: Revision, viewer: Viewer) -> dict[int, list[Note]]:
    if not ids:
        return {}
    place = func.row_number().over(partition_by=Contribution.reply_to_id, order_by=Contribution.id)
    ranked = (
        select(Contribution.id, place.label("place"))
        .where(Contribution.reply_to_id.in_(ids), visible_to(viewer))
        .subquery()
    )
    rows = db.session.execute(
        _columns(revision)
        .join(ranked, ranked.c.id == Contribution.id)
        .where(ranked.c.place <= REPLIES)
        .order_by(Contribution.id)
    )
    replies: dict[int, list[Note]] = defaultdict(list)
    for row in rows:
        replies[row.reply_to_id].append(_plain(row))
    return replies


def _plain(row: Row[*tuple[Any, ...]]) -> Note:
    gone = gone_words(row.reference, row.status, row.status_reason, row.body)
    return Note(
        id=row.id,
        reference=row.reference,
        kind=row.kind.value,
        by=row.author_name,
        hat=row.hat or "",
        body="" if gone else row.body or "",
        at=row.at,
        channel=CHANNELS.get(row.channel, ""),
        agree=row.agree,
        replies_in_all=row.replies,
        fate=row.fate,
        status=row.status,
        gone=gone,
        clause_id=row.clause_id,
        clause_key=row.anchor_key,
    )


def _note(row: Row[*tuple[Any, ...]], revision: Revision, text: Text) -> Note:
    note = _plain(row)
    if row.start is None:
        return note
    quote = "" if row.whole else quoted(row.exact, row.prefix, row.suffix)
    segments: tuple[tuple[str, int, int], ...]
    if row.revision_id == revision.id:
        segments = () if row.whole else ((row.anchor_key, row.start, row.end),)
        return replace(note, segments=segments, quote=quote)
    if row.placed is None:
        return replace(note, quote=quote)
    removed = row.placed is PlacementStatus.REMOVED
    segments = () if removed else tuple((key, start, end) for key, start, end in row.segments)
    segments = tuple(one for one in segments if not _is_whole(text, one))
    doubtful = is_doubtful(row.placed, row.score, row.confirmed_at)
    return replace(note, segments=segments, quote=quote, removed=removed, doubtful=doubtful)


def _is_whole(text: Text, segment: tuple[str, int, int]) -> bool:
    clause = text.find(segment[0])
    return clause is None or (segment[1] <= 0 and segment[2] >= len(clause.text))


def gone_words(reference: str, status: Status, reason: str | None, body: str | None) -> str:
    """Say why a contribution is not shown, or nothing where it is."""
    if status is Status.WITHDRAWN:
        return f"{reference} was taken back by the person who said it."
    if status is Status.HIDDEN:
        return f"{reference} is hidden: {reason or 'it broke the rules of the house'}"
    return "" if body is not None else f"The words of {reference} were removed."


def marked(note: Note, marks: Mapping[str, tuple[int, str]]) -> Note:
    """Give a note the number and the name of the mark round its words; `marks`: both by reference."""
    if note.reference not in marks:
        return note
    number, mark = marks[note.reference]
    return replace(note, number=number, mark=mark)
