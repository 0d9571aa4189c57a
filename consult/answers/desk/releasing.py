"""Publish drafted answers in bulk between two revisions: seen before, warned of, in one transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from consult.accounts.models import Person
from consult.answers.desk.again import list_drafts_of, said_again
from consult.answers.desk.consistency import look
from consult.answers.desk.models import BulkPublication
from consult.answers.desk.second_pair import is_approved, needs_two
from consult.answers.given import GivenFate
from consult.answers.models import FateEntry
from consult.answers.queries import as_given, is_outdated
from consult.answers.service import publish_answers
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Status
from consult.contributions.service import lock
from consult.core.errors import Conflict, Refused
from consult.core.fates import NEEDS, Fate, lacking
from consult.core.normal import normalise
from consult.documents.models import Document
from consult.extensions import db
from consult.infra import shown
from consult.jobs.service import emit

LONGEST_REASON = 2_000
WITH_REVISION = "to go out with a revision, to which they belong"
STALE = "edited by the author since, and to be answered again"
UNAPPROVED = "waiting for a second officer"
LACKING = "without the reason that is needed"


@dataclass(frozen=True, slots=True)
class Ready:
    """What can go out now, oldest contribution first, and how many stay and why (in words that fit one and many)."""

    drafts: Sequence[FateEntry]
    stay: Sequence[tuple[str, int]]
    warnings: Sequence[str]

    @property
    def mark(self) -> str:
        """A short mark of exactly what is listed, for a form to say what it showed."""
        return mark_of((one.contribution_id, one.version) for one in self.drafts)

    @property
    def by_fate(self) -> Sequence[tuple[Fate, int]]:
        """How many of each fate."""
        counts = Counter(one.fate for one in self.drafts)
        return [(fate, counts[fate]) for fate in Fate if counts[fate]]

    @property
    def mailed(self) -> int:
        """How many people get a mail."""
        return len({one.contribution.author_id for one in self.drafts if has_address(one.contribution)})

    @property
    def unmailed(self) -> int:
        """How many contributions have an author without an address: they read their answer on its page."""
        return sum(1 for one in self.drafts if not has_address(one.contribution))


def mark_of(drafts: Iterable[tuple[int, int]]) -> str:
    """Return a short mark of drafts: contribution and version, in the order of contributions."""
    return shown.mark_of(*(f"{number}:{version}" for number, version in drafts))


def has_address(contribution: Contribution) -> bool:
    """Say whether the author of a contribution can be written to."""
    author = contribution.author
    return author is not None and author.erased_at is None and bool(author.email)


def list_ready(consultation: Consultation) -> Ready:
    """List what can go out between two revisions now; fixed queries, and one more for each thousand drafts."""
    two = needs_two(consultation)
    drafts, stay = [], Counter[str]()
    for draft in _drafts(consultation):
        why = _why_not(draft, two)
        if why is None:
            drafts.append(draft)
        else:
            stay[why] += 1
    return Ready(drafts, sorted(stay.items()), look(consultation).drafted)


def _why_not(draft: FateEntry, two: bool) -> str | None:
    if NEEDS[draft.fate].revision:
        return WITH_REVISION
    if is_outdated(draft):
        return STALE
    if lacking(draft.fate, reason=draft.reason, words=0, with_revision=False) is not None:
        return LACKING
    if two and not is_approved(draft, None):
        return UNAPPROVED
    return None


def _drafts(consultation: Consultation) -> Sequence[FateEntry]:
    return db.session.scalars(
        select(FateEntry)
        .join(FateEntry.contribution)
        .join(Contribution.document)
        .where(
            Document.consultation_id == consultation.id,
            Contribution.status.not_in((Status.HIDDEN, Status.WITHDRAWN)),
            FateEntry.published_at.is_(None),
        )
        .options(
            joinedload(FateEntry.contribution).joinedload(Contribution.author),
            joinedload(FateEntry.by),
            selectinload(FateEntry.words),
        )
        .order_by(FateEntry.contribution_id)
        .execution_options(populate_existing=True)
    ).all()


def release(consultation: Consultation, *, mark: str, reason: str, by: Person, now: datetime) -> BulkPublication:
    """Publish all that is ready, just as it was looked at (`mark`), with the reason where something warns.

    Raises Conflict where the drafts changed since, or (with `already`) went out already just as they were looked at,
    Refused where there is none, or where something warns and no reason
    is given. Each author is told once, of all their answers.
    """
    documents = _lock_all(consultation)
    ready = list_ready(consultation)
    if ready.mark != mark:
        require_unpublished(consultation, mark, ready, by, now)
    if not ready.drafts:
        raise Refused("No drafted answer can go out now. Draft some first, or see what keeps them.")
    if ready.mark != mark:
        raise Conflict("Drafts changed since you looked. Look at what goes out now, then publish.")
    reason = normalise(reason).strip()
    if ready.warnings and not reason:
        raise Refused(
            "Say why these answers go out although something warns: it is kept in the record.", field="reason"
        )
    if len(reason) > LONGEST_REASON:
        raise Refused(f"Say it in up to {LONGEST_REASON:,} characters.", field="reason")
    bulk = BulkPublication(
        consultation_id=consultation.id,
        by_id=by.id,
        at=now,
        answers=len(ready.drafts),
        warnings=list(ready.warnings),
        reason=reason if ready.warnings else "",
    )
    db.session.add(bulk)
    db.session.flush()
    for number, given in _by_document(ready).items():
        publish_answers(documents[number], given, by=by, now=now, bulk_id=bulk.id)
    _tell(bulk, consultation, by, now)
    return bulk


def require_unpublished(consultation: Consultation, mark: str, ready: Ready, by: Person, now: datetime) -> None:
    """Raise Conflict, with `already`, where a button is pressed again for what went out lately: two queries."""
    lately = {one.id: one for one in list_bulk(consultation)}
    for number, drafts in list_drafts_of(list(lately)).items():
        if mark_of(drafts) == mark:
            bulk = lately[number]
            since = " What stands below came since." if ready.drafts else ""
            raise Conflict(said_again(bulk.answers, bulk.at, bulk.by, to=by, now=now) + since, already=bulk.public_id)


def _lock_all(consultation: Consultation) -> Mapping[int, Document]:
    rows = select(Document).where(Document.consultation_id == consultation.id).order_by(Document.id)
    found = db.session.scalars(rows.options(joinedload(Document.consultation))).all()
    return {one.id: lock(one) for one in found}


def _by_document(ready: Ready) -> Mapping[int, list[GivenFate]]:
    found: dict[int, list[GivenFate]] = defaultdict(list)
    for draft in ready.drafts:
        found[draft.contribution.document_id].append(as_given(draft))
    return found


def _tell(bulk: BulkPublication, consultation: Consultation, by: Person, now: datetime) -> None:
    record(
        "answers:published-in-bulk",
        consultation.slug,
        by=by.public_id,
        now=now,
        chain=consultation.public_id,
        detail={"bulk": bulk.public_id, "answers": bulk.answers, "warnings": bulk.warnings, "reason": bulk.reason},
    )
    emit("answers:published-in-bulk", bulk.public_id, now=now, consultation=consultation.slug)


def list_bulk(consultation: Consultation, limit: int = 10) -> Sequence[BulkPublication]:
    """List what went out in bulk, newest first."""
    return db.session.scalars(
        select(BulkPublication)
        .where(BulkPublication.consultation_id == consultation.id)
        .options(joinedload(BulkPublication.by))
        .order_by(BulkPublication.id.desc())
        .limit(limit)
    ).all()


def find_bulk(public_id: str) -> BulkPublication | None:
    """Return a bulk publication by its public id, or None."""
    return db.session.scalars(select(BulkPublication).where(BulkPublication.public_id == public_id)).one_or_none()


def list_released(bulk: BulkPublication) -> Sequence[FateEntry]:
    """List the answers of a bulk publication to what still stands, with contributions, authors and documents."""
    return db.session.scalars(
        select(FateEntry)
        .join(FateEntry.contribution)
        .where(FateEntry.bulk_id == bulk.id, Contribution.status.in_((Status.PUBLISHED, Status.HELD)))
        .options(
            joinedload(FateEntry.contribution).joinedload(Contribution.author).selectinload(Person.memberships),
            joinedload(FateEntry.contribution).joinedload(Contribution.document).joinedload(Document.consultation),
        )
        .order_by(FateEntry.id)
    ).all()
