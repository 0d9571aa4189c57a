"""Lists of contributions for the pages of themes: to read, to code, to check; a fixed number of queries each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, and_, case, func, null, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Person
from consult.contributions.models import Contribution, Status
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.models import Theme, ThemeLink, ThemeState
from consult.insight.themes.queries import BY_PERSON, CHECKED, SHOWS, Line, blank_answers
from consult.insight.vectors import readable

PAGE = 20


def list_blank(consultation_id: int, page: int) -> tuple[Sequence[Line], int]:
    """List the answers that say nothing, oldest first, with how many pages there are: two queries."""
    answers = blank_answers(consultation_id)
    last = _pages(sum(many for _, many in answers))
    words = [body for body, _ in answers][:500]
    rows = _lines().where(Document.consultation_id == consultation_id, readable(), Contribution.body.in_(words))
    return _page(rows.order_by(Contribution.id), min(page, last)), last


def list_behind(theme: Theme, show: str, page: int) -> tuple[Sequence[Line], int]:
    """List the contributions behind a theme, with who linked each, and how many pages there are: two queries."""
    wanted = and_(ThemeLink.theme_id == theme.id, SHOWS[show])
    last = _pages(db.session.scalar(select(func.count()).select_from(ThemeLink).where(wanted)) or 0)
    order = (ThemeLink.score, Contribution.id) if show == "unchecked" else (Contribution.id,)
    rows = _with_link(_lines()).where(wanted)
    return _page(rows.order_by(*order), min(page, last)), last


def list_to_check(consultation_id: int, theme_id: int | None, skip: int = 0, many: int = 10) -> Sequence[Line]:
    """Pick links of the software that nobody checked, by chance, the same until some are checked: one query.

    Chance, so that the share that proves right holds for those not looked at too.
    """
    wanted = [Theme.consultation_id == consultation_id, Theme.state == ThemeState.SETTLED, SHOWS["unchecked"]]
    if theme_id is not None:
        wanted.append(ThemeLink.theme_id == theme_id)
    rows = _with_link(_lines()).join(Theme, Theme.id == ThemeLink.theme_id).where(*wanted)
    chance = (ThemeLink.contribution_id * 7919 + ThemeLink.theme_id * 104_729) % 10_007
    rows = rows.add_columns(Theme.public_id.label("theme"), Theme.name.label("theme_name"))
    return db.session.execute(rows.order_by(chance, ThemeLink.id).limit(many).offset(skip)).all()


def list_to_code(consultation_id: int, skip: int = 0, many: int = 10) -> Sequence[Line]:
    """Pick contributions that carry no theme by a person's word, by chance, the same until some do: one query."""
    said = (
        select(ThemeLink.id)
        .join(Theme)
        .where(ThemeLink.contribution_id == Contribution.id, Theme.state == ThemeState.SETTLED, BY_PERSON | CHECKED)
    )
    chance = Contribution.id * 7919 % 10_007
    rows = _lines().where(Document.consultation_id == consultation_id, readable(), ~said.exists())
    # What says nothing would only take time: the commonest such answers are left out, whatever their case.
    rows = rows.where(func.lower(func.trim(Contribution.body)).not_in(("-", "n/a", "na", "none", "no", "not provided")))
    return db.session.execute(rows.order_by(chance, Contribution.id).limit(many).offset(skip)).all()


def lines_by_reference(consultation_id: int, references: Collection[str]) -> dict[str, Line]:
    """Return contributions of a consultation by their references: one query."""
    rows = _lines().where(
        Document.consultation_id == consultation_id, readable(), Contribution.reference.in_(references)
    )
    return {row.reference: row for row in db.session.execute(rows)}


_checker = aliased(Person)


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Contribution.id,
            Contribution.reference,
            Contribution.kind,
            case((Contribution.status == Status.WITHDRAWN, null()), else_=Contribution.body).label("body"),
            Contribution.author_name,
            Contribution.at,
            Document.title.label("document"),
        )
        .select_from(Contribution)
        .join(Document, Document.id == Contribution.document_id)
    )


def _with_link(rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        rows.add_columns(
            ThemeLink.score,
            ThemeLink.rejected,
            ThemeLink.by_id,
            Person.name.label("by"),
            ThemeLink.checked_at,
            _checker.name.label("checked_by"),
        )
        .join(ThemeLink, ThemeLink.contribution_id == Contribution.id)
        .outerjoin(Person, Person.id == ThemeLink.by_id)
        .outerjoin(_checker, _checker.id == ThemeLink.checked_by_id)
    )


def _pages(many: int) -> int:
    return max(1, -(-many // PAGE))


def _page(rows: Select[*tuple[Any, ...]], page: int) -> Sequence[Line]:
    return db.session.execute(rows.limit(PAGE).offset((page - 1) * PAGE)).all()
