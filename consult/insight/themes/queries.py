"""Reading the frame and its links, and counting them: a fixed number of queries, however much was said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.core.errors import NOT_HERE, Missing
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.models import Theme, ThemeLink, ThemeState
from consult.insight.themes.blank import is_blank
from consult.insight.vectors import readable

SHORT = 40
"""Characters up to which an answer may say nothing."""
BY_PERSON: ColumnElement[bool] = ThemeLink.by_id.is_not(None)
CHECKED: ColumnElement[bool] = ThemeLink.checked_at.is_not(None)
STANDS: ColumnElement[bool] = ThemeLink.rejected.is_(False)
SHOWS: dict[str, ColumnElement[bool]] = {
    "all": STANDS,
    "people": and_(STANDS, BY_PERSON | CHECKED),
    "unchecked": and_(STANDS, ~BY_PERSON, ~CHECKED),
    "rejected": ThemeLink.rejected.is_(True),
}
"""Which links a theme's page lists, by the word in its address."""

Line = Row[*tuple[Any, ...]]
"""A contribution as these pages list it, with its link where it has one."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many contributions carry a theme, and who says so."""

    people: int = 0
    """A person made the link."""
    unchecked: int = 0
    """The software proposed it, and nobody looked."""
    confirmed: int = 0
    """The software proposed it, and a person agreed."""
    refused: int = 0
    """The software proposed it, and a person did not agree."""

    @property
    def carried(self) -> int:
        """How many carry it, whoever says so."""
        return self.people + self.unchecked + self.confirmed

    @property
    def examples(self) -> int:
        """How many carry it by a person's word: what the software learns from."""
        return self.people + self.confirmed

    @property
    def software(self) -> int:
        """How many links the software made."""
        return self.unchecked + self.checked

    @property
    def checked(self) -> int:
        """How many of those a person looked at."""
        return self.confirmed + self.refused


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the frame reaches over what was said."""

    said: int
    blank: int
    coded: int
    """Carry a theme in use, by a person's word."""
    proposed: int
    """Carry one by the software's word only."""

    @property
    def counted(self) -> int:
        """How many say something."""
        return self.said - self.blank

    @property
    def left(self) -> int:
        """How many that say something carry no theme yet."""
        return max(0, self.counted - self.coded - self.proposed)


def find_theme(public_id: str) -> Theme | None:
    """Return a theme with its consultation and who settled it, or None."""
    wanted = select(Theme).where(Theme.public_id == public_id)
    return db.session.scalars(
        wanted.options(joinedload(Theme.consultation), joinedload(Theme.settled_by), joinedload(Theme.proposed_by))
    ).one_or_none()


def get_theme(consultation: Consultation, public_id: str) -> Theme:
    """Return a theme of a consultation. Raises Missing."""
    theme = find_theme(public_id)
    if theme is None or theme.consultation_id != consultation.id:
        raise Missing(NOT_HERE)
    return theme


def list_themes(consultation_id: int, *states: ThemeState) -> Sequence[Theme]:
    """List the themes of a frame in their order; of some states only, if any are named."""
    wanted = select(Theme).where(Theme.consultation_id == consultation_id)
    if states:
        wanted = wanted.where(Theme.state.in_(states))
    return db.session.scalars(wanted.order_by(Theme.position, Theme.id)).all()


def count_links(consultation_id: int) -> dict[int, Counts]:
    """Count the links of each theme of a consultation, by theme id: one query."""
    rows = (
        select(
            ThemeLink.theme_id,
            func.count().filter(STANDS, BY_PERSON).label("people"),
            func.count().filter(STANDS, ~BY_PERSON, ~CHECKED).label("unchecked"),
            func.count().filter(STANDS, ~BY_PERSON, CHECKED).label("confirmed"),
            func.count().filter(~STANDS, ~BY_PERSON, CHECKED).label("refused"),
        )
        .join(Theme)
        .where(Theme.consultation_id == consultation_id)
        .group_by(ThemeLink.theme_id)
    )
    return {
        row.theme_id: Counts(row.people, row.unchecked, row.confirmed, row.refused) for row in db.session.execute(rows)
    }


