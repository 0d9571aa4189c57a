"""One answer drafted for many at once, in a fixed number of statements, over nobody's shoulder."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload, load_only

from consult.accounts.models import Person
from consult.answers.checking import check_fate
from consult.answers.desk.models import Ended
from consult.answers.given import GivenFate, Pointed
from consult.answers.history import end_drafts, next_versions
from consult.answers.models import DraftWords, FateEntry
from consult.answers.service import exact_words
from consult.answers.step import Step, draft_step
from consult.contributions.models import Contribution, ContributionKind, Status
from consult.contributions.service import lock
from consult.core.errors import Conflict, ConsultError, Refused
from consult.core.fates import NEEDS, Fate, lacking
from consult.core.normal import normalise
from consult.documents.models import Document
from consult.extensions import db
from consult.infra.parts import in_parts
from consult.infra.shown import mark_of

CHANGED = (
    "Since you opened this page more came in here, somebody edited or took back what they said, or a colleague drafted "
    "an answer. Nothing was drafted, and your words are kept: look at what they are for now, then decide."
)
ALONE = "The words of a suggestion are found in the text: answer it on its own page."


class Over(StrEnum):
    """Which drafts that are there a new one takes the place of."""

    NONE = "none"
    MINE = "mine"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Beside:
    """What an answer says beside its fate and reason: words it points at, and the text of the library it took."""

    words: Sequence[Pointed] = ()
    removed: Sequence[str] = ()
    library_text: int | None = None


@dataclass(frozen=True, slots=True)
class DraftedMany:
    """What became of an answer drafted for many: for whom it stands now, whose was kept, and who could not have it."""

    drafted: Sequence[str]
    kept: Sequence[str]
    refused: Sequence[tuple[str, str]]


def draft_for(
    contribution_ids: Collection[int],
    fate: Fate,
    reason: str,
    *,
    by: Person,
    now: datetime,
    beside: Beside | None = None,
    over: Over = Over.NONE,
    seen: str | None = None,
) -> DraftedMany:
    """Draft the same answer for many contributions. Raises Refused where it lacks what its fate needs.

    `over` says which drafts it may replace. `seen` is `mark_shown` of what was looked at: Conflict where more came in,
    some were edited or taken back, or answers to some were drafted since. What cannot have this answer is named with
    the reason, and the others have it.
    """
    reason, beside = normalise(reason).strip(), beside or Beside()
    pointed = len(beside.words) + len(beside.removed)
    lack = lacking(fate, reason=reason, words=pointed, with_revision=True)
    if lack is not None:
        raise Refused(lack, field="words" if NEEDS[fate].words and not pointed else "reason")
    steps = _lock_all(contribution_ids, NEEDS[fate].words)
    contributions = _contributions(contribution_ids)
    drafts = {one.contribution_id: one for one in _drafts(contribution_ids)}
    if seen is not None and seen != _mark(contribution_ids, drafts.values()):
        raise Conflict(CHANGED)
    given = GivenFate(
        reference="",
        fate=fate,
        reason=reason,
        words=beside.words,
        removed=beside.removed,
        library_text=beside.library_text,
    )
    fit: list[Contribution] = []
    kept, refused = [], []
    for one in contributions:
        draft = drafts.get(one.id)
        if draft is not None and (over is Over.NONE or (over is Over.MINE and draft.by_id != by.id)):
            kept.append(one.reference)
            continue
        why = _why_not(one, given, steps)
        if why is None:
            fit.append(one)
        else:
            refused.append((one.reference, why))
    end_drafts([drafts[one.id] for one in fit if one.id in drafts], Ended.REPLACED, by=by, now=now)
    _store(fit, given, steps, by, now)
    return DraftedMany([one.reference for one in fit], kept, refused)


def mark_shown(contribution_ids: Collection[int]) -> str:
    """Return a short mark of these contributions, their words and their drafts, for a form to say what it showed."""
    return _mark(contribution_ids, _drafts(contribution_ids))


def _mark(contribution_ids: Collection[int], drafts: Collection[FateEntry]) -> str:
    listed = sorted(f"{one.contribution_id}:{one.version}" for one in drafts)
    for some in in_parts(sorted(set(contribution_ids))):
        c = Contribution
        rows = select(c.id, c.version, c.edited_at, c.status).where(c.id.in_(some)).order_by(c.id)
        listed += [f"{row.id}={row.version},{row.edited_at},{row.status}" for row in db.session.execute(rows)]
    return mark_of(*listed)


def _contributions(ids: Collection[int]) -> list[Contribution]:
    found: list[Contribution] = []
    for some in in_parts(sorted(set(ids))):
        rows = select(Contribution).where(
            Contribution.id.in_(some), Contribution.status.not_in((Status.HIDDEN, Status.WITHDRAWN))
        )
        only = load_only(
            Contribution.reference, Contribution.kind, Contribution.document_id, Contribution.version, raiseload=False
        )
        fresh = rows.options(only).order_by(Contribution.id).execution_options(populate_existing=True)
        found += db.session.scalars(fresh).all()
    return found


def _lock_all(contribution_ids: Collection[int], needs_words: bool) -> dict[int, Step]:
    """Lock the documents, in one order, and return the texts that words are pointed at in."""
    steps = {}
    documents: set[int] = set()
    for some in in_parts(sorted(set(contribution_ids))):
        documents |= set(
            db.session.scalars(select(Contribution.document_id).where(Contribution.id.in_(some)).distinct())
        )
    for number in sorted(documents):
        document = lock(db.session.get_one(Document, number, options=[joinedload(Document.consultation)]))
        if needs_words:
            steps[number] = draft_step(document)
    return steps


def _drafts(ids: Collection[int]) -> list[FateEntry]:
    found: list[FateEntry] = []
    for some in in_parts(sorted(set(ids))):
        rows = select(FateEntry).where(FateEntry.contribution_id.in_(some), FateEntry.published_at.is_(None))
        found += db.session.scalars(rows.execution_options(populate_existing=True)).all()
    return found


def _why_not(one: Contribution, given: GivenFate, steps: dict[int, Step]) -> str | None:
    if not NEEDS[given.fate].words:
        return None
    if one.kind is ContributionKind.SUGGESTION:
        return ALONE
    try:
        check_fate(one, replace(given, reference=one.reference), steps[one.document_id])
    except ConsultError as error:
        return error.message
    return None


def _store(fit: Sequence[Contribution], given: GivenFate, steps: dict[int, Step], by: Person, now: datetime) -> None:
    if not fit:
        return
    versions = next_versions([one.id for one in fit])
    rows = [
        {
            "contribution_id": one.id,
            "fate": given.fate,
            "reason": given.reason,
            "by_id": by.id,
            "at": now,
            "published_at": None,
            "version": versions.get(one.id, 1),
            "library_text_id": given.library_text,
        }
        for one in fit
    ]
    if not (given.words or given.removed):
        db.session.execute(insert(FateEntry), rows)
        return
    step_of = {one.id: steps[one.document_id] for one in fit}
    made = db.session.execute(insert(FateEntry).returning(FateEntry.id, FateEntry.contribution_id), rows).all()
    words = [
        {
            "fate_entry_id": entry_id,
            "clause_key": one.clause,
            "start": one.start,
            "end": one.end,
            "exact": exact_words(step_of[contribution_id], one),
        }
        for entry_id, contribution_id in made
        for one in given.words
    ]
    words += [
        {"fate_entry_id": entry_id, "clause_key": key, "start": None, "end": None, "exact": ""}
        for entry_id, _ in made
        for key in given.removed
    ]
    db.session.execute(insert(DraftWords), words)
