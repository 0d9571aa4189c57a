"""What the staff of the borough did with what was said: who has read it, and who looks after what waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from consult.accounts.models import MemberRole, Person
from consult.consultations.models import Consultation
from consult.contributions.handling import assign, mark_read
from consult.demonstration.content import Folder
from consult.demonstration.house import House
from consult.exchange.recording.facts import Edition
from consult.exchange.recording.service import ask_for as ask_for_record
from consult.insight.themes.asking import ask_for_links

UNREAD = timedelta(days=2)
"""What is newer nobody has got round to."""


def work_through(house: House, folder: Folder, now: datetime) -> None:
    """Let the first officer read what is not of the last days, and share out what waits for an answer."""
    consultation = house.consultations[folder.about["slug"]]
    document = house.documents[folder.document["slug"]]
    staff = [person for person in house.people.values() if _works_for(person, consultation.owner_id)]
    said = [one for one in house.contributions.values() if one.document_id == document.id]
    old = [one.id for one in said if one.at < now - UNREAD]
    if not staff or not old:
        return
    mark_read(consultation, old, by=staff[0], now=now)
    waiting = [one.id for one in said if one.counts_for_gate and one.fate is None and one.at < now - UNREAD]
    for number, officer in enumerate(staff[:2]):
        share = waiting[number::3]  # every third is with nobody yet
        if share:
            assign(consultation, share, officer, by=staff[0], now=now)


def ask_the_worker(house: House, now: datetime) -> None:
    """Ask for what takes longer than a page: proposed themes for the rest of one consultation, the record of another.

    The worker does it once the house is served, so that both pages show what was really reckoned.
    """
    for slug, ask in (("getting-about", ask_for_links), ("green-and-common", _ask_for_record)):
        consultation = house.consultations.get(slug)
        if consultation is not None:
            officer = next(person for person in house.people.values() if _works_for(person, consultation.owner_id))
            ask(consultation, by=officer, now=now)


def _ask_for_record(consultation: Consultation, *, by: Person, now: datetime) -> None:
    back = f"/consultations/{consultation.slug}/desk/record"
    ask_for_record(consultation, Edition.PUBLIC, by=by, now=now, back=back)


def _works_for(person: Person, organisation: int) -> bool:
    return any(one.role is MemberRole.OFFICER and one.organisation_id == organisation for one in person.memberships)
