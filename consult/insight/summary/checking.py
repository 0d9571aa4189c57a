"""What the references in a summary lead to: contributions of this consultation, or a mistake and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, select

from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, ContributionKind, Status
from consult.core.citing import WIDEST, Citation, citations_in
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.summary.sections import Section
from consult.intake.models import Submission, SubmissionPart

MOST = 5_000
"""References one text may name in all."""
TITLE = 90
"""Letters of a contribution's words that stand for it where it is cited."""


EMPTY = "{} has no part the public can read yet. Enter what it says in parts, then cite it."

_SHOWN = (
    Contribution.id,
    Contribution.reference,
    Contribution.kind,
    Contribution.status,
    Contribution.made_in,
    case(
        (Contribution.status.in_((Status.HIDDEN, Status.WITHDRAWN)), Contribution.body),
        else_=func.substr(Contribution.body, 1, TITLE * 2),
    ).label("body"),
    Contribution.edited_at,
)


@dataclass(frozen=True, slots=True)
class Source:
    """A contribution as citations show it. `title`: the beginning of its words, nothing where they are not shown."""

    id: int
    reference: str
    """As it is cited: of a submission, its own."""
    leads_to: str
    """The reference of the page that shows its words: of a submission, its first part's."""
    kind: ContributionKind
    status: Status
    made_in: Stage
    title: str
    edited_at: datetime | None
    gone: str = field(default="", repr=False)
    """Its words where they are shown no more: shown to nobody, only to know them again where they are quoted."""

    @property
    def public(self) -> bool:
        """Say whether it counts in public."""
        return self.status is Status.PUBLISHED and self.made_in is not Stage.DRAFTING

    @property
    def flag(self) -> str:
        """Say what became of it, where it is shown no more."""
        return {Status.WITHDRAWN: "taken back", Status.HIDDEN: "hidden"}.get(self.status, "")


@dataclass(slots=True)
class Checked:
    """What references lead to, and what is wrong with some. `sources`: by reference."""

    sources: dict[str, Source] = field(default_factory=dict)
    cited: set[int] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


def said_in(consultation: Consultation) -> ColumnElement[bool]:
    """Match what people said in public in a consultation, in reply too."""
    documents = select(Document.id).where(Document.consultation_id == consultation.id)
    return (
        Contribution.document_id.in_(documents)
        & (Contribution.status == Status.PUBLISHED)
        & (Contribution.made_in != Stage.DRAFTING)
    )


def citations_of(sections: Iterable[Section]) -> list[Citation]:
    """List what sections cite, in order of reading."""
    return [one for section in sections for one in citations_in(section.body)]


def check(consultation: Consultation, citations: Sequence[Citation]) -> Checked:
    """Look up what references lead to; each mistake is named once, with what to do. One query, or none."""
    checked = Checked()
    wanted = _named(citations, checked)
    if not wanted:
        return checked
    checked.sources = {one.reference: one for one in find_sources(consultation, wanted)}
    parts = _parts(consultation, [one for one in wanted if one.startswith("R-")])
    checked.sources |= {reference: replace(some[0], reference=reference) for reference, some in parts.items() if some}
    for citation in citations:
        for end in dict.fromkeys((citation.first, citation.last)):
            problem = EMPTY.format(end) if parts.get(end) == [] else _problem(end, checked.sources.get(end))
            if problem and problem not in checked.problems:
                checked.problems.append(problem)
        checked.cited |= _ids(citation, checked)
        checked.cited |= {part.id for number in citation.numbers[: WIDEST + 1] for part in parts.get(f"R-{number}", ())}
    return checked


def _named(citations: Sequence[Citation], checked: Checked) -> set[str]:
    """Gather the references to look up, those within ranges too, and name ranges that are none."""
    wanted: set[str] = set()
    for citation in citations:
        numbers = citation.numbers
        if not numbers:
            checked.problems.append(f"{citation.spoken} ends before it begins. Write the smaller number first.")
        elif len(numbers) > WIDEST or len(wanted) > MOST:
            checked.problems.append(f"{citation.spoken} names more than {WIDEST}. Cite those that say it.")
        else:
            wanted.update(f"{citation.letter}-{number}" for number in numbers)
        wanted.update((citation.first, citation.last))
    return wanted


def _ids(citation: Citation, checked: Checked) -> set[int]:
    """Return what a citation covers: its ends, and what people see between them."""
    numbers = citation.numbers
    if len(numbers) > WIDEST:
        numbers = numbers[:0]
    ends = (citation.first, citation.last)
    found = [checked.sources.get(f"{citation.letter}-{number}") for number in numbers]
    return {one.id for one in found if one is not None and (one.public or (one.reference in ends and one.flag))}


def _parts(consultation: Consultation, references: Sequence[str]) -> dict[str, list[Source]]:
    """Return the public parts of submissions, by the submission's reference: none where none is entered yet.

    A submission itself is for officers; whoever cites it cites what it says in public. One query, or none.
    """
    if not references:
        return {}
    rows = db.session.execute(
        select(Submission.reference.label("submission"), *_SHOWN, said_in(consultation).label("said"))
        .outerjoin(SubmissionPart, SubmissionPart.submission_id == Submission.id)
        .outerjoin(Contribution, Contribution.id == SubmissionPart.contribution_id)
        .where(Submission.consultation_id == consultation.id, Submission.reference.in_(sorted(references)))
        .order_by(SubmissionPart.position)
    )
    found: dict[str, list[Source]] = {}
    for row in rows:
        parts = found.setdefault(row.submission, [])
        if row.said:
            parts.append(_source(row))
    return found


def _problem(reference: str, source: Source | None) -> str:
    if source is None:
        return f"{reference} is not in this consultation. Check its number, or take it out."
    if source.made_in is Stage.DRAFTING:
        return f"{reference} was said in the drafting group and stays there. Take it out."
    if source.status is Status.HELD:
        return f"{reference} is held for checking, so nobody can read it yet. Confirm it first, or take it out."
    return ""


def find_sources(consultation: Consultation, references: Iterable[str]) -> list[Source]:
    """Return contributions of a consultation by their references, as citations show them; one query."""
    rows = db.session.execute(
        select(*_SHOWN)
        .join(Document, Document.id == Contribution.document_id)
        .where(Document.consultation_id == consultation.id, Contribution.reference.in_(sorted(references)))
    )
    return [_source(row) for row in rows]


def _source(row: Row[Any]) -> Source:
    return Source(
        row.id,
        row.reference,
        row.reference,
        row.kind,
        row.status,
        row.made_in,
        _title(row.body, row.status),
        row.edited_at,
        row.body or "" if row.status in (Status.HIDDEN, Status.WITHDRAWN) else "",
    )


def _title(body: str | None, status: Status) -> str:
    if body is None or status is not Status.PUBLISHED:
        return ""
    words = " ".join(body.split())
    return words if len(words) <= TITLE else f"{words[:TITLE].rsplit(' ', 1)[0]} …"
