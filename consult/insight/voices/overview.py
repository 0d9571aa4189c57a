"""All that the page of who has spoken shows, in a fixed number of queries, kept until something new is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    count_heads_by_clause,
    list_documents,
)
from consult.insight.voices.tables import Spoken, spoken
from consult.voting.ballots import count_voters
from consult.voting.queries import sums_for

_counts: Kept[tuple[list[Combination], Heads, int]] = Kept(32)
_clauses: Kept[list[ClauseVoices]] = Kept(32)


@dataclass(frozen=True, slots=True)
class Overview:
    """Who has spoken in a consultation; `clauses` of `document`, one of `documents` at a time."""

    spoken: Spoken
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


def overview(consultation: Consultation, wanted: str = "") -> Overview:
    """Gather who has spoken; `wanted` is the slug of the document whose clauses are shown, by custom the first."""
    documents = list_documents(consultation)
    tag = ",".join(f"{document.id}:{document.counts_version}" for document in documents)

    def count() -> tuple[list[Combination], Heads, int]:
        return count_combinations(consultation), count_heads(consultation), count_voters(consultation)

    combinations, heads, voters = _counts.get((db.engine.url, consultation.id), tag, count)
    areas = list_areas(consultation)
    told = spoken(combinations, heads, [(area.id, area.name) for area in areas])
    people: Mapping[str, int] = {area.name: area.people for area in areas if area.people is not None}
    document = next((one for one in documents if one.slug == wanted), documents[0] if documents else None)
    return Overview(
        spoken=told,
        areas=areas,
        against=against(told.areas, told.people, people),
        documents=documents,
        document=document,
        clauses=_clauses_of(document) if document else [],
        voters=voters,
    )


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
