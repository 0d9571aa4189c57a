"""Where the people of the borough say they live, how many live there, and whom officers mean to ask."""

from __future__ import annotations

import hashlib
from datetime import datetime

from consult.contributions.areas import declare, keep_areas, load_population
from consult.demonstration.content import Entry, Folder
from consult.demonstration.house import House
from consult.insight.voices.service import finish_approach, plan_approach

SAY_NOTHING = 20
"""Of a hundred, so many would rather not say where they live."""


def settle_areas(house: House, folder: Folder, now: datetime) -> None:
    """Keep the list of areas a consultation has in the content, let people say where they live, and list whom to ask.

    Who says what is drawn from a hash, by the `speak` of each area: so many of a hundred who say it.
    """
    about = folder.about
    if "areas" not in about:
        return
    consultation, by = house.consultations[about["slug"]], house.people[about["stages"][0]["by"]]
    names = [area["name"] for area in about["areas"]]
    areas = {area.name: area.public_id for area in keep_areas(consultation, names, by=by, now=now)}
    load_population(consultation, {area["name"]: area["people"] for area in about["areas"]}, by=by, now=now)
    for said in folder.said:
        contribution = house.contributions[said["id"]]
        who = said.get("by") or said["id"]
        name = _drawn(about["areas"], f"{about['slug']}:{who}")
        declare(contribution, areas[name] if name else None, now=now)
    for entry in about.get("asks", ()):
        officer = house.people[entry["by"]]
        due = house.date(entry["day"]) if "day" in entry else None
        ask = plan_approach(consultation, entry["whom"], who=officer.name, due=due, by=officer, now=now)
        if "done" in entry:
            finish_approach(ask, entry["done"], by=officer, now=now)


def _drawn(areas: list[Entry], who: str) -> str | None:
    place = int(hashlib.sha256(who.encode()).hexdigest(), 16) % 100
    if place < SAY_NOTHING:
        return None
    place = (place - SAY_NOTHING) * 100 // (100 - SAY_NOTHING)
    for area in areas:
        place -= area["speak"]
        if place < 0:
            return str(area["name"])
    return str(areas[0]["name"])
