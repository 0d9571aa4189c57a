"""Contributions with what was said in reply to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from consult.contributions.loading import with_all, with_people
from consult.contributions.models import Contribution
from consult.contributions.viewing import PUBLIC, Viewer, visible_to
from consult.documents.models import Document
from consult.extensions import db


@dataclass(slots=True)
class Thread:
    """A contribution and everything said in reply to it, directly or further down, in order of time."""

    top: Contribution
    replies: list[Contribution] = field(default_factory=list)


def threads_for(
    document: Document,
    clause_ids: Collection[int | None] | None,
    limit_each: int = 2,
    *,
    viewer: Viewer = PUBLIC,
    newest_first: bool = False,
) -> dict[int | None, list[Thread]]:
    """Return the first threads of each clause by clause id (None in `clause_ids`: about the whole document).

    `clause_ids` None: of every clause and the document. Three queries, however many there are.
    """
    place = func.row_number().over(
        partition_by=Contribution.clause_id,
        order_by=Contribution.id.desc() if newest_first else Contribution.id.asc(),
    )
    ranked = select(Contribution.id, place.label("place")).where(
        Contribution.document_id == document.id, Contribution.reply_to_id.is_(None), visible_to(viewer)
    )
    if clause_ids is not None:
        wanted: ColumnElement[bool] = Contribution.clause_id.in_({one for one in clause_ids if one is not None})
        if None in clause_ids:
            wanted = or_(wanted, Contribution.clause_id.is_(None))
        ranked = ranked.where(wanted)
    top = ranked.subquery()
    order = Contribution.id.desc() if newest_first else Contribution.id.asc()
    rows = db.session.scalars(
        select(Contribution)
        .join(top, top.c.id == Contribution.id)
        .where(top.c.place <= limit_each)
        .options(*with_all())
        .order_by(order)
    ).all()
    replies = replies_to([row.id for row in rows], viewer=viewer)
    threads: dict[int | None, list[Thread]] = defaultdict(list)
    for row in rows:
        threads[row.clause_id].append(Thread(row, replies.get(row.id, [])))
    return dict(threads)


def replies_to(ids: Collection[int], *, viewer: Viewer = PUBLIC) -> dict[int, list[Contribution]]:
    """Return everything said in reply to some contributions, by their ids, further replies too, in order of time."""
    found: dict[int, list[Contribution]] = defaultdict(list)
    for top, reply in db.session.execute(_answers(ids, viewer)):
        found[top].append(reply)
    return dict(found)


def page_of_replies(
    contribution: Contribution, after: int, limit: int, *, viewer: Viewer = PUBLIC
) -> tuple[Sequence[Contribution], int | None]:
    """Return some of what was said in reply to one contribution, in order of time, and where the next page begins.

    Those after the id `after`; the second value is the id to give for the next page, None at the end. One query.
    """
    wanted = _answers([contribution.id], viewer).where(Contribution.id > after).limit(limit + 1)
    rows = [reply for _, reply in db.session.execute(wanted)]
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def _answers(ids: Collection[int], viewer: Viewer) -> Select[int, Contribution]:
    root = (
        select(Contribution.id.label("id"), Contribution.reply_to_id.label("top"))
        .where(Contribution.reply_to_id.in_(ids))
        .cte("answers", recursive=True)
    )
    further = aliased(Contribution)
    tree = root.union_all(select(further.id, root.c.top).join(root, further.reply_to_id == root.c.id))
    return (
        select(tree.c.top, Contribution)
        .join(Contribution, Contribution.id == tree.c.id)
        .where(visible_to(viewer))
        .options(*with_people())
        .order_by(Contribution.id)
    )
