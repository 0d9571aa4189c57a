"""Moving a consultation on, where that depends on everyone having an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from consult.accounts.models import Person
from consult.answers.queries import list_unsettled
from consult.consultations import service as consultations
from consult.consultations.locking import lock_stage
from consult.consultations.models import Consultation
from consult.contributions.door import lock_all
from consult.core.errors import Conflict
from consult.core.stages import Stage
from consult.intake.queries import list_waiting


def move_stage(
    consultation: Consultation,
    stage: Stage,
    reason: str,
    *,
    by: Person | None,
    now: datetime,
    closes_at: datetime | None = None,
) -> None:
    """Move a consultation to another stage, with a reason shown in public.

    Raises Conflict with `unanswered` where it would be decided while a voice has no answer that lasts, or while nobody
    has entered what came in by letter, mail or in a room.
    """
    lock_all(consultation.id)
    lock_stage(consultation)
    if stage is Stage.DECIDED:
        waiting = list_waiting(consultation)
        if waiting:
            raise Conflict(
                f"Not all that came in is entered. Left in the intake register: {_listed(waiting)}. Enter the parts of "
                "each, or mark why there is nothing to answer.",
                field="stage",
                unanswered=waiting,
            )
        unanswered = list_unsettled(consultation)
        if unanswered:
            raise Conflict(
                f"Not everyone has an answer that lasts. Left: {_listed(unanswered)}. Answer them first.",
                field="stage",
                unanswered=unanswered,
            )
    consultations.move_stage(consultation, stage, reason, by=by, now=now, closes_at=closes_at)


def _listed(references: Sequence[str]) -> str:
    more = f" and {len(references) - 10} more" if len(references) > 10 else ""
    return ", ".join(references[:10]) + more
