"""Drafts that are drafts no longer: kept with who wrote them, so that no officer's work goes unseen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.answers.desk.models import DraftPast, Ended
from consult.answers.given import Answer, Read, name_some
from consult.answers.models import DraftWords, FateEntry
from consult.contributions.models import Contribution
from consult.core.errors import Conflict, Refused
from consult.core.fates import Fate
from consult.extensions import db
from consult.infra.parts import in_parts


def end_drafts(drafts: Sequence[FateEntry], how: Ended, *, by: Person | None, now: datetime) -> None:
    """Take drafts away and keep what they said; `by` is who replaced, dropped or published them."""
    if not drafts:
        return
    rows = [
        {
            "contribution_id": draft.contribution_id,
            "version": draft.version,
            "fate": draft.fate,
            "reason": draft.reason,
            "by_id": draft.by_id,
            "at": draft.at,
            "approved_by_id": draft.approved_by_id,
            "approved_at": draft.approved_at,
            "ended": how,
            "ended_by_id": by.id if by else None,
            "ended_at": now,
        }
        for draft in drafts
    ]
    db.session.execute(insert(DraftPast), rows)
    for ids in in_parts([draft.id for draft in drafts]):
        # “fetch”: otherwise each part is held against every draft in memory, which for 20,000 takes seconds.
        for gone in (
            delete(DraftWords).where(DraftWords.fate_entry_id.in_(ids)),
            delete(FateEntry).where(FateEntry.id.in_(ids)),
        ):
            db.session.execute(gone, execution_options={"synchronize_session": "fetch"})


def next_versions(contributions: Collection[int]) -> Mapping[int, int]:
    """Return which version the next draft of each contribution is, those with no draft yet left out."""
    found: dict[int, int] = {}
    for ids in in_parts(contributions):
        for model in (DraftPast, FateEntry):
            rows = select(model.contribution_id, func.max(model.version)).where(model.contribution_id.in_(ids))
            if model is FateEntry:
                rows = rows.where(FateEntry.published_at.is_(None))
            for contribution_id, version in db.session.execute(rows.group_by(model.contribution_id)):
                found[contribution_id] = max(found.get(contribution_id, 1), version + 1)
    return found


def require_seen(contributions: Iterable[Contribution], seen: Mapping[str, int]) -> None:
    """Raise Conflict where a draft is not the one that was looked at; `seen`: reference -> version, 0 for none.

    What is in no row of `seen` is not asked about.
    """
    wanted = {one.id: one for one in contributions if one.reference in seen}
    now_there: dict[int, FateEntry] = {}
    for ids in in_parts(wanted):
        rows = select(FateEntry).where(FateEntry.contribution_id.in_(ids), FateEntry.published_at.is_(None))
        fresh = rows.options(joinedload(FateEntry.by)).execution_options(populate_existing=True)
        for draft in db.session.scalars(fresh):
            now_there[draft.contribution_id] = draft
    for contribution_id, contribution in wanted.items():
        there = now_there.get(contribution_id)
        if (there.version if there else 0) == seen[contribution.reference]:
            continue
        if there is None:
            message = f"The draft for {contribution.reference} that you looked at is gone: it was dropped or published."
        else:
            who = there.by.name if there.by and there.by.name else "Somebody"
            message = f"{who} drafted another answer to {contribution.reference} since you opened this page."
        raise Conflict(
            f"{message} Read what is there now, then decide.",
            field="reason",
            draft=there,
            reference=contribution.reference,
        )


def require_newest(contributions: Iterable[Contribution], answered: Mapping[str, int]) -> None:
    """Raise Conflict, with `published`, where something was answered since; `answered`: reference -> newest id, or 0.

    What is in no row of `answered` is not asked about.
    """
    wanted = {one.id: one for one in contributions if one.reference in answered}
    newest: dict[int, FateEntry] = {}
    for ids in in_parts(wanted):
        rows = select(FateEntry).where(FateEntry.contribution_id.in_(ids), FateEntry.published_at.is_not(None))
        for entry in db.session.scalars(rows.options(joinedload(FateEntry.by)).order_by(FateEntry.id)):
            newest[entry.contribution_id] = entry
    for contribution_id, contribution in wanted.items():
        there = newest.get(contribution_id)
        if there is None or there.id <= answered[contribution.reference]:
            continue
        who = there.by.name if there.by and there.by.name else "Somebody"
        raise Conflict(
            f"{who} published an answer to {contribution.reference} since you opened this page. Read it first; "
            "what you typed is kept.",
            field="reason",
            published=there.id,
            reference=contribution.reference,
        )


def require_read(answers: Sequence[Answer], read: Mapping[str, Read], by: Person | None) -> None:
    """Raise Conflict, with all that was `answered` and `redrafted`, where others stand there than a program read.

    Where it does not say what it read, it knows what its person wrote and nothing more: no answer and no draft of
    somebody else is gone over. “Carried forward” answers nothing yet, and a draft that says the same loses nothing.
    Raises Refused where it says it read more answers than there are: then it would go over all that are to come.
    """
    entries: dict[int, list[FateEntry]] = defaultdict(list)
    for ids in in_parts([answer.contribution.id for answer in answers]):
        rows = select(FateEntry).where(FateEntry.contribution_id.in_(ids)).order_by(FateEntry.id)
        for entry in db.session.scalars(rows.execution_options(populate_existing=True)):
            entries[entry.contribution_id].append(entry)
    answered, redrafted = [], []
    for answer in answers:
        reference, there = answer.contribution.reference, entries[answer.contribution.id]
        known = read.get(reference, Read())
        published = [one for one in there if one.published_at is not None]
        if known.answers is not None and known.answers > len(published):
            raise Refused(
                f"{reference} does not have as many answers as you say you read. Read it again, then send as `answers` "
                "how many `fates` it has.",
                field="fates",
                reference=reference,
            )
        if _is_newer(published, known.answers, by):
            answered.append(reference)
        if _is_other([one for one in there if one.published_at is None], answer, known.draft, by):
            redrafted.append(reference)
    if answered or redrafted:
        raise Conflict(_unread(answered, redrafted), field="fates", answered=answered, redrafted=redrafted)


def _is_newer(published: Sequence[FateEntry], answers: int | None, by: Person | None) -> bool:
    if answers is not None:
        return len(published) > answers
    return bool(published) and published[-1].fate is not Fate.CARRIED_FORWARD and not _wrote(by, published[-1])


def _is_other(drafts: Sequence[FateEntry], answer: Answer, version: int | None, by: Person | None) -> bool:
    if version is not None:
        return (drafts[-1].version if drafts else 0) != version
    same = (answer.fate, answer.reason)
    return any((one.fate, one.reason) != same and not _wrote(by, one) for one in drafts)


def _wrote(person: Person | None, entry: FateEntry) -> bool:
    return person is not None and entry.by_id == person.id


def _unread(answered: Sequence[str], redrafted: Sequence[str]) -> str:
    said = [f"{name_some(answered)}: answered already."] if answered else []
    said += [f"{name_some(redrafted)}: the draft is not the one you read."] if redrafted else []
    return (
        f"Nothing was published. {' '.join(said)} Read what stands there now; then send, with each fate you still "
        "mean, what you read: `answers` (how many) and `draft` (its version, 0 for none)."
    )


def list_past(contribution: Contribution) -> Sequence[DraftPast]:
    """List the drafts of a contribution that are drafts no longer, oldest first."""
    return db.session.scalars(
        select(DraftPast)
        .where(DraftPast.contribution_id == contribution.id)
        .options(joinedload(DraftPast.by), joinedload(DraftPast.approved_by), joinedload(DraftPast.ended_by))
        .order_by(DraftPast.id)
    ).all()
