"""Summaries: laid out, written, signed and published by officers, and read by those who decide."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from consult.consultations.models import Consultation
from consult.demonstration.content import Entry, Folder, Unplayable, read
from consult.demonstration.house import House
from consult.insight.summary import deciding, service, signing
from consult.insight.summary.queries import get_newest
from consult.insight.summary.sections import read_sections

FILE = "summary.yaml"
_NAMED = re.compile(r"\{([\w-]+)\}")


def list_acts(house: House, folder: Folder) -> Iterator[tuple[Entry, Callable[[datetime], object]]]:
    """Yield what the folder tells of its summary: an entry with its moment, and what is done then."""
    path = folder.path / FILE
    if not path.exists():
        return
    told: Entry = read(path)
    slug = folder.about["slug"]
    yield told["begun"], partial(_begin, house, slug, told["begun"])
    for entry in told["written"]:
        yield entry, partial(_write, house, slug, entry)
    for what, verb in (("signed", _sign), ("published", _publish)):
        if what in told:
            yield told[what], partial(verb, house, slug, told[what])
    for entry in told.get("readers", ()):
        yield entry, partial(_invite, house, slug, entry)
        if "read" in entry:
            yield entry["read"], partial(_read, house, slug, entry)


def _begin(house: House, slug: str, entry: Entry, now: datetime) -> None:
    service.begin(house.consultations[slug], by=house.people[entry["by"]], now=now)


def _write(house: House, slug: str, entry: Entry, now: datetime) -> None:
    consultation = house.consultations[slug]
    save = get_newest(consultation)
    found = [one for one in read_sections(save.sections) if one.title.endswith(entry["section"])]
    if len(found) != 1:
        raise Unplayable(f"{len(found)} sections of the summary are called “{entry['section']}”")
    body = _NAMED.sub(lambda name: house.contributions[name[1]].reference, entry["body"])
    by = house.people[entry["by"]]
    title, key = found[0].title, found[0].key
    service.write(consultation, key, title=title, body=body, expected=save.number, by=by, now=now)


def _sign(house: House, slug: str, entry: Entry, now: datetime) -> None:
    consultation = house.consultations[slug]
    by, number = house.people[entry["by"]], get_newest(consultation).number
    signing.sign(consultation, expected=number, by=by, now=now, role=entry["role"])


def _publish(house: House, slug: str, entry: Entry, now: datetime) -> None:
    consultation: Consultation = house.consultations[slug]
    signing.publish(consultation, expected=get_newest(consultation).number, by=house.people[entry["by"]], now=now)


def _invite(house: House, slug: str, entry: Entry, now: datetime) -> None:
    """Name somebody who decides, who accepts at once."""
    person = house.people[entry["person"]]
    if person.email is None:
        raise Unplayable(f"{person.name} has no address")
    invited = deciding.invite(house.consultations[slug], person.email, by=house.people[entry["invited_by"]], now=now)
    deciding.accept(invited, person, now)


def _read(house: House, slug: str, entry: Entry, now: datetime) -> None:
    consultation = house.consultations[slug]
    person, words = house.people[entry["person"]], entry["read"]["words"]
    deciding.say_read(consultation, get_newest(consultation), by=person, now=now, words=words)
