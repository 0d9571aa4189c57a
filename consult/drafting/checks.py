"""The checks between the working draft and the public, as an officer sees them before publishing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from consult.answers.checking import check_fate
from consult.answers.desk.second_pair import WAITS, is_approved, needs_two
from consult.answers.models import FateEntry
from consult.answers.queries import as_given, is_outdated, list_drafts, list_unanswered
from consult.answers.step import Step, draft_step
from consult.contributions.models import Contribution
from consult.contributions.placing import Placed
from consult.core.compare import ClauseChange
from consult.core.errors import ConsultError
from consult.core.fates import NEEDS
from consult.core.gate import Verdict, judge
from consult.core.stages import UNGATED, Stage
from consult.documents.models import Document
from consult.drafting.effect import count, place_draft
from consult.drafting.guarding import reasons
from consult.drafting.publishing import is_editorial
from consult.intake.queries import count_waiting


@dataclass(frozen=True, slots=True)
class Marked:
    """A changed clause, the code it is known by, and why it may not be called editorial (nothing: it may)."""

    change: ClauseChange
    code: str
    why: tuple[str, ...]


OUTDATED = "{} was edited since its answer was drafted. Read its words, then answer it again."


@dataclass(frozen=True, slots=True)
class Checks:
    """What stands between a working draft and the public."""

    step: Step
    stage: Stage
    drafts: Sequence[FateEntry]
    left: Sequence[Contribution]
    answered: int
    """How many of those that need one have a drafted answer."""
    faults: Sequence[tuple[str, str]]
    """Reference and what is wrong with the fate drafted for it."""
    placed: Sequence[Placed]
    marked: Sequence[Marked]
    verdict: Verdict
    editorial: bool
    unsplit: int
    """How many submissions of the intake register wait to be split; they hold nothing up."""

    @property
    def counts(self) -> dict[str, int]:
        """How many contributions lie the same, moved, reworded, removed."""
        return count(self.placed)

    @property
    def weak(self) -> int:
        """How many places nobody looked at and somebody should."""
        return sum(one.is_weak for one in self.placed)

    @property
    def reasoned(self) -> int:
        """How many drafted fates come with a reason."""
        return sum(NEEDS[draft.fate].reason for draft in self.drafts)

    @property
    def is_published(self) -> bool:
        """Whether these words are published already."""
        return self.step.old.save_id == self.step.new.save_id

    @property
    def gated(self) -> bool:
        """Whether this stage has a gate at all."""
        return self.stage not in UNGATED


def check(document: Document, stage: Stage, editorial: Collection[str] = ()) -> Checks:
    """Look at everything publishing will look at; changes nothing."""
    step = draft_step(document)
    drafts = list_drafts(document)
    waiting = _waiting(document, drafts, step)
    drafted = {one.contribution_id for one in drafts if not is_outdated(one) and one.contribution_id not in waiting}
    open_ = list_unanswered(document)
    left = [one for one in open_ if one.id not in drafted]
    tidies = is_editorial(step, editorial)
    return Checks(
        step,
        stage,
        drafts,
        left,
        len(open_) - len(left),
        list(_faults(drafts, step, waiting)),
        place_draft(document, step.new),
        [_marked(change, step) for change in step.changes.values()],
        judge(stage, tuple(one.reference for one in left), editorial=tidies, exception=None),
        tidies,
        count_waiting(document.consultation),
    )


def _waiting(document: Document, drafts: Sequence[FateEntry], step: Step) -> Collection[int]:
    """Return which contributions have a draft that a second officer has to approve first."""
    if not drafts or not needs_two(document.consultation):
        return frozenset()
    return {draft.contribution_id for draft in drafts if not is_approved(draft, step)}


def _faults(drafts: Sequence[FateEntry], step: Step, waiting: Collection[int]) -> Sequence[tuple[str, str]]:
    faults = []
    for draft in drafts:
        if is_outdated(draft):
            faults.append((draft.contribution.reference, OUTDATED.format(draft.contribution.reference)))
            continue
        try:
            check_fate(draft.contribution, as_given(draft), step)
        except ConsultError as error:
            faults.append((draft.contribution.reference, error.message))
        else:
            if draft.contribution_id in waiting:
                faults.append((draft.contribution.reference, WAITS.format(draft.contribution.reference)))
    return faults


def _marked(change: ClauseChange, step: Step) -> Marked:
    text = step.new if change.new is not None else step.old
    return Marked(change, text.code(change.key), reasons(change))
