"""Promises: their officer is reminded; those whose words they answer hear what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from consult.accounts.models import MemberRole, Person
from consult.accounts.queries import list_members
from consult.answers.promises.models import Promise, PromiseState
from consult.answers.promises.queries import find_promise
from consult.contributions.models import Status
from consult.infra.clock import spoken_date
from consult.jobs.models import Event
from consult.jobs.sending import Handler
from consult.notifications import promise_letters as letters
from consult.notifications.telling import address_of, may_read, queue

SHOWN = (Status.PUBLISHED, Status.HELD)


def promise_soon(event: Event, now: datetime) -> None:
    """Remind whoever looks after a promise that its date comes up."""
    _remind(event, now, due=False)


def promise_due(event: Event, now: datetime) -> None:
    """Remind whoever looks after a promise that it is due, and ask them to say whether it was kept."""
    _remind(event, now, due=True)


def _remind(event: Event, now: datetime, *, due: bool) -> None:
    promise = find_promise(event.subject)
    if promise is None or not promise.pending or promise.due_on.isoformat() != event.payload["due"]:
        return  # it was settled, or has another date by now: then another event tells of that
    path = f"/consultations/{promise.document.consultation.slug}/desk/promises/{promise.public_id}"
    for person in _officers(promise):
        to = address_of(person)
        if to is not None:
            day, title = spoken_date(promise.due_on), promise.document.title
            queue(letters.reminder_letter(to, person.name, title, promise.words, day, path, due=due), now)


def _officers(promise: Promise) -> Sequence[Person]:
    """Return who looks after a promise; where they left the owner's officers, all of those who are there."""
    members = list_members(promise.document.consultation.owner)
    officers = [one.person for one in members if one.role is MemberRole.OFFICER]
    return [one for one in officers if one.id == promise.officer_id] or officers


def promise_settled(event: Event, now: datetime) -> None:
    """Tell each author of what a promise answers, once, that it was kept, was not, or changed."""
    promise = find_promise(event.subject)
    if promise is None or promise.state.value != event.payload["state"]:
        return  # somebody put it right since: that event tells of it
    told: set[int] = set()
    for voice in promise.voices:
        person, said = voice.contribution.author, voice.contribution
        to = address_of(person)
        if person is None or to is None or person.id in told or said.status not in SHOWN:
            continue
        if may_read(person, promise.document):
            told.add(person.id)
            day = spoken_date(promise.due_on) if promise.state is PromiseState.CHANGED else ""
            news = letters.Settled(
                title=promise.document.title,
                state=promise.state,
                words=promise.words,
                note=promise.note,
                path=f"/documents/{promise.document.slug}/promises#p-{promise.public_id}",
                reference=said.reference,
                day=day,
            )
            queue(letters.promise_letter(to, person.name, news), now)


HANDLERS: Mapping[str, Handler] = {
    "promise:soon": promise_soon,
    "promise:due": promise_due,
    "promise:settled": promise_settled,
}
