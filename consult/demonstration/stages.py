"""Consultations: made, laid out with papers and dates, and moved from stage to stage."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from consult.answers.closing import move_stage
from consult.consultations import service as consultations
from consult.consultations.models import Audience, Paper, TimetableEntry
from consult.consultations.service import Details
from consult.consultations.stages import write_due
from consult.core.stages import Stage
from consult.demonstration.content import Entry, Folder
from consult.demonstration.house import House
from consult.infra import clock, uploads


def create(house: House, folder: Folder, now: datetime) -> None:
    """Make a consultation in drafting, with its papers and sessions."""
    about = folder.about
    by = house.people[about["stages"][0]["by"]]
    consultation = consultations.create(
        _details(house, about), house.organisations[about["owner"]], by=by, now=now, slug=about["slug"]
    )
    for paper in about["papers"]:
        consultations.add_paper(consultation, _paper(folder, paper), by=by, now=now)
    for session in about["sessions"]:
        consultations.add_entry(consultation, _session(house, session), by=by, now=now)
    house.consultations[about["slug"]] = consultation


def move(house: House, about: Entry, entry: Entry, now: datetime) -> None:
    """Move a consultation to another stage: by its date where it was announced for this moment, else by hand."""
    consultation = house.consultations[about["slug"]]
    write_due(consultation, now)
    stage = Stage(entry["stage"])
    if consultation.stage is stage:
        return
    move_stage(
        consultation,
        stage,
        entry["reason"],
        by=house.people[entry["by"]],
        now=now,
        closes_at=_closing(house, about, entry),
    )


def _closing(house: House, about: Entry, entry: Entry) -> datetime | None:
    """Return the closing time announced with a stage: only the last round has one in the content."""
    last = [stage for stage in about["stages"] if stage["stage"] == "open"][-1:]
    return house.moment(about["closes"]) if entry in last else None


def _details(house: House, about: Entry) -> Details:
    everyone = about["audience"] == "everyone"
    guests: Entry = {} if everyone else about["audience"]
    return Details(
        title=about["title"],
        purpose=about["purpose"],
        audience=Audience.EVERYONE if everyone else Audience.INVITED,
        organisations=[house.organisations[slug] for slug in guests.get("organisations", ())],
        networks=[house.networks[slug] for slug in guests.get("networks", ())],
        opens_at=house.moment(about["opens"]) if "opens" in about else None,
        closes_at=house.moment(about["closes"]) if "opens" in about else None,
    )


def _paper(folder: Folder, entry: Entry) -> Paper:
    paper = Paper(title=entry["title"], what=entry["what"], url=entry.get("link"))
    if "file" in entry:
        path = folder.path / entry["file"]
        data = path.read_bytes()
        paper.filename, paper.size = path.name, len(data)
        paper.file_hash = uploads.keep(current_app.config["UPLOADS"], data)
    return paper


def _session(house: House, entry: Entry) -> TimetableEntry:
    at = house.moment(entry)
    return TimetableEntry(
        on=house.date(entry["day"]), time=clock.spoken_time(at), what=entry["about"], where=entry["place"]
    )
