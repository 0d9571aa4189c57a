"""What every mail to a person needs: where to write to, whether they may read of it, and the queue."""

from __future__ import annotations

from datetime import datetime

from consult.accounts.models import Person
from consult.consultations.access import facts_about
from consult.core import policy
from consult.documents.models import Document
from consult.documents.queries import is_drafter
from consult.infra.mail import Letter
from consult.jobs.service import queue_mail


def queue(letter: Letter, now: datetime) -> None:
    """Leave a letter for the worker to send."""
    queue_mail(letter.to, letter.subject, letter.body, now=now)


def address_of(person: Person | None) -> str | None:
    """Return where to write to a person, or None: erased people and those without an address get no mail."""
    return None if person is None or person.erased_at is not None else person.email


def may_read(person: Person, document: Document) -> bool:
    """Say whether the consultation still exists for a person; mails tell nobody of what they may not see."""
    drafts = is_drafter(document, person.id)
    return policy.can_read(facts_about(document.consultation, person, is_drafter=drafts))
