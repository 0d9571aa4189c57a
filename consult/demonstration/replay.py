"""The replay: everything the content tells, in order of time, each at the moment it happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import update

from consult.core.errors import ConsultError
from consult.demonstration import (
    alike,
    answers,
    areas,
    desk,
    incoming,
    people,
    promises,
    revisions,
    stages,
    summaries,
    themes,
    voices,
    votes,
)
from consult.demonstration.content import CONTENT, Entry, Folder, Unplayable, list_folders, read
from consult.demonstration.house import House
from consult.extensions import db
from consult.infra import clock
from consult.jobs.models import Event

SETTLED_ON = -301
"""The day the organisations and people are there: before anything happens."""
BEFORE_PUBLISHING = timedelta(hours=1)
"""How long before its publication the words of a revision are saved."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happens at a moment. `name` says where the content tells of it."""

    at: datetime
    name: str
    do: Callable[[datetime], object]


def load(now: datetime, folders: Sequence[Folder] | None = None) -> House:
    """Make the invented borough and replay all that happened there until `now`. Flushes, never commits.

    `folders`: all of the content if none are given. Raises Unplayable, naming the place in the content.
    """
    house = House(clock.to_london(now).date())
    people.settle(house, house.at(SETTLED_ON, "09:00"))
    on_clauses = read(CONTENT / "votes.yaml")["clauses"]
    folders = folders or list_folders()
    acts = [act for folder in folders for act in _acts(house, folder, on_clauses)]
    for act in sorted(acts, key=lambda one: one.at):
        try:
            act.do(act.at)
        except (ConsultError, Unplayable) as problem:
            raise Unplayable(f"{act.name}: {problem}") from problem
    db.session.flush()
    for folder in folders:
        desk.work_through(house, folder, now)
        areas.settle_areas(house, folder, now)
        alike.find_alike(house, folder, now)
    # Those who spoke then were told then; nobody is to get a year's mail at once.
    db.session.flush()
    db.session.execute(update(Event).where(Event.handled_at.is_(None)).values(handled_at=now))
    return house


def _acts(house: House, folder: Folder, on_clauses: Entry) -> Iterator[Act]:
    """Yield what happens in one consultation; what happens at one moment stays in this order."""
    name = folder.about["slug"]
    first, *later = folder.about["stages"]
    yield Act(house.moment(first), name, partial(stages.create, house, folder))
    for ballot in votes.draw(house, folder, on_clauses.get(folder.document["slug"], ())):
        yield Act(ballot.at, f"{name}, vote", partial(votes.cast, house, folder, ballot))
    for said in folder.said:
        yield from _voice(house, folder, said)
    yield from (Act(*told) for told in incoming.acts(house, folder))
    for entry in folder.document["revisions"]:
        yield from _revision(house, folder, entry)
    if "draft" in folder.document:
        draft = folder.document["draft"]
        yield Act(house.moment(draft), draft["file"], partial(revisions.rewrite, house, folder, draft))
    for said in folder.about.get("promises", ()):
        yield Act(house.moment(said["promised"]), said["quote"], partial(promises.make, house, folder, said))
        for became in said["became"]:
            yield Act(house.moment(became), said["quote"], partial(promises.settle, house, said, became))
    for told, act in summaries.list_acts(house, folder):
        yield Act(house.moment(told), f"{name}, summary", act)
    for entry in themes.list_themes(folder):
        yield Act(house.moment(entry), f"{name}, {entry['name']}", partial(themes.settle, house, folder, entry))
    for reason in folder.about.get("reasons", ()):
        yield Act(house.moment(reason), reason["name"], partial(answers.keep, house, folder, reason))
    for entry in later:
        yield Act(house.moment(entry), f"{name}, {entry['stage']}", partial(stages.move, house, folder.about, entry))


def _voice(house: House, folder: Folder, said: Entry) -> Iterator[Act]:
    yield Act(house.moment(said), said["id"], partial(voices.say, house, folder, said))
    for what, verb in (("confirmed", voices.confirm), ("hidden", voices.hide), ("withdrawn", voices.withdraw)):
        if what in said:
            yield Act(house.moment(said[what]), said["id"], partial(verb, house, said))
    for signature in said.get("cosigned", ()):
        yield Act(house.moment(signature), said["id"], partial(voices.cosign, house, said, signature))
    if "replied" in said:
        word = said["replied"]
        yield Act(house.moment(word), said["id"], partial(answers.reply, house, said, word))
    if "drafted" in said:
        yield Act(house.moment(said["drafted"]), said["id"], partial(revisions.propose, house, said))
    for fate in said.get("fates", ()):
        if "revision" not in fate:
            by = house.people[fate["by"]]
            yield Act(house.moment(fate), said["id"], partial(revisions.answer, house, said, fate, by))


def _revision(house: House, folder: Folder, entry: Entry) -> Iterator[Act]:
    at, name = house.moment(entry), entry["file"]
    if entry["number"] == 1:
        yield Act(at, name, partial(revisions.begin, house, folder, entry))
        return
    yield Act(at - BEFORE_PUBLISHING, name, partial(revisions.rewrite, house, folder, entry))
    yield Act(at, name, partial(revisions.publish, house, folder, entry))
    for said in entry.get("challenges", ()):
        yield Act(house.moment(said), name, partial(revisions.challenge, house, folder, entry, said))
        if "answer" in said:
            yield Act(
                house.moment(said["answer"]), name, partial(revisions.answer_challenge, house, folder, entry, said)
            )
