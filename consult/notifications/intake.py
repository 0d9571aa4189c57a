"""Receipts for what came in outside the site, mailed where there is an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from consult.infra.clock import spoken_date
from consult.intake.queries import find_submission, list_parts
from consult.intake.words import IN_PUBLIC
from consult.jobs.models import Event
from consult.jobs.sending import Handler
from consult.notifications.intake_letters import entered_letter, receipt_letter
from consult.notifications.telling import queue


def submission_registered(event: Event, now: datetime) -> None:
    """Mail the receipt."""
    found = find_submission(event.subject)
    if found is None or not found.email:
        return
    about, day = found.consultation, spoken_date(found.received_on)
    queue(receipt_letter(found.email, about.title, about.slug, found.reference, IN_PUBLIC[found.source], day), now)


def submission_entered(event: Event, now: datetime) -> None:
    """Tell the sender at which addresses the parts are answered."""
    found = find_submission(event.subject)
    if found is None or not found.email:
        return
    parts = [part.reference for part in list_parts(found)]
    queue(entered_letter(found.email, found.consultation.title, found.reference, parts), now)


HANDLERS: Mapping[str, Handler] = {
    "submission:registered": submission_registered,
    "submission:entered": submission_entered,
}
