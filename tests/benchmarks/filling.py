"""Fill a document with comments, replies, votes and answers in bulk, as the services would have left them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from consult.accounts.models import MemberRole, Membership, Organisation, OrganisationKind, Person
from consult.answers.models import FateEntry
from consult.contributions.anchoring import AROUND
from consult.contributions.models import Anchor, Channel, Contribution, ContributionKind, ReferenceCounter, Status
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.documents.text import TextClause
from consult.extensions import db
from consult.voting.models import Tally, Vote, VoteValue
from tests.benchmarks.words import sentence
from tests.make import make_organisation, make_person, now

ORGANISATIONS = 20
REPLY_IN, WHOLE_IN, DOCUMENT_IN, FATE_IN = 10, 5, 50, 8
"""One comment in so many is a reply, on a whole clause, on the document, has its answer."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is: of people those who comment and vote."""

    clauses: int
    people: int
    comments: int
    votes: int


@dataclass(slots=True)
class Rows:
    """What goes into each table."""

    comments: list[dict[str, Any]] = field(default_factory=list)
    anchors: list[dict[str, Any]] = field(default_factory=list)
    fates: list[dict[str, Any]] = field(default_factory=list)
    votes: list[dict[str, Any]] = field(default_factory=list)
    tallies: list[dict[str, Any]] = field(default_factory=list)


def fill(document: Document, size: Size, chance: random.Random) -> None:
    """Put comments and votes into a document with one revision, and commit."""
    people = _people(size.people)
    rows = Rows()
    _comment(rows, document, people, size.comments, chance)
    _vote(rows, document, people, size.votes, chance)
    for table, found in (
        (Contribution, rows.comments),
        (Anchor, rows.anchors),
        (FateEntry, rows.fates),
        (Vote, rows.votes),
        (Tally, rows.tallies),
    ):
        if found:
            db.session.execute(insert(table), found)
    _count(document, size)
    db.session.commit()


def _people(many: int) -> list[Person]:
    """Make people, every third of them a member of some organisation."""
    hats = [make_organisation(kind=OrganisationKind.CHARITY) for _ in range(ORGANISATIONS)]
    people = [make_person() for _ in range(many)]
    for number, person in enumerate(people[::3]):
        hat: Organisation = hats[number % len(hats)]
        db.session.add(Membership(person_id=person.id, organisation_id=hat.id, role=MemberRole.PARTNER, added_at=now()))
    db.session.commit()
    return people


def _comment(rows: Rows, document: Document, people: list[Person], many: int, chance: random.Random) -> None:
    revision = document.newest_revision
    assert revision is not None
    clauses = [clause for clause in read_revision(revision).clauses if len(clause.text) > 60]
    first = (db.session.scalar(select(func.max(Contribution.id))) or 0) + 1
    began = now() - timedelta(hours=12)
    hats = dict(db.session.execute(select(Membership.person_id, Membership.organisation_id)).all())
    for number in range(first, first + many):
        person = chance.choice(people)
        at = began + timedelta(seconds=number - first) / 4
        parent = chance.choice(rows.comments) if rows.comments and number % REPLY_IN == 0 else None
        parent = parent if parent and parent["reply_to_id"] is None else None
        clause = None if parent or number % DOCUMENT_IN == 1 else chance.choice(clauses)
        row = _row(document, number, person, at)
        row |= {
            "body": " ".join(sentence(chance) for _ in range(chance.randint(1, 3))),
            "clause_id": clause.clause_id if clause else None,
            "reply_to_id": parent["id"] if parent else None,
            "organisation_id": hats.get(person.id),
            "counts_for_gate": parent is None,
        }
        rows.comments.append(row)
        if parent:
            parent["replies"] += 1
            parent["frozen"] = True
        elif number % FATE_IN == 0:
            row |= {"fate": Fate.NOTED, "frozen": True}
            rows.fates.append(_fate(number, at))
        if clause:
            rows.anchors.append(_anchor(number, revision.id, clause, chance, whole=number % WHOLE_IN == 0))


