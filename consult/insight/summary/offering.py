"""Offered drafts: made by the worker from all that was said, looked at by officers, taken over quote by quote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import Person
from consult.consultations.locking import lock
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.core.errors import Missing, Refused
from consult.documents.queries import list_documents, read_revision
from consult.extensions import db
from consult.insight.summary.checking import said_in
from consult.insight.summary.models import SummaryDraft, SummarySave
from consult.insight.summary.queries import find_draft, get_newest
from consult.insight.summary.quoting import Quote, Said, as_markdown
from consult.insight.summary.sections import Section, part_of, read_sections
from consult.insight.summary.service import put
from consult.insight.theme_models import Theme, ThemeLink


@dataclass(frozen=True, slots=True)
class Offered:
    """A quote as it is offered. `number`: its place in the section's list; `there`: the section has it already."""

    number: int
    quote: Quote
    there: bool


def gather(consultation: Consultation, sections: Sequence[Section]) -> list[tuple[str, list[Said]]]:
    """Return what was said in public for each section about a theme or a part, by key; a fixed number of queries."""
    rows = db.session.execute(
        select(
            Contribution.id,
            Contribution.reference,
            Contribution.body,
            Contribution.agree,
            Contribution.disagree,
            Contribution.document_id,
            Contribution.clause_id,
        )
        .where(said_in(consultation), Contribution.body.is_not(None))
        .order_by(Contribution.id)
    ).all()
    said = {row.id: Said(row.reference, row.body, row.agree, row.disagree) for row in rows}
    themed = _by_theme(consultation) if any(one.theme for one in sections) else {}
    slugs, parts = _parts(consultation)
    placed: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for row in rows:
        part = parts.get(row.document_id, {}).get(row.clause_id or 0, "")
        placed[(slugs[row.document_id], part)].append(said[row.id])
    groups = []
    for section in sections:
        if section.theme:
            groups.append((section.key, [said[one] for one in themed.get(section.theme, ()) if one in said]))
        elif section.document and section.part is not None:
            groups.append((section.key, placed[(section.document, section.part)]))
    return groups


def _by_theme(consultation: Consultation) -> Mapping[str, list[int]]:
    rows = db.session.execute(
        select(Theme.public_id, ThemeLink.contribution_id)
        .join(Theme, Theme.id == ThemeLink.theme_id)
        .where(Theme.consultation_id == consultation.id, ~ThemeLink.rejected)
        .order_by(ThemeLink.contribution_id)
    )
    found: dict[str, list[int]] = defaultdict(list)
    for theme, contribution in rows:
        found[theme].append(contribution)
    return found


def _parts(consultation: Consultation) -> tuple[dict[int, str], dict[int, dict[int, str]]]:
    documents = list_documents(consultation.id)
    parts = {one.id: part_of(read_revision(one.newest_revision)) for one in documents if one.newest_revision}
    return {one.id: one.slug for one in documents}, parts


def keep(save: SummarySave, picked: Mapping[str, Sequence[Quote]], *, read: int, now: datetime) -> SummaryDraft:
    """Keep quotes beside a summary, for people to look at."""
    sections = [
        {"key": key, "quotes": [{"text": one.text, "reference": one.reference, "why": one.why} for one in quotes]}
        for key, quotes in picked.items()
    ]
    draft = SummaryDraft(summary_id=save.summary_id, made_at=now, sections=sections, read={"contributions": read})
    db.session.add(draft)
    db.session.flush()
    return draft


def offer(consultation: Consultation, draft: SummaryDraft, save: SummarySave) -> dict[str, list[Offered]]:
    """Return what a draft offers to each section, by key: only words that still stand in public. One query."""
    quotes = _quotes(draft)
    bodies = _bodies(consultation, {one.reference for some in quotes.values() for one in some})
    offered: dict[str, list[Offered]] = {}
    for section in read_sections(save.sections):
        offered[section.key] = [
            Offered(number, quote, as_markdown(quote) in section.body)
            for number, quote in enumerate(quotes.get(section.key, ()))
            if quote.text in bodies.get(quote.reference, "")
        ]
    return offered


def take(
    consultation: Consultation, draft_id: str, key: str, numbers: Collection[int], *, by: Person, now: datetime
) -> SummarySave:
    """Put quotes of a draft at the end of a section; what people wrote there stays. Raises Missing, Refused."""
    lock(consultation)
    save = get_newest(consultation)
    draft = find_draft(save.summary)
    if draft is None or draft.public_id != draft_id:
        raise Missing("There is a newer draft. Look at that one, then choose.")
    chosen = [one.quote for one in offer(consultation, draft, save).get(key, ()) if one.number in numbers]
    if not chosen:
        raise Refused("Choose at least one quote that still stands in public.", field="quote")
    section = next(one for one in read_sections(save.sections) if one.key == key)
    body = "\n\n".join([*([section.body] if section.body else []), *(as_markdown(one) for one in chosen)])
    did = f"Took {len(chosen)} quote{'s' if len(chosen) > 1 else ''} into “{section.title}”"
    return put(consultation, save, replace(section, body=body), did, by=by, now=now)


def _quotes(draft: SummaryDraft) -> dict[str, list[Quote]]:
    return {one["key"]: [Quote(**quote) for quote in one["quotes"]] for one in draft.sections}


def _bodies(consultation: Consultation, references: Collection[str]) -> dict[str, str]:
    rows = db.session.execute(
        select(Contribution.reference, Contribution.body).where(
            said_in(consultation), Contribution.reference.in_(sorted(references))
        )
    )
    return {row.reference: row.body or "" for row in rows}
