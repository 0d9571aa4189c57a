"""Whose words a revision is made of: for each run the save that brought it, and the suggestion or comment behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Row, or_, select

from consult.accounts.models import Organisation, Person
from consult.contributions.models import Contribution, Status
from consult.core.fates import How
from consult.core.stages import Stage
from consult.documents.models import Document, Revision, Save, SaveCause
from consult.documents.provenance import Run, runs_of
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.infra.keeping import Kept
from consult.reading.caused import Caused, list_caused

SAYS = 200
"""Characters of somebody's words or reason that stand beside the words they brought about."""
RANKS = {How.VERBATIM: 0, How.ADAPTED: 1, How.PROMPTED: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The save that brought words. `by`: its author's name, none for the house itself."""

    save: str
    cause: SaveCause
    first: bool
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """The contribution behind words. `how`: as in an incorporation, or "merged" where only the save names it.

    `linked`: whether the reader may follow the reference; without it only the author is named, as their form said.
    `hidden`: its words are shown to nobody now.
    """

    reference: str
    by: str
    hat: str
    votes: tuple[int, int, int]
    says: str
    how: str
    before: str
    linked: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A half-open range of a clause's text, all of one origin and one voice."""

    start: int
    end: int
    origin: Origin
    voice: Voice | None

    @property
    def author(self) -> str | None:
        """Name whose words they are: who saved them, but of a suggestion made in drafting who suggested them."""
        return self.voice.by if self.voice and not self.voice.linked else self.origin.by

    @property
    def reference(self) -> str | None:
        """Return the reference of the contribution behind them, where the reader may follow it."""
        return self.voice.reference if self.voice and self.voice.linked else None


Told = Mapping[str, tuple[Part, ...]]
"""The parts of each clause by its key; they tile its text."""


_told: Kept[Told] = Kept(24)


def tell(document: Document, revision: Revision, *, in_group: bool) -> Told:
    """Say whose words a revision is made of, to the drafting group or to everybody; kept until a public number changes.

    A fixed number of queries (`documents.provenance.runs_of`, and three), or none when this process told it before.
    """
    name, tag = (revision.hash, in_group), str(document.counts_version)
    return _told.get(name, tag, lambda: _tell(document, revision, in_group))


def _tell(document: Document, revision: Revision, in_group: bool) -> Told:
    runs = runs_of(document, revision.save_)
    origins, merges = _origins(document, revision)
    caused = list_caused(document, revision)
    ids = {one.contribution_id for there in caused.values() for one in there}
    said = {row.id: row for row in _said(document, ids, merges.values())}
    numbers = {row.reference: row.id for row in said.values()}
    merged = {save_id: numbers[reference] for save_id, reference in merges.items() if reference in numbers}
    voices, words = _Voices(said, in_group), {one.key: one.text for one in read_revision(revision).clauses}
    return {
        key: tuple(_joined(_parts(there, words[key], caused.get(key, ()), origins, merged, voices)))
        for key, there in runs.items()
    }


def _origins(document: Document, revision: Revision) -> tuple[dict[int, Origin], dict[int, str]]:
    """Return the saves up to a revision's own, and of those that merged a suggestion its reference: one query."""
    rows = db.session.execute(
        select(Save.id, Save.public_id, Save.parent_id, Save.cause, Save.cause_reference, Save.at, Person.name)
        .outerjoin(Save.by)
        .where(Save.document_id == document.id, Save.id <= revision.save_id)
    ).all()
    origins = {
        row.id: Origin(save=row.public_id, cause=row.cause, first=row.parent_id is None, at=row.at, by=row.name)
        for row in rows
    }
    return origins, {row.id: row.cause_reference for row in rows if row.cause is SaveCause.MERGE}


def _said(document: Document, ids: Collection[int], references: Collection[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return what is shown of contributions, by their ids or references: one query."""
    c = Contribution
    return db.session.execute(
        select(
            *(c.id, c.reference, c.author_name, c.body, c.status, c.made_in, c.agree, c.unsure, c.disagree),
            Organisation.name.label("hat"),
        )
        .outerjoin(c.organisation)
        .where(c.document_id == document.id, or_(c.id.in_(ids), c.reference.in_(references)))
    ).all()


class _Voices:
    """What one circle of readers may know of the contributions behind words; each is made once."""

    def __init__(self, said: Mapping[int, Row[*tuple[Any, ...]]], in_group: bool) -> None:
        self._said = said
        self._in_group = in_group
        self._made: dict[tuple[int, str, str], Voice | None] = {}

    def of(self, number: int, how: str, before: str) -> Voice | None:
        """Return the voice of a contribution, or None where the readers may not know of it."""
        name = (number, how, before)
        if name not in self._made:
            self._made[name] = self._make(self._said[number], how, before)
        return self._made[name]

    def _make(self, row: Row[*tuple[Any, ...]], how: str, before: str) -> Voice | None:
        linked = self._in_group or row.made_in is not Stage.DRAFTING
        hidden = row.status is not Status.PUBLISHED
        if not self._in_group and (row.status is Status.HELD or (hidden and not linked)):
            return None
        open_words = linked and not hidden
        return Voice(
            reference=row.reference if linked else "",
            by="" if hidden else row.author_name,
            hat=row.hat or "" if open_words else "",
            votes=(row.agree, row.unsure, row.disagree) if open_words else (0, 0, 0),
            says=_short(row.body or "") if open_words else "",
            how=how,
            before=before,
            linked=linked,
            hidden=hidden,
        )


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= SAYS else words[:SAYS].rsplit(" ", 1)[0] + " …"


def _parts(
    runs: Sequence[Run],
    words: str,
    caused: Sequence[Caused],
    origins: Mapping[int, Origin],
    merged: Mapping[int, int],
    voices: _Voices,
) -> Iterator[Part]:
    """Cut runs where words that somebody brought about begin or end.

    Whoever points at a sentence points at words of it that stood there before, too: nobody brought those about.
    """
    for run in runs:
        # What came in after a revision was not brought about with it, though it may stand among those words now.
        there = [one for one in caused if one.since >= run.save_id and one.start < run.end and run.start < one.end]
        edges = {edge for one in there for edge in (one.start, one.end) if run.start < edge < run.end}
        for start, end in pairwise(sorted({run.start, run.end, *edges})):
            over = [one for one in there if one.start <= start and end <= one.end]
            over = [one for one in over if not one.stood_there(words[start:end], run.save_id)]
            number = merged.get(run.save_id)
            if number is not None:
                over = [one for one in over if one.contribution_id == number]
            best = min(over, key=_weight, default=None)
            voice = voices.of(best.contribution_id, best.how.value, best.before) if best else None
            if best is None and number is not None:
                voice = voices.of(number, "merged", "")
            yield Part(start, end, origins[run.save_id], voice)


def _weight(caused: Caused) -> tuple[int, int, int]:
    """Prefer the first revision that had the words, then the closest tie, then who spoke first."""
    return caused.since, RANKS[caused.how], caused.number


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    last: Part | None = None
    for part in parts:
        if last is not None and (last.origin, last.voice) == (part.origin, part.voice):
            last = Part(last.start, part.end, part.origin, part.voice)
            continue
        if last is not None:
            yield last
        last = part
    if last is not None:
        yield last
