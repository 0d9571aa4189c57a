"""Reading contributions. Each list takes the same number of queries, however long it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.contributions.loading import with_all, with_document, with_history
from consult.contributions.models import Channel, Contribution, ContributionKind, Status
from consult.contributions.references import read_reference
from consult.contributions.theming import carrying
from consult.contributions.threads import Thread, replies_to, threads_for
from consult.contributions.viewing import PUBLIC, Viewer, is_visible, visible_to
from consult.core.errors import NOT_HERE, Missing
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.documents.queries import find_clause
from consult.extensions import db
from consult.infra.keeping import Kept

__all__ = [
    "DOCUMENT",
    "NO_FATE",
    "PAGE",
    "Filters",
    "Page",
    "Thread",
    "count_contributions",
    "count_listed",
    "count_public",
    "counts_by_clause",
    "find_contribution",
    "get_contribution",
    "is_unanswered",
    "list_by_author",
    "list_contributions",
    "list_unanswered",
    "matching",
    "replies_to",
    "threads_for",
]

PAGE = 20
NO_FATE = "none"
"""Filter value: no published fate yet."""
DOCUMENT = "document"
"""Filter value: about the whole document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What to list. `clause` is a key or DOCUMENT, `fate` a fate or NO_FATE, `theme` an id or a name.

    Unknown values find nothing.
    """

    clause: str | None = None
    kind: str | None = None
    fate: str | None = None
    channel: str | None = None
    status: str | None = None
    unanswered: bool = False
    theme: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a list, and where the next page begins (None at the end): give it as `after`."""

    items: Sequence[Contribution]
    next: int | None


_BY_REFERENCE = select(Contribution).where(Contribution.reference == bindparam("reference"))
_PLAIN = _BY_REFERENCE.options(joinedload(Contribution.document).joinedload(Document.consultation))
_WHOLE = _BY_REFERENCE.options(*with_document(), *with_all(), *with_history())


def find_contribution(reference: str, *, whole: bool = True) -> Contribution | None:
    """Return a contribution with its document and, if `whole`, all that its page shows; or None.

    Capitals do not matter.
    """
    reference = read_reference(reference)
    if not reference:
        return None
    return db.session.scalars(_WHOLE if whole else _PLAIN, {"reference": reference}).one_or_none()


def get_contribution(reference: str, viewer: Viewer | None = None, *, whole: bool = True) -> Contribution:
    """Return a contribution as `find_contribution`; for a viewer, if it exists for them. Raises Missing."""
    contribution = find_contribution(reference, whole=whole)
    if contribution is None or (viewer is not None and not is_visible(contribution, viewer)):
        raise Missing(NOT_HERE)
    return contribution


def list_contributions(
    document: Document,
    filters: Filters | None = None,
    after: int | None = None,
    limit: int = PAGE,
    *,
    viewer: Viewer = PUBLIC,
    newest_first: bool = False,
) -> Page:
    """List a document's contributions, oldest first unless told; `after` is the id the last page ended with."""
    wanted = matching(document, filters or Filters(), viewer)
    if wanted is None:
        return Page((), None)
    if after is not None:
        wanted.append(Contribution.id < after if newest_first else Contribution.id > after)
    order = Contribution.id.desc() if newest_first else Contribution.id.asc()
    found = db.session.scalars(
        select(Contribution).where(*wanted).options(*with_all()).order_by(order).limit(limit + 1)
    ).all()
    return Page(found[:limit], found[limit - 1].id if len(found) > limit else None)


_totals: Kept[tuple[int, int]] = Kept(512)


def count_contributions(document: Document, filters: Filters | None = None, *, viewer: Viewer = PUBLIC) -> int:
    """Count what `list_contributions` lists."""
    return sum(count_listed(document, filters, viewer=viewer))


def kept_name(document: Document) -> str:
    """Name what is kept about a document's contributions in this process, together with its counts version: by the hash
    of its newest revision, which no other document has, in this database or another."""
    return document.newest_revision.hash if document.newest_revision else document.slug


_OWN_APART = (
    select(Contribution.id)
    .where(
        Contribution.author_id == bindparam("person"),
        Contribution.document_id == bindparam("document"),
        or_(Contribution.status != Status.PUBLISHED, Contribution.made_in == Stage.DRAFTING),
    )
    .limit(1)
)


def circle_of(document: Document, viewer: Viewer) -> Viewer:
    """Return the circle a viewer sees a document's contributions with, as a viewer who is nobody in particular.

    People with words of their own there that others do not see, or not in full, are a circle of their own.
    """
    asked = {"document": document.id, "person": viewer.person_id}
    if viewer.person_id is not None and db.session.connection().execute(_OWN_APART, asked).first() is not None:
        return viewer
    return replace(viewer, person_id=None)


