"""Votes: who votes how and when is drawn from a hash, so that every loading gives the same numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.demonstration.content import Entry, Folder, Unplayable, place_of
from consult.demonstration.house import NOON, House, Windows, open_windows
from consult.demonstration.people import list_voters
from consult.voting import service as voting
from consult.voting.models import VoteValue

SPREAD = 5
"""The votes on one thing come in over so many days."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote to be cast. thing: a contribution's id, or the first words of a clause with the revision read."""

    at: datetime
    person: str
    value: VoteValue
    contribution: str | None = None
    clause: str | None = None
    revision: int = 0


def draw(house: House, folder: Folder, clauses: Sequence[Entry]) -> Iterator[Ballot]:
    """Yield every vote on what was said and on the clauses of one consultation's document."""
    voters, windows = list_voters(house, folder.about), open_windows(house, folder.about)
    for said in folder.said:
        if "votes" in said:
            made = house.moment(said)
            for at, person, value in _drawn(
                house, said["id"], said["votes"], _others(voters, said), (windows, made, None)
            ):
                yield Ballot(at, person, value, contribution=said["id"])
    for entry in clauses:
        number, clause = entry["revision"], entry["clause"]
        thing = f"{folder.document['slug']}:{number}:{clause}"
        made, until = _stands(house, folder, number, clause)
        for at, person, value in _drawn(house, thing, entry, voters, (windows, made, until)):
            yield Ballot(at, person, value, clause=clause, revision=number)


def cast(house: House, folder: Folder, ballot: Ballot, now: datetime) -> None:
    """Cast one vote."""
    person = house.people[ballot.person]
    if ballot.contribution is not None:
        voting.vote_on_contribution(house.contributions[ballot.contribution], ballot.value, person=person, now=now)
        return
    document = house.documents[folder.document["slug"]]
    key = house.key(document, ballot.revision, ballot.clause or "")
    voting.vote_on_clause(document, key, None, ballot.value, person=person, now=now)


def _others(voters: Sequence[str], said: Entry) -> list[str]:
    return [slug for slug in voters if slug != said.get("by")]


def _drawn(
    house: House,
    thing: str,
    numbers: Entry,
    voters: Sequence[str],
    stands: tuple[Windows, datetime, datetime | None],
) -> Iterator[tuple[datetime, str, VoteValue]]:
    """Draw who votes: in order of a hash, first those who agree, then the unsure, then those who disagree."""
    order = sorted(voters, key=lambda person: hashlib.sha256(f"{thing}:{person}".encode()).hexdigest())
    values = [value for value in VoteValue for _ in range(numbers[value.value])]
    if len(values) > len(order):
        raise Unplayable(f"{thing}: {len(values)} votes, but only {len(order)} people may vote")
    for place, (person, value) in enumerate(zip(order, values, strict=False)):
        yield _when(house, thing, place, stands), person, value


def _when(house: House, thing: str, place: int, stands: tuple[Windows, datetime, datetime | None]) -> datetime:
    """Return the noon of a vote: some days after the thing was made, while it stands and voting is open."""
    windows, made, until = stands
    day, first = min(house.day(made) + place % SPREAD + 1, -1), house.day(made)
    while day >= first:
        noon = house.at(day, NOON)
        if made < noon and windows.holds(noon) and (until is None or noon < until):
            return noon
        day -= 1
    raise Unplayable(f"{thing}: nobody could vote on it in the days after it was made")


def _stands(house: House, folder: Folder, number: int, beginning: str) -> tuple[datetime, datetime | None]:
    """Return from when and until when the words of a clause stand in public; None: until now."""
    words = folder.texts[number][place_of(beginning, [one.text for one in folder.texts[number]])].text
    since, until = open_windows(house, folder.about).stretches[0][0], None
    for revision in folder.document["revisions"]:
        at = house.moment(revision)
        if revision["number"] == number:
            since = max(since, at)
        if revision["number"] > number and words not in [one.text for one in folder.texts[revision["number"]]]:
            until = at
            break
    return since, until
