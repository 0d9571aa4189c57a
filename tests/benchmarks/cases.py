"""What is measured: each page of ours, and the page of the floor that does the same by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from sqlalchemy import select

from consult.contributions.models import Contribution, Status
from consult.contributions.queries import PAGE
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.extensions import db
from tests.benchmarks.asking import PLAIN, Reader, Request, Work, always

MERGE_DESK = "merge desk, a suggestion to each clause"
FAR = 250
"""The page of the list that lies far down."""


@dataclass(frozen=True, slots=True)
class Case:
    """A page of ours with the floor's work beside it. `row`: of the goals in the report, none: only printed."""

    name: str
    ours: Work
    floor: str
    row: int | None = None


FLOOR = {
    "hello": always("/hello"),
    "room": always("/room"),
    "list": always("/comments"),
    "post": Work(lambda number: Request("/comments", form={"section": str(number % 100 + 1), "body": SAYS}), (302,)),
}
SAYS = "The bus that goes to the clinic leaves before it opens. Could these words say when the first journey is?"


def cases(
    document: Document,
    larger: Document,
    drafted: Document,
    suggested: Document,
    readers: Sequence[Reader],
    desk: Reader,
) -> list[Case]:
    """List what is measured.

    `readers` have cast no vote yet; `drafted` went through hundreds of saves; `desk` is an officer of `suggested`,
    where a suggestion to every clause waits.
    """
    room, reader = f"/documents/{document.slug}", readers[0].headers
    revision = document.newest_revision
    assert revision is not None
    clause = next(one for one in read_revision(revision).clauses if len(one.text) > 60)
    listing, large = f"{room}/contributions", f"/documents/{larger.slug}/contributions"
    call = f"/api/v1{listing}?limit={PAGE}"
    return [
        Case("reading room, signed in", always(room, reader), "room", 1),
        Case("reading room after each vote (with it)", _vote_and_read(document, readers, room), "room"),
        Case("reading room, not signed in", always(room), "hello", 2),
        Case("revision, not signed in", always(f"{room}/revisions/1"), "hello"),
        Case("whose words, not signed in", always(f"/documents/{drafted.slug}/provenance"), "hello"),
        Case("whose words, signed in", always(f"/documents/{drafted.slug}/provenance", reader), "hello"),
        Case(MERGE_DESK, always(f"/documents/{suggested.slug}/merge", desk.headers), "room"),
        Case("clause page, signed in", always(f"{room}/clauses/{clause.key}", reader), "list"),
        Case("20 contributions, page 1", always(listing, reader), "list", 3),
        Case("20 contributions, page 250", always(f"{listing}?after={_after(document)}", reader), "list"),
        Case("20 of ten times as many", always(large, reader), "list"),
        Case("20 contributions, API", always(call, {**PLAIN, "Accept": "application/json"}), "list"),
        Case("a comment posted", _comment(document, readers, clause.key), "post", 5),
        Case("a vote cast", _vote(document, readers), "post", 6),
    ]


def _after(document: Document) -> int:
    """Return the id the page before the far one ends with, newest first."""
    ids = select(Contribution.id).where(Contribution.document_id == document.id).order_by(Contribution.id.desc())
    return db.session.scalars(ids.offset((FAR - 1) * PAGE - 1)).first() or 1


def _comment(document: Document, readers: Sequence[Reader], key: str) -> Work:
    form = {"body": SAYS, "clause": key, "revision": "1", "sentence": "all", "do": "comment"}

    def make(number: int) -> Request:
        one = readers[number % len(readers)]
        return Request(f"/documents/{document.slug}/comments", one.headers, {**form, "csrf_token": one.token})

    return Work(make, (302,))


def _vote(document: Document, readers: Sequence[Reader]) -> Work:
    """Vote for the first time on one contribution after another."""
    standing = (Contribution.document_id == document.id) & (Contribution.status == Status.PUBLISHED)
    references = db.session.scalars(select(Contribution.reference).where(standing).order_by(Contribution.id)).all()
    turns = list(product(references, readers))

    def make(number: int) -> Request:
        reference, one = turns[number % len(turns)]
        return Request(f"/contributions/{reference}/vote", one.headers, {"value": "agree", "csrf_token": one.token})

    return Work(make, (302,))


def _vote_and_read(document: Document, readers: Sequence[Reader], room: str) -> Work:
    """Ask for the room after each vote on a clause, so that nothing kept still stands."""
    revision = document.newest_revision
    assert revision is not None
    keys = [one.key for one in read_revision(revision).clauses if len(one.text) > 60]
    values = ("agree", "unsure", "disagree")

    def make(number: int) -> Request:
        turn, reads = divmod(number, 2)
        one = readers[turn % len(readers)]
        if reads:
            return Request(room, one.headers)
        form = {"value": values[turn // len(readers) % 3], "revision": "1", "csrf_token": one.token}
        return Request(f"{room}/clauses/{keys[turn % len(keys)]}/vote", one.headers, form)

    return Work(make, (200, 302))
