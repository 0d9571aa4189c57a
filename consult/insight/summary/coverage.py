"""Proof of coverage: how much of what people said a version of the summary quotes by number, and what it leaves out.

What stands in a group of near-identical contributions whose lead is cited is counted apart: its words are there, its
number is not. Every count is made by the database, so that a page costs the same for ten voices as for twenty thousand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, ContributionKind
from consult.core.inline import visible
from consult.documents.models import Document
from consult.documents.queries import find_clause, list_documents, read_revision
from consult.extensions import db
from consult.insight.alike_models import AlikeGroup, AlikeMember
from consult.insight.summary.checking import TITLE, said_in
from consult.insight.summary.models import SummaryCitation, SummarySave
from consult.insight.summary.sections import headings, part_of
from consult.insight.theme_models import Theme, ThemeLink, ThemeState
from consult.insight.themes.queries import BY_PERSON, CHECKED

PAGE = 25
KINDS = {
    ContributionKind.COMMENT: "Comments and replies",
    ContributionKind.SUGGESTION: "Suggestions of other words",
    ContributionKind.SUBMISSION: "Letters and other submissions",
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many were said, how many of them are cited, and how many are near-identical to one that is."""

    name: str
    said: int
    cited: int
    alike: int
    asked: dict[str, str]
    """The filter that lists what of it is not cited."""

    @property
    def left(self) -> int:
        """How many are neither cited nor near-identical to one that is."""
        return self.said - self.cited - self.alike


@dataclass(frozen=True, slots=True)
class Coverage:
    """The counts of one version: in all, and by theme, by part of each document, by kind."""

    total: Count
    themes: Sequence[Count]
    parts: Sequence[Count]
    kinds: Sequence[Count]


@dataclass(frozen=True, slots=True)
class Uncited:
    """A contribution the summary does not quote by number. `alike`: a near-identical one is cited."""

    id: int
    reference: str
    kind: ContributionKind
    document: str
    title: str
    reply: bool
    alike: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which of the uncited to list. theme: a public id; document: a slug; clause: a key in it; unknown: none."""

    theme: str | None = None
    document: str | None = None
    clause: str | None = None
    kind: str | None = None
    alike: bool = True
    """Whether to list also those that are near-identical to a cited one."""
    since: bool = False
    """Only those that came after what the version considered."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the uncited, and the id after which the next page begins; None at the end."""

    items: Sequence[Uncited]
    next: int | None


class _Tally:
    """The tables a count joins: contributions, what a version cites of them, and the groups whose lead it cites."""

    def __init__(self, consultation: Consultation, save: SummarySave | None, *, public: bool = False) -> None:
        """Take a version; None cites nothing. public: themes only by a person's word."""
        number = save.id if save else 0
        cited, lead = aliased(SummaryCitation), aliased(AlikeMember)
        self._groups = (
            select(lead.group_id)
            .join(cited, cited.contribution_id == lead.contribution_id)
            .join(AlikeGroup, AlikeGroup.id == lead.group_id)
            .where(cited.save_id == number, lead.lead, AlikeGroup.blank.is_(False))
            .distinct()
            .subquery()
        )
        self._save_id = number
        self._links = ~ThemeLink.rejected & (BY_PERSON | CHECKED if public else true())
        self.said = said_in(consultation)
        self.is_cited = SummaryCitation.contribution_id.is_not(None)
        self.is_alike = SummaryCitation.contribution_id.is_(None) & self._groups.c.group_id.is_not(None)

    def join(self, rows: Select[Any]) -> Select[Any]:
        """Join what tells whether a contribution is cited; match what was said."""
        return (
            rows.outerjoin(
                SummaryCitation,
                (SummaryCitation.contribution_id == Contribution.id) & (SummaryCitation.save_id == self._save_id),
            )
            .outerjoin(AlikeMember, AlikeMember.contribution_id == Contribution.id)
            .outerjoin(self._groups, self._groups.c.group_id == AlikeMember.group_id)
            .where(self.said)
        )

    def count(self, *by: ColumnElement[Any] | InstrumentedAttribute[Any], themed: bool = False) -> Sequence[Row[Any]]:
        """Count said, cited and alike for each value of `by`; one query."""
        sums = (
            func.count().label("said"),
            func.count(SummaryCitation.contribution_id).label("cited"),
            func.count().filter(self.is_alike).label("alike"),
        )
        rows = select(*by, *sums).select_from(Contribution)
        if themed:
            rows = rows.join(ThemeLink, (ThemeLink.contribution_id == Contribution.id) & self._links)
        return db.session.execute(self.join(rows).group_by(*by)).all()


def count_all(consultation: Consultation, save: SummarySave | None) -> Count:
    """Count what was said, and what of it a version cites; one query. No version cites nothing."""
    (row,) = _Tally(consultation, save).count()
    return Count("Everything said", row.said, row.cited, row.alike, {})


def read_coverage(consultation: Consultation, save: SummarySave | None, *, public: bool = False) -> Coverage:
    """Count a version's coverage in all, and by theme, part and kind; a fixed number of queries.

    public: by the themes a person stands for; what the software proposes and nobody checked is for officers.
    """
    tally = _Tally(consultation, save, public=public)
    kinds = [
        Count(KINDS[row.kind], row.said, row.cited, row.alike, {"kind": row.kind.value})
        for row in tally.count(Contribution.kind)
    ]
    total = Count(
        "Everything said",
        sum(one.said for one in kinds),
        sum(one.cited for one in kinds),
        sum(one.alike for one in kinds),
        {},
    )
    kinds.sort(key=lambda one: list(KINDS.values()).index(one.name))
    return Coverage(total, _by_theme(consultation, tally), _by_part(consultation, tally), kinds)


