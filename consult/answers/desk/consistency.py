"""What warns among the answers of a consultation: unlike answers to what is alike, and one reason for everybody.

Looked at over what stands for each contribution now: its draft, or else its newest published answer. The database
counts; nothing proportional to all contributions is carried to a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import aliased

from consult.answers.models import FateEntry
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Status
from consult.core.fates import Fate
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.models import AlikeGroup, AlikeMember

BOILERPLATE = 0.30
"""Above which part of all answers one reason warns."""
FEWEST = 3
"""Answers a reason must stand on to warn at all: among four answers, two that say the same are no boilerplate."""
MOST_SHOWN = 20
STANDING = (Status.PUBLISHED, Status.HELD)


@dataclass(frozen=True, slots=True)
class Unlike:
    """Contributions that are nearly the same and got different answers: (fate, how many, one of them) each."""

    public_id: str
    label: str
    fates: Sequence[tuple[Fate, int, str]]
    drafted: bool
    """Whether an answer among them is a draft still."""

    @property
    def said(self) -> str:
        """What warns, in a sentence."""
        parts = ", ".join(f"{many:,} “{fate.value}”" for fate, many, _ in self.fates)
        return f"What is alike (“{_short(self.label)}”) has different answers: {parts}."


@dataclass(frozen=True, slots=True)
class Repeated:
    """One reason on a great part of all answers."""

    reason: str
    many: int
    of: int
    drafted: bool

    @property
    def said(self) -> str:
        """What warns, in a sentence."""
        part = 100 * self.many // self.of
        return f"One reason stands on {part} % of the answers ({self.many:,} of {self.of:,}): “{_short(self.reason)}”."


@dataclass(frozen=True, slots=True)
class Findings:
    """What warns, and how many groups of the first sort there are where not all are listed."""

    unlike: Sequence[Unlike]
    unlike_in_all: int
    repeated: Sequence[Repeated]

    @property
    def drafted(self) -> list[str]:
        """What warns about drafts, in sentences: to be put right, or explained, before they go out."""
        listed = [one.said for one in self.unlike if one.drafted] + [one.said for one in self.repeated if one.drafted]
        more = self.unlike_in_all - len(self.unlike)
        return [*listed, f"{more:,} more groups that are alike have different answers."] if more > 0 else listed


def look(consultation: Consultation) -> Findings:
    """Find what warns among the drafted and published answers of a consultation: four queries."""
    stands = _stands(consultation)
    unlike, in_all = _unlike(consultation, stands)
    return Findings(unlike, in_all, _repeated(stands))


def _stands(consultation: Consultation) -> Subquery:
    """Select what stands for each contribution now. A draft is the newest row there is, as it is written last."""
    newest = (
        select(func.max(FateEntry.id))
        .join(FateEntry.contribution)
        .join(Contribution.document)
        .where(Document.consultation_id == consultation.id, Contribution.status.in_(STANDING))
        .group_by(FateEntry.contribution_id)
    )
    return (
        select(
            FateEntry.id,
            FateEntry.contribution_id,
            FateEntry.fate,
            FateEntry.reason,
            FateEntry.reason_key,
            FateEntry.published_at,
        )
        .where(FateEntry.id.in_(newest))
        .subquery()
    )


def _unlike(consultation: Consultation, stands: Subquery) -> tuple[Sequence[Unlike], int]:
    groups = (
        select(AlikeMember.group_id, func.count().filter(stands.c.published_at.is_(None)).label("drafts"))
        .join(AlikeMember.group)
        .join(stands, stands.c.contribution_id == AlikeMember.contribution_id)
        .where(AlikeGroup.consultation_id == consultation.id, AlikeGroup.blank.is_(False))
        .group_by(AlikeMember.group_id)
        .having(func.count(stands.c.fate.distinct()) > 1)
    )
    found = db.session.execute(_first(groups)).all()
    if not found:
        return (), 0
    fates: dict[int, list[tuple[Fate, int, str]]] = {}
    labels: dict[int, tuple[str, str]] = {}
    first = aliased(Contribution)
    rows = (
        select(AlikeGroup.id, AlikeGroup.public_id, stands.c.fate, func.count().label("many"))
        .add_columns(func.min(AlikeMember.contribution_id).label("first"))
        .join(AlikeMember, AlikeMember.group_id == AlikeGroup.id)
        .join(stands, stands.c.contribution_id == AlikeMember.contribution_id)
        .where(AlikeGroup.id.in_([row.group_id for row in found]))
        .group_by(AlikeGroup.id, AlikeGroup.public_id, stands.c.fate)
        .subquery()
    )
    named = (
        select(rows, first.reference, AlikeGroup.heading)
        .join(first, first.id == rows.c.first)
        .join(AlikeGroup, AlikeGroup.id == rows.c.id)
        .order_by(rows.c.many.desc(), rows.c.fate)
    )
    for row in db.session.execute(named):
        fates.setdefault(row.id, []).append((row.fate, row.many, row.reference))
        labels[row.id] = (row.public_id, row.heading)
    listed = [Unlike(*labels[row.group_id], fates[row.group_id], bool(row.drafts)) for row in found]
    return listed, found[0].all_of_them


def _first(groups: Select[*tuple[int, int]]) -> Select[*tuple[int, int, int]]:
    """Select the first of these groups, those with drafts before the others, each with how many there are in all."""
    one = groups.subquery()
    everything = func.count().over().label("all_of_them")
    return (
        select(one.c.group_id, one.c.drafts, everything)
        .order_by((one.c.drafts > 0).desc(), one.c.group_id)
        .limit(MOST_SHOWN)
    )


def _repeated(stands: Subquery) -> Sequence[Repeated]:
    answered = stands.c.fate != Fate.CARRIED_FORWARD
    total = db.session.scalar(select(func.count()).select_from(stands).where(answered)) or 0
    least = max(FEWEST, int(BOILERPLATE * total) + 1)
    rows = (
        select(
            func.min(stands.c.reason).label("reason"),
            func.count().label("many"),
            func.count().filter(stands.c.published_at.is_(None)).label("drafts"),
        )
        .where(answered, stands.c.reason_key != "")
        .group_by(stands.c.reason_key)
        .having(func.count() >= least)
        .order_by(func.count().desc())
    )
    return [Repeated(row.reason, row.many, total, bool(row.drafts)) for row in db.session.execute(rows)]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:80].rstrip()} …"
