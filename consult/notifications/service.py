"""Who is told what: each event that somebody wants to know of becomes mails, in the transaction that marks it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from consult.accounts.models import Person
from consult.accounts.queries import find_organisation, find_person, list_members
from consult.answers.challenges.service import find_challenge
from consult.answers.dissent.models import MinorityNote
from consult.answers.dissent.service import find_note
from consult.consultations.access import facts_about
from consult.contributions.models import Contribution, Status
from consult.contributions.viewing import is_visible, viewer_of
from consult.core import policy
from consult.documents.inviting import find_mailed, secret_of
from consult.documents.queries import find_document, is_drafter
from consult.insight.summary import deciding
from consult.jobs.models import Event
from consult.jobs.sending import Handler
from consult.jobs.service import emit
from consult.notifications import intake, letters, promises
from consult.notifications.answer_mails import fate_published, published_in_bulk, revision_published
from consult.notifications.letters import News
from consult.notifications.queries import (
    find_contribution,
    find_mailed_since,
    list_authors_on,
    list_backers,
)
from consult.notifications.telling import address_of, may_read, queue

REVISED_EVERY = timedelta(hours=1)
"""How long those who backed a suggestion are left in peace once they were told of its new words."""

CALLED = {True: "a slip put right", False: "a change of meaning"}


def _may_read_words(person: Person, contribution: Contribution) -> bool:
    """Say whether somebody may read what another said: not once it is hidden or taken back, nor from outside the group
    what was said in drafting."""
    document = contribution.document
    facts = facts_about(document.consultation, person, is_drafter=is_drafter(document, person.id))
    shown = contribution.status is Status.PUBLISHED and is_visible(contribution, viewer_of(facts, person))
    return shown and policy.can_read(facts)


def contribution_hidden(event: Event, now: datetime) -> None:
    """Give the author of a hidden contribution the reason."""
    contribution = find_contribution(event.subject)
    to = address_of(contribution.author) if contribution else None
    if contribution is None or contribution.author is None or to is None:
        return
    reason = str(event.payload.get("reason") or contribution.status_reason or "")
    news = News(reference=contribution.reference, said=contribution.body or "", reason=reason)
    queue(letters.hidden_letter(to, contribution.author.name, contribution.document.title, news), now)


def contribution_shown(event: Event, now: datetime) -> None:
    """Tell the author of what was hidden that it is shown again."""
    contribution = find_contribution(event.subject)
    to = address_of(contribution.author) if contribution else None
    if contribution is None or contribution.author is None or to is None:
        return
    if may_read(contribution.author, contribution.document):
        title = contribution.document.title
        news = News(reference=contribution.reference, said=contribution.body or "")
        queue(letters.shown_letter(to, contribution.author.name, title, news), now)


def drafter_invited(event: Event, now: datetime) -> None:
    """Send an invitation to draft to its address, or to each member of an organisation."""
    invitation = find_mailed(str(event.payload["invitation"]))
    if invitation is None or invitation.withdrawn_at is not None:
        return
    guests = [(invitation.email, "")]
    if invitation.organisation is not None:
        guests = [(address_of(one.person), one.person.name) for one in list_members(invitation.organisation)]
    by, title, secret = invitation.invited_by.name, invitation.document.title, secret_of(invitation)
    for to, name in guests:
        if to:
            queue(letters.invitation_letter(to, name, by, title, secret), now)


def decider_invited(event: Event, now: datetime) -> None:
    """Send a decision-maker the link to what they are to read."""
    decider = deciding.find_mailed(str(event.payload["invitation"]))
    if decider is None or decider.withdrawn_at is not None:
        return
    by, title = decider.invited_by.name or decider.consultation.owner.name, decider.consultation.title
    queue(letters.decider_letter(decider.email, by, title, deciding.secret_of(decider)), now)


def suggestion_revised(event: Event, now: datetime) -> None:
    """Tell those who voted on a suggestion, or put their name to it, that its words are new: at most once an hour."""
    suggestion = find_contribution(event.subject)
    if suggestion is None or suggestion.version != event.payload.get("version"):
        return  # it was revised once more since: that event tells them
    told = find_mailed_since(letters.revised_subject(suggestion.reference), now - REVISED_EVERY)
    if told is not None:
        emit(event.kind, event.subject, now=told + REVISED_EVERY, **event.payload)
        return  # that event tells them, of the words there are then
    document = suggestion.document
    for person in list_backers(suggestion):
        to = address_of(person)
        if to is not None and _may_read_words(person, suggestion):
            news = News(reference=suggestion.reference, said=suggestion.body or "")
            queue(letters.revised_letter(to, person.name, document.title, news), now)


def clauses_reopened(event: Event, now: datetime) -> None:
    """Tell those who spoke about clauses that are open again."""
    document = find_document(event.subject)
    if document is None:
        return
    for person in list_authors_on(document, event.payload["clauses"]):
        to = address_of(person)
        if to is not None and may_read(person, document):
            said = str(event.payload["said"])
            queue(letters.reopened_letter(to, person.name, document.title, document.slug, said), now)


def challenge_answered(event: Event, now: datetime) -> None:
    """Give somebody who challenged what a change is called the answer."""
    made = find_challenge(event.subject)
    to = address_of(made.by) if made else None
    if made is None or to is None or made.answer is None:
        return
    change, document = made.change, made.change.revision.document
    if may_read(made.by, document):
        path = f"/documents/{document.slug}/revisions/{change.revision.number}/clauses/{change.clause.key}"
        editorial = made.editorial if made.granted else not made.editorial
        said = f"It is {'now' if made.granted else 'still'} called {CALLED[editorial]}."
        queue(letters.challenge_letter(to, made.by.name, document.title, path, said, made.answer), now)


def membership_added(event: Event, now: datetime) -> None:
    """Tell a person that they may speak for an organisation."""
    person, organisation = find_person(str(event.payload["person"])), find_organisation(event.subject)
    to = address_of(person)
    if person is not None and to is not None and organisation is not None:
        queue(letters.membership_letter(to, person.name, organisation.name), now)


def _notes(note: MinorityNote) -> str:
    return f"/documents/{note.document.slug}/clauses/{note.clause.key}/dissent"


def note_reworded(event: Event, now: datetime) -> None:
    """Ask those who signed a minority note's earlier words whether they sign the new ones."""
    note = find_note(event.subject)
    if note is None or note.withdrawn_at is not None:
        return
    again = {one.person_id for one in note.signatures}
    for public_id in event.payload["asked"]:
        person = find_person(public_id)
        to = address_of(person)
        if person is not None and to is not None and person.id not in again and may_read(person, note.document):
            queue(letters.reworded_note_letter(to, person.name, note.document.title, _notes(note)), now)


def note_sent_back(event: Event, now: datetime) -> None:
    """Tell those who signed a minority note why an officer does not print it yet."""
    note = find_note(event.subject)
    if note is None or note.withdrawn_at is not None or not note.sent_back:
        return
    for signature in note.signatures:
        person, to = signature.person, address_of(signature.person)
        if to is not None and may_read(person, note.document):
            queue(letters.note_back_letter(to, person.name, note.document.title, _notes(note), note.sent_back), now)


HANDLERS: Mapping[str, Handler] = {
    "revision:published": revision_published,
    "fate:published": fate_published,
    "answers:published-in-bulk": published_in_bulk,
    "contribution:hidden": contribution_hidden,
    "contribution:shown": contribution_shown,
    "drafter:invited": drafter_invited,
    "decider:invited": decider_invited,
    "membership:added": membership_added,
    "suggestion:revised": suggestion_revised,
    "clauses:reopened": clauses_reopened,
    "challenge:answered": challenge_answered,
    "dissent:reworded": note_reworded,
    "dissent:sent_back": note_sent_back,
    **promises.HANDLERS,
    **intake.HANDLERS,
}
"""What is done about each kind of event; kinds that stand here not concern nobody by mail."""
