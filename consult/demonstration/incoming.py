"""What came in outside the site: registered, split into parts, and entered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from consult.demonstration.content import Entry, Folder, read
from consult.demonstration.house import House
from consult.infra import clock
from consult.intake import handling
from consult.intake.lines import read_lines
from consult.intake.models import Source, Submission
from consult.intake.registering import NewSubmission, register
from consult.intake.splitting import NewPart, add_parts


def list_submissions(folder: Folder) -> Sequence[Entry]:
    """List what came in for a consultation, in order of time."""
    path = folder.path / "intake.yaml"
    found: Sequence[Entry] = read(path)["submissions"] if path.exists() else ()
    return found


def acts(house: House, folder: Folder) -> Iterator[tuple[datetime, str, partial[None]]]:
    """Yield when something came in or was entered, what the content calls it, and how it is done."""
    for entry in list_submissions(folder):
        yield house.moment(entry), entry["id"], partial(_register, house, folder, entry)
        if "entered" in entry:
            yield house.moment(entry["entered"]), entry["id"], partial(_finish, house, entry)


def _register(house: House, folder: Folder, entry: Entry, now: datetime) -> None:
    by = house.people[entry["by"]]
    new = NewSubmission(
        source=Source(entry["source"]),
        title=entry["title"],
        received=clock.to_london(now).date(),
        reader=house.people[entry["reader"]],
        sender=entry.get("sender", ""),
        email=entry.get("email", ""),
        shown_as=entry.get("shown_as", ""),
        people=entry.get("people"),
        words=entry["words"],
    )
    made = register(house.consultations[folder.about["slug"]], new, by=by, now=now)
    house.submissions[entry["id"]] = made
    parts = _parts(entry)
    if parts:
        handling.read(made, by=by, now=now)
        document = house.documents[folder.document["slug"]]
        for contribution in add_parts(made, document, parts, by=by, now=now):
            house.contributions[contribution.reference] = contribution


def _parts(entry: Entry) -> list[NewPart]:
    lines = read_lines(entry.get("lines", ""))
    return [
        *(NewPart(words=one["words"], code=one["code"], place=one.get("place", "")) for one in entry.get("parts", ())),
        *(
            NewPart(words=one.words, code=one.code, place=one.place, people=one.people, agreeing=one.agreeing)
            for one in lines
        ),
    ]


def _finish(house: House, entry: Entry, now: datetime) -> None:
    submission: Submission = house.submissions[entry["id"]]
    handling.finish(submission, by=house.people[entry["entered"]["by"]], now=now)
