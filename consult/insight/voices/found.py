"""Opinion groups that were found, ready to be shown: statements with their words, places with their shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Status
from consult.documents.models import Clause, Document, Wording
from consult.extensions import db
from consult.insight.voices.works import KIND
from consult.jobs.works import Work

LETTERS = "ABCDE"
GONE = "This was hidden or taken back since."


@dataclass(frozen=True, slots=True)
class Told:
    """What a group, or all of them, say of a statement: its name and address, its words, and how many in 100."""

    name: str
    address: str
    words: str
    value: str
    part: int


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its letter, its people, what it says, its crowds (x, y, people) and the corners of its outline."""

    letter: str
    size: int
    said: Sequence[Told]
    crowds: Sequence[tuple[float, float, int]]
    points: str
    middle: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Found:
    """Opinion groups with the votes they were found from."""

    at: datetime
    voters: int
    votes: int
    fingerprint: str
    left_out: int
    small_groups: int
    groups: Sequence[Group]
    shared: Sequence[Told]


def find_opinions(consultation: Consultation) -> Found | None:
    """Return the newest groups that were found, or None; three queries at most."""
    wanted = select(Work).where(Work.subject == consultation.slug, Work.kind == KIND, Work.finished_at.is_not(None))
    done = wanted.where(Work.failed.is_(None), Work.cancelled.is_(False)).order_by(Work.id.desc()).limit(1)
    work = db.session.scalars(done).one_or_none()
    if work is None or not work.result:
        return None
    result: Mapping[str, Any] = work.result
    told = _read(result)
    groups = [
        Group(
            letter=letter,
            size=one["size"],
            said=[told(said) for said in one["said"]],
            crowds=[(x, y, count) for x, y, count in one["crowds"]],
            points=" ".join(f"{x},{y}" for x, y in one["outline"]),
            middle=_middle(one["crowds"]),
        )
        for letter, one in zip(LETTERS, result["groups"], strict=False)
    ]
    return Found(
        at=datetime.fromisoformat(result["at"]),
        voters=result["voters"],
        votes=result["votes"],
        fingerprint=result["fingerprint"],
        left_out=result["left_out"],
        small_groups=result["small_groups"],
        groups=groups,
        shared=[told(said) for said in result["shared"]],
    )


def _middle(crowds: Sequence[Sequence[float]]) -> tuple[float, float]:
    people = sum(count for _, _, count in crowds) or 1
    return (
        round(sum(x * count for x, _, count in crowds) / people, 1),
        round(sum(y * count for _, y, count in crowds) / people, 1),
    )


def _said(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from result["shared"]
    for group in result["groups"]:
        yield from group["said"]


def _read(result: Mapping[str, Any]) -> Any:
    """Return a function that gives a statement its name, its address and its words; two queries."""
    ids = [one["id"] for one in _said(result) if one["kind"] == "contribution"]
    contributions = {
        row.id: row
        for row in db.session.execute(
            select(Contribution.id, Contribution.reference, Contribution.body, Contribution.status).where(
                Contribution.id.in_(ids)
            )
        )
    }
    wordings = [one["wording"] for one in _said(result) if one["kind"] == "clause"]
    clauses = [one["id"] for one in _said(result) if one["kind"] == "clause"]
    words = {
        (row[0], row[1]): row
        for row in db.session.execute(
            select(Clause.id, Wording.id, Document.slug, Document.title, Clause.key, Wording.text)
            .join(Document, Document.id == Clause.document_id)
            .join(Wording, Wording.document_id == Document.id)
            .where(Clause.id.in_(clauses), Wording.id.in_(wordings))
        )
    }

    def told(one: Mapping[str, Any]) -> Told:
        if one["kind"] == "contribution":
            row = contributions.get(one["id"])
            if row is None:
                return Told("A contribution", "", GONE, one["value"], one["part"])
            shown = row.body if row.status is Status.PUBLISHED and row.body else GONE
            return Told(row.reference, f"/contributions/{row.reference}", shown, one["value"], one["part"])
        found = words.get((one["id"], one["wording"]))
        if found is None:
            return Told("A clause", "", GONE, one["value"], one["part"])
        address = f"/documents/{found.slug}/clauses/{found.key}"
        return Told(found.title, address, found.text or GONE, one["value"], one["part"])

    return told
