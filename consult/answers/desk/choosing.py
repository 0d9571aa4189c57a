"""Choose what one answer is drafted for: what people ticked, a theme, what is alike, or a clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.answers.models import FateEntry
from consult.consultations.models import Consultation
from consult.contributions.models import Anchor, Contribution, Status
from consult.contributions.queries import is_unanswered
from consult.contributions.references import read_reference
from consult.core.errors import NOT_HERE, Missing, Refused
from consult.documents.models import Clause, Document
from consult.extensions import db
from consult.infra.parts import in_parts
from consult.insight.models import AlikeGroup, AlikeMember, Theme, ThemeLink

STANDING = (Status.PUBLISHED, Status.HELD)
MOST = 20_000
"""Contributions one answer is drafted for at once: the most a whole consultation is made for."""
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an answer is drafted for: in plain words, and the ids, oldest first."""

    name: str
    ids: Sequence[int]
    left_out: Sequence[str] = ()
    """References that were asked for and are not there, or were hidden or taken back."""

    @property
    def mark(self) -> str:
        """How many and up to which: what a form says it showed."""
        return f"{len(self.ids)}-{self.ids[-1] if self.ids else 0}"


@dataclass(frozen=True, slots=True)
class Drafted:
    """How many of the chosen an officer has drafted an answer for already."""

    by_id: int | None
    name: str
    many: int


def choose(
    consultation: Consultation,
    *,
    theme: str = "",
    group: str = "",
    document: str = "",
    clause: str = "",
    references: Sequence[str] = (),
) -> Chosen:
    """Choose by exactly one of these; a theme, a group and a clause give what has no answer yet.

    Raises Missing for what is not in this consultation, Refused for nothing and for too much.
    """
    if references:
        return _by_reference(consultation, references)
    if theme:
        found = _get(consultation, Theme, theme)
        linked = select(ThemeLink.contribution_id).where(ThemeLink.theme_id == found.id, ThemeLink.rejected.is_(False))
        return _open(consultation, f"the theme “{found.name}”", Contribution.id.in_(linked))
    if group:
        alike = _get(consultation, AlikeGroup, group)
        members = select(AlikeMember.contribution_id).where(AlikeMember.group_id == alike.id)
        return _open(consultation, f"what is alike: “{alike.heading}”", Contribution.id.in_(members))
    if document:
        return _in_clause(consultation, document, clause)
    raise Refused("Tick some contributions first, or choose a theme, a group that is alike, or a clause.")


def _get(consultation: Consultation, kind: type[Theme] | type[AlikeGroup], public_id: str):  # type: ignore[no-untyped-def]  # one of the two
    rows = select(kind).where(kind.public_id == public_id, kind.consultation_id == consultation.id)
    found = db.session.scalars(rows).one_or_none() if public_id.isalnum() else None
    if found is None:
        raise Missing(NOT_HERE)
    return found


def _in_clause(consultation: Consultation, slug: str, key: str) -> Chosen:
    row = (
        db.session.execute(
            select(Clause.id, Document.title)
            .join(Document, Document.id == Clause.document_id)
            .where(Document.consultation_id == consultation.id, Document.slug == slug, Clause.key == key)
        ).first()
        if slug.isprintable() and key.isalnum()
        else None
    )
    if row is None:
        raise Missing(NOT_HERE)
    return _open(consultation, f"one clause of “{row.title}”", Contribution.clause_id == row.id)


def _open(consultation: Consultation, name: str, *wanted: ColumnElement[bool]) -> Chosen:
    """Choose what waits for an answer, all of it. Raises Refused, with the number, for more than one answer is for."""
    rows = (
        select(Contribution.id)
        .join(Contribution.document)
        .where(
            Document.consultation_id == consultation.id,
            is_unanswered(),
            Contribution.status.in_(STANDING),
            *wanted,
        )
        .order_by(Contribution.id)
    )
    ids = db.session.scalars(rows.limit(MOST + 1)).all()
    if len(ids) > MOST:
        many = db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
        raise Refused(
            f"For {name}, {many:,} contributions wait for an answer, and one answer is drafted for up to {MOST:,}. "
            "Nothing was drafted. Answer clause by clause, or first those that are nearly the same, or split the theme."
        )
    return Chosen(name, ids)


def _by_reference(consultation: Consultation, references: Sequence[str]) -> Chosen:
    wanted = list(dict.fromkeys(filter(None, map(read_reference, references))))
    if len(wanted) > MOST:
        raise Refused(f"These are {len(wanted):,} contributions. Choose up to {MOST:,} at a time.")
    found: dict[str, int] = {}
    for some in in_parts(wanted):
        rows = (
            select(Contribution.reference, Contribution.id)
            .join(Contribution.document)
            .where(
                Document.consultation_id == consultation.id,
                Contribution.reference.in_(some),
                Contribution.status.in_(STANDING),
            )
        )
        found |= {row.reference: row.id for row in db.session.execute(rows)}
    ids = sorted(found.values())
    name = wanted[0] if len(wanted) == 1 else f"{len(ids):,} contributions you ticked"
    return Chosen(name, ids, tuple(one for one in wanted if one not in found))


def list_shown(chosen: Chosen) -> Sequence[Contribution]:
    """List the first of the chosen, to read what one is about to answer."""
    return db.session.scalars(
        select(Contribution)
        .where(Contribution.id.in_(chosen.ids[:SHOWN]))
        .options(joinedload(Contribution.organisation), joinedload(Contribution.anchor).joinedload(Anchor.clause))
        .order_by(Contribution.id)
    ).all()


def list_documents(chosen: Chosen) -> Sequence[Document]:
    """List the documents the chosen are about."""
    found: dict[int, Document] = {}
    for ids in in_parts(chosen.ids):
        about = select(Contribution.document_id).where(Contribution.id.in_(ids))
        rows = select(Document).where(Document.id.in_(about)).options(joinedload(Document.consultation))
        found |= {one.id: one for one in db.session.scalars(rows)}
    return [found[number] for number in sorted(found)]


def list_drafted(chosen: Chosen) -> Sequence[Drafted]:
    """Say who has drafted answers for the chosen already, and for how many."""
    many: dict[tuple[int | None, str], int] = {}
    for ids in in_parts(chosen.ids):
        rows = (
            select(FateEntry.by_id, Person.name, func.count())
            .outerjoin(Person, Person.id == FateEntry.by_id)
            .where(FateEntry.contribution_id.in_(ids), FateEntry.published_at.is_(None))
            .group_by(FateEntry.by_id, Person.name)
        )
        for by_id, name, count in db.session.execute(rows):
            many[by_id, name or "somebody"] = many.get((by_id, name or "somebody"), 0) + count
    return [Drafted(by_id, name, count) for (by_id, name), count in sorted(many.items(), key=lambda one: -one[1])]
