"""What was typed on the page of many answers for something that waits for none any more: shown back, never dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.answers.bulk import PER_PAGE, Row
from consult.answers.models import FateEntry
from consult.answers.queries import fates_of
from consult.contributions.models import Contribution
from consult.contributions.references import read_reference
from consult.documents.models import Document
from consult.extensions import db


@dataclass(frozen=True, slots=True)
class LeftOver:
    """What was typed for something, and the answer it has now; no fate: it was hidden or taken back."""

    reference: str
    fate: str
    reason: str
    given: str
    given_by: str
    given_reason: str


def left_over(document: Document, rows: Sequence[Row], typed: Mapping[str, str]) -> list[LeftOver]:
    """Return what was typed for what is in none of the rows and differs from what was published: two queries."""
    left = []
    for reference, (fate, reason), entry in _answered(document, rows, typed):
        if entry is None:
            left.append(LeftOver(reference, fate, reason, "", "", ""))
        elif not _is_same(entry, fate, reason):
            who = entry.by.name if entry.by and entry.by.name else "somebody"
            left.append(LeftOver(reference, fate, reason, entry.fate.value, who, entry.reason))
    return left


def list_sent(document: Document, rows: Sequence[Row], typed: Mapping[str, str]) -> list[FateEntry]:
    """List the answers that were published just as they were typed, as after a second press: two queries."""
    answered = _answered(document, rows, typed)
    return [entry for _, (fate, reason), entry in answered if entry is not None and _is_same(entry, fate, reason)]


def _is_same(entry: FateEntry, fate: str, reason: str) -> bool:
    return (entry.fate.value, entry.reason.strip()) == (fate, reason)


def _answered(
    document: Document, rows: Sequence[Row], typed: Mapping[str, str]
) -> list[tuple[str, tuple[str, str], FateEntry | None]]:
    """Return what was typed for what is in none of the rows: reference, fate and reason, and the newest answer."""
    there = {row.contribution.reference for row in rows}
    wanted = {}
    for name, fate in typed.items():
        head, _, named = name.partition("-")
        reference, reason = read_reference(named), typed.get(f"reason-{named}", "").strip()
        if head == "fate" and reference and reference not in there and (fate or reason):
            wanted[reference] = (fate, reason)
    if not wanted:
        return []
    found = db.session.execute(
        select(Contribution.reference, Contribution.id)
        .where(Contribution.document_id == document.id, Contribution.reference.in_(list(wanted)[:PER_PAGE]))
        .order_by(Contribution.id)
    ).all()
    newest = {one: given[-1] for one, given in fates_of([row.id for row in found]).items()}
    return [(row.reference, wanted[row.reference], newest.get(row.id)) for row in found]