def together(counts: Collection[Counts]) -> Counts:
    """Add up the counts of several themes."""
    return Counts(
        sum(one.people for one in counts),
        sum(one.unchecked for one in counts),
        sum(one.confirmed for one in counts),
        sum(one.refused for one in counts),
    )


def read_spread(consultation_id: int) -> Spread:
    """Count what was said, what says nothing, and what carries a theme in use: three queries."""
    said = db.session.scalar(select(func.count()).select_from(_said(consultation_id).subquery())) or 0
    by_person = func.max(func.coalesce(ThemeLink.by_id, ThemeLink.checked_by_id, 0))
    linked = (
        select(ThemeLink.contribution_id, by_person.label("by"))
        .join(Theme)
        .where(Theme.consultation_id == consultation_id, Theme.state == ThemeState.SETTLED, STANDS)
        .group_by(ThemeLink.contribution_id)
        .subquery()
    )
    coded, proposed = db.session.execute(
        select(func.count().filter(linked.c.by > 0), func.count().filter(linked.c.by == 0)).select_from(linked)
    ).one()
    return Spread(said, sum(many for _, many in blank_answers(consultation_id)), coded, proposed)


def _said(consultation_id: int) -> Select[int]:
    return (
        select(Contribution.id)
        .join(Document, Document.id == Contribution.document_id)
        .where(Document.consultation_id == consultation_id, readable())
    )


def blank_answers(consultation_id: int) -> list[tuple[str, int]]:
    """Return the short answers that say nothing, each with how often it was given: one query."""
    short = (
        select(Contribution.body, func.count().label("many"))
        .join(Document, Document.id == Contribution.document_id)
        .where(Document.consultation_id == consultation_id, readable(), func.length(Contribution.body) <= SHORT)
        .group_by(Contribution.body)
    )
    return [(row.body, row.many) for row in db.session.execute(short) if is_blank(row.body)]


def themes_of(contribution_ids: Collection[int], *, public: bool) -> dict[int, list[Line]]:
    """Return the themes in use that contributions carry, by contribution id: one query.

    public: only by a person's word; else with the software's proposals.
    """
    wanted = select(
        ThemeLink.contribution_id, Theme.public_id, Theme.name, BY_PERSON.label("by_person"), CHECKED.label("checked")
    ).join(Theme)
    wanted = wanted.where(ThemeLink.contribution_id.in_(contribution_ids), Theme.state == ThemeState.SETTLED, STANDS)
    if public:
        wanted = wanted.where(BY_PERSON | CHECKED)
    found: dict[int, list[Line]] = {}
    for row in db.session.execute(wanted.order_by(Theme.position, Theme.id)):
        found.setdefault(row.contribution_id, []).append(row)
    return found


def carried_by_people(contribution_ids: Collection[int], theme: Theme) -> Sequence[int]:
    """Return those of some contributions that carry a theme by a person's word: one query."""
    wanted = select(ThemeLink.contribution_id).where(
        ThemeLink.theme_id == theme.id, ThemeLink.contribution_id.in_(contribution_ids), STANDS, BY_PERSON | CHECKED
    )
    return db.session.scalars(wanted).all()


def refused_by_people(contribution_ids: Collection[int], theme: Theme) -> Sequence[int]:
    """Return those of some contributions of which a person said that they do not carry a theme: one query."""
    wanted = select(ThemeLink.contribution_id).where(
        ThemeLink.theme_id == theme.id, ThemeLink.contribution_id.in_(contribution_ids), ThemeLink.rejected.is_(True)
    )
    return db.session.scalars(wanted).all()


def last_said_by(contribution_ids: Collection[int], theme: Theme, person: Person) -> Sequence[int]:
    """Return those of some contributions that carry a theme by this person's word, the last said of it: one query."""
    wanted = select(ThemeLink.contribution_id).where(
        ThemeLink.theme_id == theme.id,
        ThemeLink.contribution_id.in_(contribution_ids),
        STANDS,
        ThemeLink.checked_by_id == person.id,
    )
    return db.session.scalars(wanted).all()
