"""Publish a revision: one transaction, one at a time, through the gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from consult.accounts.models import Person
from consult.answers.checking import check_fates
from consult.answers.desk.second_pair import is_approved, needs_two, require_approved
from consult.answers.following import follow
from consult.answers.given import Answer, GivenFate, Read
from consult.answers.history import require_read
from consult.answers.queries import as_given, is_outdated, list_drafts, list_unanswered
from consult.answers.service import store_answers
from consult.answers.step import Step, draft_step
from consult.audit.service import record
from consult.consultations.stages import write_due
from consult.contributions.models import Contribution
from consult.contributions.placing import Placed, store_placements
from consult.core.compare import ClauseOp
from consult.core.errors import Conflict, Refused
from consult.core.fates import Fate
from consult.core.gate import Verdict, judge
from consult.core.normal import normalise
from consult.core.stages import EDITORIAL_ONLY, Act, Stage
from consult.documents.models import Document, Revision
from consult.documents.revisions import Change, NewRevision, store_revision
from consult.drafting.effect import count, forget_hands, place_draft
from consult.drafting.guarding import get_head, lock, named, newer, reasons, require_stage
from consult.extensions import db
from consult.jobs.service import emit

LONGEST_SUMMARY = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """All an officer says when publishing. Drafted fates go out with it unless `with_drafts` is off.

    read: what a program says it read of answers and drafts, for the references it says something of.
    """

    summary: str
    expected_save: str
    fates: Sequence[GivenFate] = ()
    editorial: Collection[str] = ()
    exception: str | None = None
    with_drafts: bool = True
    read: Mapping[str, Read] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passed:
    """What went through the gate."""

    step: Step
    editorial: bool
    answers: Sequence[Answer]
    verdict: Verdict
    placed: Sequence[Placed]


def publish(document: Document, publication: Publication, *, by: Person | None, now: datetime) -> Revision:
    """Make the working draft the next revision, with fates, placements, incorporations and events.

    Raises Conflict with `revision` and `save` when the draft moved on or is published already, with `answered` and
    `redrafted` where other answers and drafts stand there than were `read`, with `unanswered` where the gate holds;
    Refused where a fate, a mark or the summary does not hold; Closed when all is over.
    """
    lock(document)
    db.session.refresh(document.consultation)
    write_due(document.consultation, now)
    stage = require_stage(document, Act.PUBLISH, now)
    summary = _summary(publication.summary)
    _require_newest(document, publication.expected_save)
    passed = _pass_gate(document, publication, stage, by)
    revision = store_revision(document, get_head(document), _new(summary, publication, passed), by=by, now=now)
    store_placements(revision, passed.step.new, passed.placed)
    forget_hands(document)
    store_answers(document, passed.answers, revision, by=by, now=now)
    follow(document)
    _tell(document, revision, passed, by=by, now=now)
    db.session.flush()
    return revision


def _summary(typed: str) -> str:
    summary = normalise(typed).strip()
    if not summary:
        raise Refused("Say in plain words what changed: people will read this first.", field="summary")
    if len(summary) > LONGEST_SUMMARY:
        raise Refused(f"Say it in {LONGEST_SUMMARY:,} characters or fewer.", field="summary")
    return summary


def _require_newest(document: Document, expected_save: str) -> None:
    """Raise Conflict when somebody saved or published since the words were read."""
    head = get_head(document)
    if document.newest_revision is not None and document.newest_revision.save_id == head.id:
        raise newer(document, f"These words are published already, as revision {document.newest_revision.number}.")
    if head.public_id != expected_save:
        raise newer(document, "Somebody saved meanwhile. Read the newest words, then publish them.")


def _pass_gate(document: Document, publication: Publication, stage: Stage, by: Person | None) -> Passed:
    """Check everything a revision needs; nothing is stored yet."""
    step = draft_step(document)
    require_editorial_marks(step, publication.editorial)
    editorial = is_editorial(step, publication.editorial)
    if stage in EDITORIAL_ONLY and not editorial:
        raise Refused(
            "This was decided, so a revision may only put slips right: mark each change as editorial, "
            "or take out those that change a meaning.",
            field="editorial",
        )
    answers = check_fates(document, _fates(document, publication, step), step)
    require_approved(document, answers, step)
    if publication.read:
        said = [answer for answer in answers if answer.contribution.reference in publication.read]
        require_read(said, publication.read, by)
    answered = {answer.contribution.id for answer in answers}
    lacking = {one.reference: one for one in list_unanswered(document) if one.id not in answered}
    verdict = judge(stage, tuple(lacking), editorial=editorial, exception=publication.exception)
    if not verdict.opens:
        raise Conflict(
            f"{_counted(len(verdict.left))} had no answer. Give each an answer, or give a named exception.",
            field="exception",
            unanswered=list(verdict.left),
        )
    carried = [_carried(lacking[reference]) for reference in verdict.carried]
    return Passed(step, editorial, [*answers, *carried], verdict, place_draft(document, step.new))


def _counted(left: int) -> str:
    return "1 contribution has" if left == 1 else f"{left:,} contributions have"


def _fates(document: Document, publication: Publication, step: Step) -> list[GivenFate]:
    """Gather the fates given now and those drafted before; one given now stands in place of its draft.

    A fate drafted for words that a suggestion has no longer is no answer to those it has, and one that waits for a
    second officer is no answer yet.
    """
    given = {one.reference for one in publication.fates}
    drafts = list_drafts(document) if publication.with_drafts else []
    two = bool(drafts) and needs_two(document.consultation)
    drafted = [as_given(draft) for draft in drafts if not is_outdated(draft) and (not two or is_approved(draft, step))]
    return [*publication.fates, *(one for one in drafted if one.reference not in given)]


def _carried(contribution: Contribution) -> Answer:
    return Answer(contribution=contribution, fate=Fate.CARRIED_FORWARD, by_itself=True)


def require_editorial_marks(step: Step, editorial: Collection[str]) -> None:
    """Raise Refused where a clause marked editorial did not change, or changes what a tidied one may not."""
    for key in editorial:
        change = step.changes.get(key)
        if change is None:
            raise Refused(f"Clause {key} does not change, so it cannot be marked editorial.", field="editorial")
        why = reasons(change)
        if why:
            raise Refused(
                f"{named(change, step.old, step.new)} changes its meaning, so it is not editorial: {', '.join(why)}.",
                field="editorial",
                clause=key,
            )


def is_editorial(step: Step, editorial: Collection[str]) -> bool:
    """Say whether a revision changes no meaning anywhere: something changed, and all of it is marked so."""
    return bool(step.changes) and not step.rescoped and set(step.changes) <= set(editorial)


def _new(summary: str, publication: Publication, passed: Passed) -> NewRevision:
    """Lay out the revision's row, its changes and its numbers, which never change again."""
    step, verdict = passed.step, passed.verdict
    changes = []
    for key, change in step.changes.items():
        old, new = step.old.find(key), step.new.find(key)
        changes.append(
            Change(
                key=key,
                op=change.op.value,
                editorial=key in publication.editorial,
                old_wording_id=old.wording_id if old else None,
                new_wording_id=new.wording_id if new else None,
            )
        )
    ops = Counter(change.op for change in step.changes.values())
    fates = Counter(answer.fate for answer in passed.answers)
    excepted = verdict.left and verdict.excepted
    return NewRevision(
        summary=summary,
        changes=changes,
        editorial=passed.editorial,
        exception=normalise(publication.exception or "").strip() if excepted else None,
        exception_references=verdict.left if excepted else (),
        counts={
            "clauses": {op.value: ops[op] for op in ClauseOp if ops[op]},
            "placements": count(passed.placed),
            "fates": {fate.value: fates[fate] for fate in Fate if fates[fate]},
            "carried_by_itself": len(verdict.carried),
            "unanswered": len(verdict.left),
        },
    )


def _tell(document: Document, revision: Revision, passed: Passed, *, by: Person | None, now: datetime) -> None:
    """Write the audit row and the event."""
    detail: dict[str, object] = {
        "revision": revision.number,
        "hash": revision.hash,
        "exception": revision.exception is not None,
        "unanswered": list(passed.verdict.left),
        "editorial": revision.editorial,
    }
    record(
        "revision:published",
        document.slug,
        by=by.public_id if by else None,
        now=now,
        chain=document.consultation.public_id,
        detail=detail,
    )
    emit("revision:published", document.slug, now=now, number=revision.number)
