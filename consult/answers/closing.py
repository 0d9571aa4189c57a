"""Moving a consultation on, where that depends on everyone having an answer."""

from __future__ import annotations

from datetime import datetime

from consult.accounts.models import Person
from consult.answers.queries import list_unsettled
from consult.consultations import service as consultations
from consult.consultations.models import Consultation
from consult.core.errors import Conflict
from consult.core.stages import Stage


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

    Raises Conflict with `unanswered` where it would be decided while a voice has no answer that lasts.
    """
    if stage is Stage.DECIDED:
        unanswered = list_unsettled(consultation)
        if unanswered:
            listed = ", ".join(unanswered[:10]) + (f" and {len(unanswered) - 10} more" if len(unanswered) > 10 else "")
            raise Conflict(
                f"Not everyone has an answer that lasts. Left: {listed}. Answer them first.",
                field="stage",
                unanswered=unanswered,
            )
    consultations.move_stage(consultation, stage, reason, by=by, now=now, closes_at=closes_at)
