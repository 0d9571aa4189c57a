"""What was typed on the page of many answers for something that waits for none any more: shown back, never dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.answers.bulk import PER_PAGE, Row
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
    left = []
    for row in found:
        (fate, reason), entry = wanted[row.reference], newest.get(row.id)
        if entry is None:
            left.append(LeftOver(row.reference, fate, reason, "", "", ""))
        elif (entry.fate.value, entry.reason.strip()) != (fate, reason):
            who = entry.by.name if entry.by and entry.by.name else "somebody"
            left.append(LeftOver(row.reference, fate, reason, entry.fate.value, who, entry.reason))
    return left
