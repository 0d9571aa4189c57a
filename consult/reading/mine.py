"""What one person said, everywhere, with what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.answers.models import FateEntry
from consult.answers.queries import fates_of
from consult.contributions.anchoring import quoted
from consult.contributions.models import Contribution, Status
from consult.contributions.queries import list_by_author
from consult.contributions.viewing import stub_of
from consult.core.fates import Fate
from consult.documents.models import Document
from consult.extensions import db


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """Something one said; `stub` says why nobody else reads it, `reason` what came with the fate."""

    reference: str
    at: datetime
    title: str
    slug: str
    hat: str
    quote: str
    body: str
    reply_to: str
    stub: str
    held: bool
    fate: Fate | None
    awaits: bool
    reason: str
    revision: int | None


def list_mine(person: Person) -> Sequence[Mine]:
    """List what a person said, newest first; as many queries for a thousand as for one."""
    found = list_by_author(person)
    fates = fates_of([one.id for one in found])
    return [_mine(one, fates.get(one.id, ())) for one in found]


def _mine(said: Contribution, fates: Sequence[FateEntry]) -> Mine:
    last = fates[-1] if fates else None
    anchor = said.anchor
    return Mine(
        reference=said.reference,
        at=said.at,
        title=said.document.title,
        slug=said.document.slug,
        hat=said.organisation.name if said.organisation else "",
        quote=quoted(anchor.exact, anchor.prefix, anchor.suffix) if anchor and not anchor.whole else "",
        body=said.body or "",
        reply_to=said.reply_to.reference if said.reply_to else "",
        stub=stub_of(said),
        held=said.status is Status.HELD,
        fate=last.fate if last else None,
        awaits=said.counts_for_gate,
        reason=last.reason if last else "",
        revision=last.revision.number if last and last.revision else None,
    )


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody said on a document: how much, the newest of it, and how much has an answer that lasts."""

    said: int
    newest: str
    answered: int


def newest_own(document: Document, person: Person) -> Own | None:
    """Return what a person said on a document, or None where they said nothing: one query."""
    here = (Contribution.document_id == document.id, Contribution.author_id == person.id)
    lasts = Contribution.fate != Fate.CARRIED_FORWARD
    newest = select(Contribution.reference).where(*here).order_by(Contribution.id.desc()).limit(1).scalar_subquery()
    said, answered, reference = db.session.execute(
        select(func.count(), func.count().filter(Contribution.fate.is_not(None), lasts), newest).where(*here)
    ).one()
    return Own(said, reference, answered) if said else None
