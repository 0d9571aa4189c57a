"""You said, we did, in numbers: how things came in, what became of them, by clause and by theme. Aggregates only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, and_, func, null, select
from sqlalchemy.orm import InstrumentedAttribute

from consult.contributions.models import Channel, Contribution, ContributionKind, Status
from consult.core.fates import Fate
from consult.core.flow import NARROW, WIDE, Flow, lay_out
from consult.core.shares import Compared, compare_shares
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.models import Theme, ThemeLink, ThemeState
from consult.insight.themes.queries import SHOWS
from consult.intake.models import SubmissionPart

DID = (Fate.TAKEN_IN, Fate.PARTLY)
DID_NOT = (Fate.NOT_TAKEN, Fate.OUT_OF_SCOPE)
WAITING = (None, Fate.CARRIED_FORWARD)
CAME = {
    Channel.WEB: "Online",
    Channel.MEETING: "In a room",
    Channel.PAPER: "On paper",
    Channel.EMAIL: "By email",
    Channel.PHONE: "By phone",
    Channel.IMPORT: "Brought in",
}
"""How things came in, in the order of the picture."""
BECAME: dict[Fate | None, str] = {
    Fate.TAKEN_IN: "Taken in",
    Fate.PARTLY: "Partly",
    Fate.NOT_TAKEN: "Not taken",
    Fate.ANSWERED: "Answered",
    Fate.NOTED: "Noted",
    Fate.CARRIED_FORWARD: "Carried forward",
    Fate.OUT_OF_SCOPE: "Out of scope",
    None: "No answer yet",
}
"""What becomes of things, in the order of the picture."""
IN_PERSON = (Channel.MEETING, Channel.PAPER, Channel.PHONE)
"""Ways of those who may be less heard: what became of what they said is compared with what came in online."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reader asks for. theme: a public id, OTHER, or none for all; page: of the clauses of one, or of all."""

    not_taken: bool = False
    channel: Channel | None = None
    theme: str = ""
    by_clause: bool = False
    page: int = 1

    @property
    def filtered(self) -> bool:
        """Say whether some of what was said is left out."""
        return self.not_taken or self.channel is not None


OTHER = "other"
"""Names what carries no theme."""


@dataclass(frozen=True, slots=True)
class Totals:
    """All that was said in public, replies aside, each counted once.

    `people` spoke here themselves, `organisations` had somebody speak for them, `entered` is what staff wrote down.
    """

    flows: Mapping[tuple[Channel, Fate | None], int]
    waiting: int
    people: int
    organisations: int
    entered: int
    behind: int = 0
    """How many people stand behind what staff wrote down, where somebody said how many."""

    @property
    def said(self) -> int:
        """How many contributions there are."""
        return sum(self.flows.values())

    @property
    def fates(self) -> Mapping[Fate | None, int]:
        """How many got each fate."""
        found: Counter[Fate | None] = Counter()
        for (_channel, fate), many in self.flows.items():
            found[fate] += many
        return found

    @property
    def answered(self) -> int:
        """How many have an answer that lasts."""
        return sum(many for fate, many in self.fates.items() if fate not in WAITING)

    @property
    def came(self) -> Sequence[Channel]:
        """The ways things came in by, in the order of the picture."""
        there = {channel for channel, _fate in self.flows}
        return [channel for channel in CAME if channel in there]

    @property
    def from_each(self) -> Mapping[Channel, int]:
        """How many came in by each way."""
        found: Counter[Channel] = Counter()
        for (channel, _fate), many in self.flows.items():
            found[channel] += many
        return found

    def picture(self, *, narrow: bool = False) -> Flow:
        """Lay out the picture from how things came in to what became of them."""
        counts = {(CAME[channel], BECAME[fate]): many for (channel, fate), many in self.flows.items()}
        return lay_out(counts, list(CAME.values()), list(BECAME.values()), NARROW if narrow else WIDE)

    def compared(self) -> Compared | None:
        """Compare how often was taken in what came in a room, on paper or by phone, with what came in online.

        Of what has an answer that lasts, whole and part together; None where either is too few to say.
        """
        return compare_shares(self._taken(IN_PERSON), self._taken((Channel.WEB,)))

    def _taken(self, channels: Sequence[Channel]) -> tuple[int, int]:
        settled: Counter[Fate] = Counter()
        for (channel, fate), many in self.flows.items():
            if channel in channels and fate is not None and fate not in WAITING:
                settled[fate] += many
        return sum(settled[fate] for fate in DID), settled.total()


@dataclass(slots=True)
class Said:
    """How much was said of one thing, by what became of it."""

    fates: Counter[Fate | None] = field(default_factory=Counter)

    @property
    def said(self) -> int:
        """How many contributions."""
        return self.fates.total()

    @property
    def answered(self) -> int:
        """How many of them have been given a fate, for good or carried forward."""
        return self.said - self.fates[None]

    @property
    def lasting(self) -> int:
        """How many have an answer that lasts, as the totals count."""
        return sum(many for fate, many in self.fates.items() if fate not in WAITING)


