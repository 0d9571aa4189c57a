"""Contributions as lists show them: one query for a page and columns only, because lists are read all day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Organisation
from consult.contributions.models import Anchor, Contribution, Placement
from consult.contributions.queries import PAGE, Filters, matching
from consult.contributions.viewing import PUBLIC, Viewer
from consult.documents.models import Clause, Document, Revision
from consult.extensions import db

Line = Row[*tuple[Any, ...]]
"""One contribution: its own columns by their names, and those of what it belongs to, as labelled below."""

_parent, _shown = aliased(Contribution), aliased(Revision)
_c = Contribution
_LINES: Select[*tuple[Any, ...]] = (
    select(
        *(_c.id, _c.reference, _c.kind, _c.clause_id, _c.reply_to_id, _c.body, _c.author_id, _c.author_name),
        *(_c.channel, _c.made_in, _c.at, _c.status, _c.status_reason, _c.fate, _c.agree, _c.unsure, _c.disagree),
        *(_c.version, _c.edited_at),
        _parent.reference.label("reply_to"),
        Organisation.slug.label("organisation"),
        Organisation.name.label("organisation_name"),
        Revision.number.label("revision_read"),
        Clause.key.label("anchor_key"),
        *(Anchor.start, Anchor.end, Anchor.whole, Anchor.exact, Anchor.prefix, Anchor.suffix),
        Placement.status.label("placed"),
        Placement.score,
        Placement.segments,
        _shown.number.label("revision_shown"),
    )
    .join(Revision, Revision.id == _c.revision_id)
    .outerjoin(_parent, _parent.id == _c.reply_to_id)
    .outerjoin(Organisation, Organisation.id == _c.organisation_id)
    .outerjoin(Anchor, Anchor.contribution_id == _c.id)
    .outerjoin(Clause, Clause.id == Anchor.clause_id)
    # There is one placement for each revision after the one read, so the newest lies in the newest revision.
    .outerjoin(Placement, and_(Placement.contribution_id == _c.id, Placement.revision_id == bindparam("newest")))
    .outerjoin(_shown, _shown.id == Placement.revision_id)
)
"""Built once: building it costs more than asking it."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Some of a list, and where the next page begins (None at the end): give it as `after`."""

    items: Sequence[Line]
    next: int | None


def list_lines(
    document: Document,
    filters: Filters | None = None,
    after: int | None = None,
    limit: int = PAGE,
    *,
    viewer: Viewer = PUBLIC,
    newest_first: bool = False,
) -> Lines:
    """List a document's contributions as `list_contributions` does: one query."""
    wanted = matching(document, filters or Filters(), viewer)
    if wanted is None:
        return Lines((), None)
    if after is not None:
        wanted.append(_c.id < after if newest_first else _c.id > after)
    rows = _LINES.where(*wanted).order_by(_c.id.desc() if newest_first else _c.id.asc()).limit(limit + 1)
    found = db.session.execute(rows, {"newest": document.newest_revision_id}).all()
    return Lines(found[:limit], found[limit - 1].id if len(found) > limit else None)


def lines_of(document: Document, ids: Collection[int]) -> Sequence[Line]:
    """Return contributions of a document by their ids, oldest first: one query."""
    rows = _LINES.where(_c.id.in_(ids)).order_by(_c.id)
    return db.session.execute(rows, {"newest": document.newest_revision_id}).all()
