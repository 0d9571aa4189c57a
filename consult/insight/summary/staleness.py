"""Whether a summary is up to date: what came, changed or went since somebody considered what there was."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Status
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.summary.checking import said_in
from consult.insight.summary.models import Summary, SummaryCitation, SummarySave

SHOWN = 12
"""How many references a banner names."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Staleness:
    """What a version does not know of: how many came, and how many that it knew changed or went; and the first ones."""

    came: int
    changed: int
    references: Sequence[str]
    cited_gone: Sequence[str]
    """References it cites that were taken back or hidden, at any time."""

    @property
    def stale(self) -> bool:
        """Say whether there is anything it does not know of."""
        return bool(self.came or self.changed)

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.came + self.changed - len(self.references)


@dataclass(frozen=True, slots=True)
class Considered:
    """Up to where somebody looked at what was said: the newest contribution then, and when that was."""

    id: int
    at: datetime

    @property
    def token(self) -> str:
        """Write it for a form."""
        return f"{self.id}.{(self.at - _EPOCH) // timedelta(microseconds=1)}"


def considered_now(consultation: Consultation, now: datetime) -> Considered:
    """Return up to where a page that is shown now lets somebody look; one query."""
    newest = db.session.execute(select(func.max(Contribution.id)).where(said_in(consultation))).scalar_one()
    return Considered(newest or 0, now)


def read_considered(token: str, now: datetime) -> Considered | None:
    """Read what a form carries, or None for what is no such thing or lies in the future."""
    number, _, moment = token.partition(".")
    if not all(one.isdecimal() and one.isascii() and len(one) < 18 for one in (number, moment)):
        return None
    at = _EPOCH + timedelta(microseconds=int(moment))
    return Considered(int(number), at) if at <= now else None


def _came(save: type[SummarySave]) -> ColumnElement[bool]:
    """Match what is public, is not cited, and came after a version considered what there was."""
    cited = aliased(SummaryCitation)
    return and_(
        Contribution.id > save.considered_id,
        Contribution.status == Status.PUBLISHED,
        ~select(cited.save_id)
        .where(cited.save_id == save.id, cited.contribution_id == Contribution.id)
        .correlate(save, Contribution)
        .exists(),
    )


def _changed(save: type[SummarySave]) -> ColumnElement[bool]:
    """Match what a version had considered and that was edited, shown, hidden or taken back since.

    What is held is none of it, whatever its author does: the public does not know of it.
    """
    moved = or_(Contribution.edited_at > save.considered_at, Contribution.status_at > save.considered_at)
    return and_(Contribution.id <= save.considered_id, Contribution.status != Status.HELD, moved)


def _among(consultation_id: ColumnElement[int] | int) -> ColumnElement[bool]:
    documents = select(Document.id).where(Document.consultation_id == consultation_id)
    return Contribution.document_id.in_(documents) & (Contribution.made_in != Stage.DRAFTING)


def read_staleness(consultation: Consultation, version: SummarySave) -> Staleness:
    """Say what a version does not know of; three queries, however much was said."""
    here = (_among(consultation.id), SummarySave.id == version.id)
    came, changed = _came(SummarySave), _changed(SummarySave)
    row = db.session.execute(
        select(func.count().filter(came).label("came"), func.count().filter(changed).label("changed"))
        .select_from(Contribution)
        .join(SummarySave, SummarySave.id == version.id)
        .where(*here, or_(came, changed))
    ).one()
    references: Sequence[str] = ()
    if row.came or row.changed:
        references = db.session.scalars(
            select(Contribution.reference)
            .join(SummarySave, SummarySave.id == version.id)
            .where(*here, or_(came, changed))
            .order_by(Contribution.id.desc())
            .limit(SHOWN)
        ).all()
    gone = db.session.scalars(
        select(Contribution.reference)
        .join(SummaryCitation, SummaryCitation.contribution_id == Contribution.id)
        .where(SummaryCitation.save_id == version.id, Contribution.status.in_((Status.HIDDEN, Status.WITHDRAWN)))
        .order_by(Contribution.id)
        .limit(SHOWN)
    ).all()
    return Staleness(row.came, row.changed, references, gone)


def list_stale(consultations: Collection[int]) -> Sequence[Consultation]:
    """List, of some consultations by id, those whose newest version of a summary is stale; one query."""
    if not consultations:
        return ()
    news = (
        select(Contribution.id)
        .join(Document, Document.id == Contribution.document_id)
        .where(
            Document.consultation_id == Consultation.id,
            Contribution.made_in != Stage.DRAFTING,
            or_(_came(SummarySave), _changed(SummarySave)),
        )
        .correlate(Consultation, SummarySave)
    )
    return db.session.scalars(
        select(Consultation)
        .join(Summary, Summary.consultation_id == Consultation.id)
        .join(SummarySave, SummarySave.summary_id == Summary.id)
        .where(Consultation.id.in_(consultations), _is_newest(), news.exists())
        .order_by(Consultation.id)
    ).all()


def _is_newest() -> ColumnElement[bool]:
    newer = aliased(SummarySave)
    return (
        ~select(newer.id)
        .where(newer.summary_id == SummarySave.summary_id, newer.number > SummarySave.number)
        .correlate(SummarySave)
        .exists()
    )
