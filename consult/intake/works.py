"""Long work of the intake register: taking a table of answers in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app

from consult.accounts.queries import get_person
from consult.consultations.queries import get_consultation
from consult.infra import clock
from consult.intake.queries import get_table
from consult.intake.taking import TAKE_IN, take_in
from consult.jobs.works import Handler, Progress


def take_answers_in(progress: Progress) -> Mapping[str, Any]:
    """Enter what is new in a table of answers; done again, it goes on where it ended."""
    table = get_table(get_consultation(progress.subject), progress.detail["table"])
    return take_in(
        table,
        current_app.config["UPLOADS"],
        by=get_person(progress.by or ""),
        clock=clock.now,
        say=lambda done, total: progress.say(done, total, "Entering the answers."),
        writing=progress.writing,
    )


HANDLERS: Mapping[str, Handler] = {TAKE_IN: take_answers_in}
