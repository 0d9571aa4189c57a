"""Reading suggestions: what they would change, who stands behind them, what was merged of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from consult.contributions.models import Contribution, ContributionKind, Status
from consult.contributions.suggestion_models import ChangeOp, Cosignature, Merge, SuggestedChange
from consult.core.clauses import Clause as Words
from consult.core.suggestions import Add, Proposed, Remove, Reword
from consult.documents.models import Clause, Document, Revision, Wording
from consult.documents.queries import REDACTED
from consult.extensions import db


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a suggestion: the engine's proposal, the key it is about, the words its author read."""

    place: int
    op: ChangeOp
    key: str | None
    proposal: Proposed
    base_wording_id: int | None
    old: str = ""
    """The words its author read; empty for a new clause."""


def changes_of(ids: Collection[int]) -> Mapping[int, Sequence[Change]]:
    """Return the changes of suggestions, in the version that counts, by contribution id: one query."""
    rows = db.session.execute(
        select(SuggestedChange, Clause.key, Wording.text)
        .join(
            Contribution,
            and_(Contribution.id == SuggestedChange.contribution_id, Contribution.version == SuggestedChange.version),
        )
        .outerjoin(Clause, Clause.id == SuggestedChange.clause_id)
        .outerjoin(Wording, Wording.id == SuggestedChange.base_wording_id)
        .where(SuggestedChange.contribution_id.in_(ids))
        .order_by(SuggestedChange.contribution_id, SuggestedChange.place)
    )
    found: dict[int, list[Change]] = defaultdict(list)
    for change, key, words in rows:
        read = change.base_wording_id
        old = "" if read is None else REDACTED if words is None else words
        found[change.contribution_id].append(Change(change.place, change.op, key, _proposal(change, key), read, old))
    return found


def _proposal(change: SuggestedChange, key: str | None) -> Proposed:
    if change.kind is not None:
        return Add(key, Words(change.kind, change.level, change.text or "", change.marker))
    if change.text is None:
        return Remove(key or "")
    return Reword(key or "", change.text)


def list_open(document: Document) -> Sequence[Contribution]:
    """List the suggestions to a document that wait for a fate, oldest first."""
    return db.session.scalars(
        select(Contribution)
        .where(
            Contribution.document_id == document.id,
            Contribution.kind == ContributionKind.SUGGESTION,
            Contribution.status.in_((Status.PUBLISHED, Status.HELD)),
            Contribution.fate.is_(None) | (Contribution.fate == "carried forward"),
        )
        .options(
            joinedload(Contribution.author),
            joinedload(Contribution.organisation),
            joinedload(Contribution.revision).joinedload(Revision.save_),
        )
        .order_by(Contribution.id)
    ).all()


def comments_by_clause(document: Document) -> Mapping[int, int]:
    """Count the comments shown on each clause, replies aside, by clause id: one query."""
    rows = db.session.execute(
        select(Contribution.clause_id, func.count())
        .where(
            Contribution.document_id == document.id,
            Contribution.kind == ContributionKind.COMMENT,
            Contribution.status == Status.PUBLISHED,
            Contribution.reply_to_id.is_(None),
            Contribution.clause_id.is_not(None),
        )
        .group_by(Contribution.clause_id)
    )
    return {clause_id: many for clause_id, many in rows if clause_id is not None}


def merges_of(ids: Collection[int]) -> Mapping[int, Sequence[Merge]]:
    """Return what was merged of suggestions, by contribution id, oldest first: one query."""
    found: dict[int, list[Merge]] = defaultdict(list)
    rows = select(Merge).where(Merge.contribution_id.in_(ids)).options(joinedload(Merge.save_)).order_by(Merge.id)
    for merge in db.session.scalars(rows):
        found[merge.contribution_id].append(merge)
    return found


def cosignatures_of(ids: Collection[int]) -> Mapping[int, Sequence[Cosignature]]:
    """Return who stands behind suggestions, by contribution id, in the order they signed: one query."""
    found: dict[int, list[Cosignature]] = defaultdict(list)
    rows = (
        select(Cosignature)
        .where(Cosignature.contribution_id.in_(ids))
        .options(joinedload(Cosignature.person), joinedload(Cosignature.organisation))
        .order_by(Cosignature.id)
    )
    for one in db.session.scalars(rows):
        found[one.contribution_id].append(one)
    return found
