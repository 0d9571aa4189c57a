"""Which clauses of a document are open again, where it is not open as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from consult.core.reopening import name_clauses
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.infra.clock import spoken_date


@dataclass(frozen=True, slots=True)
class OpenClause:
    """A clause that is open again."""

    clause_id: int
    key: str
    code: str


def list_open(document: Document) -> tuple[OpenClause, ...]:
    """List the clauses of the newest revision that are open again, in order of reading; none where all or none are."""
    opened = (document.consultation.reopened or {}).get(str(document.id), ())
    if not opened or document.newest_revision is None:
        return ()
    text = read_revision(document.newest_revision)
    pairs = zip(text.clauses, text.codes, strict=True)
    return tuple(OpenClause(one.clause_id, one.key, code) for one, code in pairs if one.clause_id in opened)


def open_keys(document: Document, stage: Stage) -> frozenset[str] | None:
    """Return the keys of the only clauses open at a stage; None where the stage holds for all of them alike."""
    if stage is not Stage.OPEN or document.consultation.reopened is None:
        return None
    return frozenset(one.key for one in list_open(document))


def list_only(document: Document, stage: Stage | None) -> tuple[OpenClause, ...] | None:
    """List the only clauses open at a stage; None where the stage holds for all of them alike."""
    return None if stage is None or open_keys(document, stage) is None else list_open(document)


def say_open(document: Document) -> str:
    """Say which clauses are open again and until when: "Only clauses 2.1 and 4.3 are open again, until ..."."""
    codes = [one.code for one in list_open(document)]
    closes = document.consultation.closes_at
    return name_clauses(codes) + (f", until {spoken_date(closes)}." if closes and codes else ".")