def is_counted(document: Document) -> tuple[ColumnElement[bool], ...]:
    """Match what the page counts: in public, no reply, and no submission beside the parts it was split into."""
    return (
        Contribution.document_id == document.id,
        Contribution.reply_to_id.is_(None),
        Contribution.status == Status.PUBLISHED,
        Contribution.made_in != Stage.DRAFTING,
        Contribution.kind != ContributionKind.SUBMISSION,
    )


def is_wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Match what a reader asks for."""
    rules: list[ColumnElement[bool]] = []
    if wanted.not_taken:
        rules.append(Contribution.fate.in_(DID_NOT))
    if wanted.channel is not None:
        rules.append(Contribution.channel == wanted.channel)
    return rules


def count_totals(document: Document) -> Totals:
    """Count everything: two queries."""
    c = Contribution
    flows: Counter[tuple[Channel, Fate | None]] = Counter()
    waiting = 0
    rows = db.session.execute(
        select(c.channel, c.fate, c.counts_for_gate, func.count().label("many"))
        .where(*is_counted(document))
        .group_by(c.channel, c.fate, c.counts_for_gate)
    )
    for row in rows:
        flows[row.channel, row.fate] += row.many
        waiting += row.many if row.counts_for_gate and row.fate in WAITING else 0
    itself = c.entered_by_id.is_(None)
    numbers = db.session.execute(
        select(
            # Whoever left a name only is one each time, as everywhere.
            func.count(c.author_id.distinct()).filter(itself) + func.count().filter(itself, c.author_id.is_(None)),
            func.count(c.organisation_id.distinct()),
            func.count().filter(c.entered_by_id.is_not(None)),
            _behind(document),
        ).where(*is_counted(document))
    ).one()
    people, organisations, entered, behind = numbers
    return Totals(dict(flows), waiting, people, organisations, entered, behind or 0)


def _behind(document: Document) -> ScalarSelect[int]:
    """Count the people behind what staff wrote down: those at one place of what came in (a table, a page, a row) are
    the same people, however many things they said."""
    places = (
        select(func.max(SubmissionPart.people).label("people"))
        .join(Contribution, Contribution.id == SubmissionPart.contribution_id)
        .where(*is_counted(document))
        .group_by(SubmissionPart.submission_id, SubmissionPart.place)
        .subquery()
    )
    return select(func.coalesce(func.sum(places.c.people), 0)).scalar_subquery()


def list_themes(document: Document) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the settled themes of a document's consultation in their order: id, public_id, name."""
    return db.session.execute(
        select(Theme.id, Theme.public_id, Theme.name)
        .where(Theme.consultation_id == document.consultation_id, Theme.state == ThemeState.SETTLED)
        .order_by(Theme.position, Theme.id)
    ).all()


def theme_of(themes: Sequence[int]) -> tuple[InstrumentedAttribute[int | None] | ColumnElement[Any], Any]:
    """Return, for queries on contributions, the theme each carries by a person's word, and what to join for that.

    A contribution with several themes gives a row for each.
    """
    if not themes:
        return null(), None
    on = and_(
        ThemeLink.contribution_id == Contribution.id,
        ThemeLink.theme_id.in_(themes),
        SHOWS["people"],  # what the software proposes and nobody checked is for officers only
    )
    return ThemeLink.theme_id, on


def count_by_place(
    document: Document, wanted: Wanted, themes: Sequence[int]
) -> dict[tuple[int | None, int | None], Said]:
    """Count by theme and clause (ids; None: no theme, the whole document): one query.

    What carries several themes is counted under each.
    """
    theme, on = theme_of(themes)
    rows = select(theme.label("theme"), Contribution.clause_id, Contribution.fate, func.count().label("many"))
    if on is not None:
        rows = rows.outerjoin(ThemeLink, on)
    rows = rows.select_from(Contribution).where(*is_counted(document), *is_wanted(wanted))
    keys = [Contribution.clause_id, Contribution.fate] + ([theme] if on is not None else [])
    return _tally(rows.group_by(*keys))


def count_by_clause(document: Document, wanted: Wanted) -> dict[int | None, Said]:
    """Count by clause, each contribution once: one query."""
    found = count_by_place(document, wanted, ())
    return {clause: said for (_theme, clause), said in found.items()}


def _tally(rows: Any) -> dict[tuple[int | None, int | None], Said]:
    found: dict[tuple[int | None, int | None], Said] = {}
    for row in db.session.execute(rows):
        found.setdefault((row.theme, row.clause_id), Said()).fates[row.fate] += row.many
    return found
