"""Everything people said in a consultation, in their words, a page at a time: what a decision-maker may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import Organisation
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, ContributionKind
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.summary.checking import said_in

PAGE = 25


@dataclass(frozen=True, slots=True)
class Original:
    """A contribution, as it stands in public."""

    id: int
    reference: str
    kind: ContributionKind
    body: str
    author: str
    organisation: str
    document: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Originals:
    """Some of them, and the id after which the next page begins; None at the end."""

    items: Sequence[Original]
    next: int | None


def list_originals(consultation: Consultation, after: int = 0, limit: int = PAGE) -> Originals:
    """List what was said in public, oldest first, after an id; one query."""
    rows = db.session.execute(
        select(
            Contribution.id,
            Contribution.reference,
            Contribution.kind,
            Contribution.body,
            Contribution.author_name,
            Organisation.name.label("organisation"),
            Document.title.label("document"),
            Contribution.at,
        )
        .join(Document, Document.id == Contribution.document_id)
        .outerjoin(Organisation, Organisation.id == Contribution.organisation_id)
        .where(said_in(consultation), Contribution.id > after)
        .order_by(Contribution.id)
        .limit(limit + 1)
    ).all()
    items = [
        Original(
            row.id,
            row.reference,
            row.kind,
            row.body or "",
            row.author_name,
            row.organisation or "",
            row.document,
            row.at,
        )
        for row in rows[:limit]
    ]
    return Originals(items, rows[limit - 1].id if len(rows) > limit else None)
