"""One contribution on the desk: all of it, and its neighbours in the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from consult.accounts.models import Person
from consult.contributions.models import Contribution, ReadMark
from consult.contributions.queries import get_contribution
from consult.contributions.viewing import EVERYTHING, body_for
from consult.core.errors import NOT_HERE, Missing
from consult.core.fates import Fate
from consult.desk.matching import matching
from consult.desk.sieve import Sieve
from consult.desk.table import codes_of, drafts_of, ids_in_order
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.alike.queries import Mark, group_of
from consult.insight.themes.queries import Line as ThemeLine
from consult.insight.themes.queries import themes_of


class Reader(NamedTuple):
    """Who marked it as read, and when."""

    public_id: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class One:
    """A contribution, what staff know of it, and where the table goes from it."""

    contribution: Contribution
    body: str | None
    """Its words, as staff may read them."""
    code: str
    themes: Sequence[ThemeLine]
    group: Mark | None
    draft: Fate | None
    readers: Sequence[Reader]
    place: int
    """Its number in the table, from 1; 0: it does not match the filters any more."""
    many: int
    previous: str
    next: str


def read_one(documents: Sequence[Document], reference: str, sieve: Sieve, person: Person) -> One:
    """Read one contribution of these documents. Raises Missing."""
    contribution = get_contribution(reference)
    if contribution.document_id not in [one.id for one in documents]:
        raise Missing(NOT_HERE)
    codes = codes_of(documents)
    order = ids_in_order(matching(documents, sieve, person), sieve.ordered, list(codes), limit=None)
    at = order.index(contribution.id) if contribution.id in order else None
    before = order[at - 1] if at else None
    after = order[0 if at is None else at + 1] if order and at != len(order) - 1 else None
    references = _references([one for one in (before, after) if one is not None])
    ids = [contribution.id]
    return One(
        contribution,
        body_for(contribution, EVERYTHING),
        codes.get(contribution.clause_id or 0, ""),
        themes_of(ids, public=False).get(contribution.id, ()),
        group_of(ids).get(contribution.id),
        drafts_of(ids).get(contribution.id),
        _readers(contribution),
        0 if at is None else at + 1,
        len(order),
        references.get(before or 0, ""),
        references.get(after or 0, ""),
    )


def _references(ids: Sequence[int]) -> dict[int, str]:
    found = select(Contribution.id, Contribution.reference).where(Contribution.id.in_(ids))
    return {row[0]: row[1] for row in db.session.execute(found)}


def _readers(contribution: Contribution) -> list[Reader]:
    found = (
        select(Person.public_id, Person.name, ReadMark.at)
        .join(ReadMark, ReadMark.person_id == Person.id)
        .where(ReadMark.contribution_id == contribution.id)
        .order_by(ReadMark.at, Person.id)
    )
    return [Reader(*row) for row in db.session.execute(found)]
