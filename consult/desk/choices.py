"""What filters and acts can be chosen from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.accounts.models import MemberRole, Membership, Organisation, Person
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.insight.models import Theme, ThemeState

Choice = tuple[str, str]
"""A value and what people read."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from in a consultation."""

    documents: Sequence[Choice]
    clauses: Sequence[tuple[str, Sequence[Choice]]]
    """Clauses by document, in the order of reading."""
    themes: Sequence[Choice]
    organisations: Sequence[Choice]
    staff: Sequence[Choice]


def choices_for(consultation: Consultation, documents: Sequence[Document]) -> Choices:
    """Gather them: three queries, and the texts, which are kept."""
    return Choices(
        [(one.slug, one.title) for one in documents],
        [(one.title, _clauses(one)) for one in documents],
        _themes(consultation),
        _organisations(documents),
        _staff(consultation),
    )


def _clauses(document: Document) -> list[Choice]:
    if document.newest_revision is None:
        return []
    text = read_revision(document.newest_revision)
    return [(clause.key, code) for clause, code in zip(text.clauses, text.codes, strict=True)]


def _themes(consultation: Consultation) -> list[Choice]:
    found = (
        select(Theme.public_id, Theme.name)
        .where(Theme.consultation_id == consultation.id, Theme.state == ThemeState.SETTLED)
        .order_by(Theme.position, Theme.id)
    )
    return [(row.public_id, row.name) for row in db.session.execute(found)]


def _organisations(documents: Sequence[Document]) -> list[Choice]:
    spoke = select(Contribution.organisation_id).where(
        Contribution.document_id.in_([one.id for one in documents]), Contribution.organisation_id.is_not(None)
    )
    found = select(Organisation.slug, Organisation.name).where(Organisation.id.in_(spoke)).order_by(Organisation.name)
    return [(row.slug, row.name) for row in db.session.execute(found)]


def _staff(consultation: Consultation) -> list[Choice]:
    """List the officers of the owner."""
    found = (
        select(Person.public_id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == consultation.owner_id, Membership.role == MemberRole.OFFICER)
        .order_by(Person.name, Person.id)
    )
    return [(row.public_id, row.name) for row in db.session.execute(found)]