def _row(document: Document, number: int, person: Person, at: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "reference": f"C-{number}",
        "kind": ContributionKind.COMMENT,
        "document_id": document.id,
        "revision_id": document.newest_revision_id,
        "author_id": person.id,
        "author_name": person.name,
        "channel": Channel.WEB,
        "made_in": Stage.OPEN,
        "at": at,
        "status": Status.PUBLISHED,
        "fate": None,
        "frozen": False,
        **dict.fromkeys(("agree", "unsure", "disagree", "replies"), 0),
    }


def _fate(number: int, at: datetime) -> dict[str, Any]:
    later = at + timedelta(hours=1)
    return {"contribution_id": number, "fate": Fate.NOTED, "reason": "", "at": later, "published_at": later}


def _anchor(number: int, revision_id: int, clause: TextClause, chance: random.Random, *, whole: bool) -> dict[str, Any]:
    words = clause.text.split(" ")
    low = chance.randrange(len(words) - 3)
    start = 0 if whole else len(" ".join(words[:low])) + bool(low)
    exact = clause.text if whole else " ".join(words[low : low + chance.randint(2, 12)])
    end = start + len(exact)
    return {
        "contribution_id": number,
        "revision_id": revision_id,
        "clause_id": clause.clause_id,
        "start": start,
        "end": end,
        "whole": end - start == len(clause.text),
        "exact": exact,
        "prefix": clause.text[max(0, start - AROUND) : start],
        "suffix": clause.text[end : end + AROUND],
    }


def _vote(rows: Rows, document: Document, people: list[Person], many: int, chance: random.Random) -> None:
    """Cast a quarter of the votes on clauses' words, the others on comments; each person once on each thing."""
    revision = document.newest_revision
    assert revision is not None
    text = read_revision(revision)
    wordings = {one.clause_id: one.wording_id for one in text.clauses}
    comments = {row["id"]: row for row in rows.comments}
    sums: Counter[tuple[int, VoteValue]] = Counter()
    for person_id, thing in _pairs(people, [*wordings], many // 4, chance):
        value = chance.choice([*VoteValue])
        sums[thing, value] += 1
        rows.votes.append(_cast(person_id, value, clause_id=thing, wording_id=wordings[thing]))
    for person_id, thing in _pairs(people, [*comments], many - many // 4, chance):
        value = chance.choice([*VoteValue])
        comments[thing][value.value] += 1
        comments[thing]["frozen"] = True
        rows.votes.append(_cast(person_id, value, contribution_id=thing))
    for clause_id in {clause_id for clause_id, _ in sums}:
        counts = {value.value: sums[clause_id, value] for value in VoteValue}
        rows.tallies.append({"clause_id": clause_id, "wording_id": wordings[clause_id], **counts})


def _pairs(people: list[Person], things: list[int], many: int, chance: random.Random) -> Iterator[tuple[int, int]]:
    """Choose so many different pairs of a person and a thing."""
    return (
        (people[one % len(people)].id, things[one // len(people)])
        for one in chance.sample(range(len(people) * len(things)), many)
    )


def _cast(
    person_id: int,
    value: VoteValue,
    *,
    clause_id: int | None = None,
    wording_id: int | None = None,
    contribution_id: int | None = None,
) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "clause_id": clause_id,
        "wording_id": wording_id,
        "contribution_id": contribution_id,
        "value": value,
        "at": now(),
    }


def _count(document: Document, size: Size) -> None:
    """Leave the site's counter at the newest reference, and the document's version where so much raised it."""
    last = db.session.scalar(select(func.max(Contribution.id))) or 0
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    counter = dialect.insert(ReferenceCounter).values(letter="C", last=last)
    db.session.execute(counter.on_conflict_do_update(index_elements=["letter"], set_={"last": last}))
    if dialect is postgresql:  # what was stored with a number of its own did not move the numbers on
        db.session.execute(select(func.setval(func.pg_get_serial_sequence("contribution", "id"), last)))
    raised = Document.counts_version + size.comments + size.votes
    db.session.execute(update(Document).where(Document.id == document.id).values(counts_version=raised))