def _by_theme(consultation: Consultation, tally: _Tally) -> list[Count]:
    themes = db.session.execute(
        select(Theme.id, Theme.public_id, Theme.name)
        .where(Theme.consultation_id == consultation.id, Theme.state == ThemeState.SETTLED)
        .order_by(Theme.position, Theme.id)
    ).all()
    if not themes:
        return []
    rows = {row.theme_id: row for row in tally.count(ThemeLink.theme_id, themed=True)}
    counts = []
    for theme in themes:
        row, asked = rows.get(theme.id), {"theme": theme.public_id}
        said, cited, alike = (row.said, row.cited, row.alike) if row else (0, 0, 0)
        counts.append(Count(theme.name, said, cited, alike, asked))
    return counts


def _by_part(consultation: Consultation, tally: _Tally) -> list[Count]:
    """Add up by the parts of the documents, in order of reading; what nobody spoke about is left out."""
    documents = [one for one in list_documents(consultation.id) if one.newest_revision is not None]
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    texts = {one.id: read_revision(one.newest_revision) for one in documents if one.newest_revision}
    parts = {number: part_of(text) for number, text in texts.items()}
    for row in tally.count(Contribution.document_id, Contribution.clause_id):
        part = parts.get(row.document_id, {}).get(row.clause_id or 0, "")
        here = sums[(row.document_id, part)]
        for place, many in enumerate((row.said, row.cited, row.alike)):
            here[place] += many
    counts = []
    for document in documents:
        text, before = texts[document.id], f"{document.title}: " if len(documents) > 1 else ""
        names = {"": "The whole document, or before the first heading"}
        names |= {clause.key: visible(clause.text).text for clause in headings(text)}
        for key, name in names.items():
            if (document.id, key) in sums:
                asked = {"document": document.slug} | ({"clause": key} if key else {})
                said, cited, alike = sums[(document.id, key)]
                counts.append(Count(f"{before}{name}", said, cited, alike, asked))
    return counts


def list_uncited(
    consultation: Consultation,
    save: SummarySave | None,
    filters: Filters,
    after: int = 0,
    limit: int = PAGE,
    *,
    public: bool = False,
) -> Page:
    """List what a version does not cite, oldest first, after an id; a filter that names nothing finds nothing.

    public: by theme, only what a person said carries one in use.
    """
    tally = _Tally(consultation, save)
    wanted = _wanted(consultation, save, filters, public=public)
    if wanted is None:
        return Page((), None)
    rows = select(
        Contribution.id,
        Contribution.reference,
        Contribution.kind,
        Document.title.label("document"),
        func.substr(Contribution.body, 1, TITLE * 4).label("body"),
        Contribution.reply_to_id,
        tally.is_alike.label("alike"),
    ).join(Document, Document.id == Contribution.document_id)
    rows = tally.join(rows.select_from(Contribution)).where(~tally.is_cited, *wanted)
    if not filters.alike:
        rows = rows.where(~tally.is_alike)
    found = db.session.execute(rows.where(Contribution.id > after).order_by(Contribution.id).limit(limit + 1)).all()
    items = [
        Uncited(
            row.id,
            row.reference,
            row.kind,
            row.document,
            " ".join((row.body or "").split()),
            row.reply_to_id is not None,
            bool(row.alike),
        )
        for row in found[:limit]
    ]
    return Page(items, found[limit - 1].id if len(found) > limit else None)


def _wanted(
    consultation: Consultation, save: SummarySave | None, filters: Filters, *, public: bool
) -> list[ColumnElement[bool]] | None:
    wanted: list[ColumnElement[bool]] = []
    if filters.kind:
        if filters.kind not in set(ContributionKind):
            return None
        wanted.append(Contribution.kind == ContributionKind(filters.kind))
    if filters.theme:
        links = (
            select(ThemeLink.contribution_id)
            .join(Theme, Theme.id == ThemeLink.theme_id)
            .where(Theme.public_id == filters.theme, Theme.consultation_id == consultation.id, ~ThemeLink.rejected)
        )
        if public:
            links = links.where(Theme.state == ThemeState.SETTLED, BY_PERSON | CHECKED)
        wanted.append(Contribution.id.in_(links))
    if filters.since and save is not None:
        wanted.append(Contribution.id > save.considered_id)
    if filters.document:
        place = _place(consultation, filters.document, filters.clause)
        if place is None:
            return None
        wanted.append(place)
    return wanted


def _place(consultation: Consultation, slug: str, key: str | None) -> ColumnElement[bool] | None:
    """Match what was said about a part of a document: a heading with what stands under it, or one clause."""
    document = next((one for one in list_documents(consultation.id) if one.slug == slug), None)
    if document is None or document.newest_revision is None:
        return None
    here = Contribution.document_id == document.id
    parts = part_of(read_revision(document.newest_revision))
    if not key:
        inside = [number for number, part in parts.items() if part]
        return here & (Contribution.clause_id.is_(None) | Contribution.clause_id.not_in(inside))
    under = [number for number, part in parts.items() if part == key]
    if under:
        return here & Contribution.clause_id.in_(under)
    clause = find_clause(document, key) if key.isalnum() else None
    return None if clause is None else here & (Contribution.clause_id == clause.id)
