"""All that the page of who has spoken shows, in a fixed number of queries, kept until something new is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.consultations.models import Consultation
from consult.contributions.area_models import Area
from consult.contributions.areas import list_areas
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.infra.keeping import Kept
from consult.insight.voices.clauses import ClauseVoices, voices_by_clause
from consult.insight.voices.population import Against, against
from consult.insight.voices.queries import (
    Combination,
    Heads,
    count_combinations,
    count_heads,
    count_heads_by_area,
    count_heads_by_clause,
    find_areas_counted,
    list_documents,
)
from consult.insight.voices.tables import Row, Spoken, area_rows, spoken
from consult.voting.ballots import count_voters
from consult.voting.queries import sums_for

_Counts = tuple[list[Combination], Heads, Mapping[int | None, int], int]
_counts: Kept[_Counts] = Kept(32)
_clauses: Kept[list[ClauseVoices]] = Kept(32)


@dataclass(frozen=True, slots=True)
class Lived:
    """How many people of each area spoke: rows, none where too few did; of how many; when that was counted for good."""

    rows: Sequence[Row]
    people: int
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """Who has spoken in a consultation; `clauses` of `document`, one of `documents` at a time.

    lived: None where it is to be counted once the consultation is over.
    """

    spoken: Spoken
    lived: Lived | None
    areas: Sequence[Area]
    against: Sequence[Against]
    documents: Sequence[Document]
    document: Document | None
    clauses: Sequence[ClauseVoices]
    voters: int

    @property
    def missed(self) -> list[Against]:
        """The areas heard from much less than their share."""
        return [one for one in self.against if one.missed]

    @property
    def told(self) -> list[ClauseVoices]:
        """The clauses of which something may be told."""
        return [one for one in self.clauses if one.told]


def overview(consultation: Consultation, wanted: str = "", *, everybody: bool = False) -> Overview:
    """Gather who has spoken; `wanted` is the slug of the document whose clauses are shown, by custom the first.

    everybody: as everybody may see it. Where people live is then what was counted once when it was over, and not what
    holds now: from two numbers that differ by one somebody could tell where one person lives.
    """
    documents = list_documents(consultation)
    tag = ",".join(f"{document.id}:{document.counts_version}" for document in documents)

    def count() -> _Counts:
        by_area = count_heads_by_area(consultation)
        return count_combinations(consultation), count_heads(consultation), by_area, count_voters(consultation)

    combinations, heads, by_area, voters = _counts.get((db.engine.url, consultation.id), tag, count)
    areas = list_areas(consultation)
    if everybody:
        lived = _counted_once(consultation)
    else:
        lived = Lived(area_rows(by_area, [(area.id, area.name) for area in areas]), sum(by_area.values()))
    people: Mapping[str, int] = {area.name: area.people for area in areas if area.people is not None}
    document = next((one for one in documents if one.slug == wanted), documents[0] if documents else None)
    return Overview(
        spoken=spoken(combinations, heads),
        lived=lived,
        areas=areas,
        against=against(lived.rows, lived.people, people) if lived else [],
        documents=documents,
        document=document,
        clauses=_clauses_of(document) if document else [],
        voters=voters,
    )


def _counted_once(consultation: Consultation) -> Lived | None:
    counted = find_areas_counted(consultation)
    if counted is None:
        return None
    rows = [Row(str(name), None if people is None else int(people), None) for name, people in counted.rows]
    return Lived(rows, counted.people, counted.at)


def _clauses_of(document: Document) -> list[ClauseVoices]:
    revision = document.newest_revision
    if revision is None:
        return []

    def make() -> list[ClauseVoices]:
        text = read_revision(revision)
        return voices_by_clause(text, count_heads_by_clause(document), sums_for(document, text))

    return _clauses.get((db.engine.url, document.id), f"{revision.number}:{document.counts_version}", make)


def forget_counts() -> None:
    """Forget what is kept; for tests that count queries."""
    _counts.clear()
    _clauses.clear()