def count_listed(document: Document, filters: Filters | None = None, *, viewer: Viewer = PUBLIC) -> tuple[int, int]:
    """Count what `list_contributions` lists: what stands, then what was taken back or hidden.

    All that a circle sees is counted once for each change of a number.
    """
    filters = filters or Filters()
    if filters != Filters():
        wanted = matching(document, filters, viewer)
        return (0, 0) if wanted is None else _count(*wanted)
    circle = replace(viewer, person_id=None)
    here = Contribution.document_id == document.id
    total = _totals.get(
        (kept_name(document), circle), str(document.counts_version), lambda: _count(here, visible_to(circle))
    )
    if viewer.person_id is None or viewer.officer:
        return total
    own = _count(here, Contribution.author_id == viewer.person_id, ~visible_to(circle))
    return total[0] + own[0], total[1] + own[1]


def _count(*wanted: ColumnElement[bool]) -> tuple[int, int]:
    gone = Contribution.status.in_((Status.HIDDEN, Status.WITHDRAWN))
    counted = select(func.count().filter(~gone), func.count().filter(gone)).select_from(Contribution).where(*wanted)
    stand, fell = db.session.execute(counted).one()
    return stand, fell


def matching(document: Document, filters: Filters, viewer: Viewer) -> list[ColumnElement[bool]] | None:
    """Return what a document's contributions must match, or None where a filter names nothing there is."""
    wanted: list[ColumnElement[bool]] = [Contribution.document_id == document.id, visible_to(viewer)]
    for column, kind, value in (
        (Contribution.kind, ContributionKind, filters.kind),
        (Contribution.channel, Channel, filters.channel),
        (Contribution.status, Status, filters.status),
    ):
        if value:
            if value not in set(kind):
                return None
            wanted.append(column == kind(value))
    if filters.theme:
        wanted.append(carrying(document, filters.theme, viewer))
    if filters.clause == DOCUMENT:
        wanted += (Contribution.clause_id.is_(None), Contribution.reply_to_id.is_(None))
    elif filters.clause:
        clause = None if not filters.clause.isalnum() else find_clause(document, filters.clause)
        if clause is None:
            return None
        wanted.append(Contribution.clause_id == clause.id)
    if filters.organisation:
        if not filters.organisation.isprintable():
            return None
        wanted.append(Contribution.organisation.has(slug=filters.organisation))
        if not viewer.officer:  # whom what was hidden or taken back was said for is told to nobody
            wanted.append(Contribution.status.not_in((Status.HIDDEN, Status.WITHDRAWN)))
    if filters.unanswered:
        wanted.append(is_unanswered())
    return _with_fate(wanted, filters.fate)


def _with_fate(wanted: list[ColumnElement[bool]], fate: str | None) -> list[ColumnElement[bool]] | None:
    if fate and fate != NO_FATE and fate not in set(Fate):
        return None
    if fate:
        wanted.append(Contribution.fate.is_(None) if fate == NO_FATE else Contribution.fate == Fate(fate))
    return wanted


def is_unanswered() -> ColumnElement[bool]:
    """Match what the next revision must answer: it counts, and its newest fate is missing or "carried forward"."""
    return Contribution.counts_for_gate.is_(True) & or_(
        Contribution.fate.is_(None), Contribution.fate == Fate.CARRIED_FORWARD
    )


def list_unanswered(document: Document) -> list[str]:
    """List the references of what the next revision must answer, oldest first."""
    return list(
        db.session.scalars(
            select(Contribution.reference)
            .where(Contribution.document_id == document.id, is_unanswered())
            .order_by(Contribution.id)
        )
    )


def _is_public() -> ColumnElement[bool]:
    return (Contribution.status == Status.PUBLISHED) & (Contribution.made_in != Stage.DRAFTING)


def counts_by_clause(document: Document) -> dict[int | None, int]:
    """Count, by the id of the clause they lie in now, what people said in public, replies aside; None: the document."""
    rows = (
        select(Contribution.clause_id, func.count().label("many"))
        .where(Contribution.document_id == document.id, _is_public(), Contribution.reply_to_id.is_(None))
        .group_by(Contribution.clause_id)
    )
    return {row.clause_id: row.many for row in db.session.execute(rows)}


def count_public(documents: Collection[int]) -> dict[int, int]:
    """Count what people said in public, replies too, by document id."""
    rows = (
        select(Contribution.document_id, func.count().label("many"))
        .where(Contribution.document_id.in_(documents), _is_public())
        .group_by(Contribution.document_id)
    )
    return {row.document_id: row.many for row in db.session.execute(rows)}


def list_by_author(person: Person) -> Sequence[Contribution]:
    """List what a person said, newest first, with where it was said."""
    return db.session.scalars(
        select(Contribution)
        .where(Contribution.author_id == person.id)
        .options(*with_all(), *with_document())
        .order_by(Contribution.id.desc())
    ).all()
