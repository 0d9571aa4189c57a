"""Revisions as they were, and what changed between any two."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.answers.models import Incorporation
from consult.answers.queries import still_caused
from consult.contributions.models import Contribution, Status
from consult.core.compare import ClauseOp, compare
from consult.core.kinds import Kind
from consult.documents.classing import is_editorial
from consult.documents.models import Clause, ClauseChange, Document, Revision
from consult.documents.queries import read_revision
from consult.documents.text import Text, TextClause
from consult.extensions import db
from consult.reading.marks import Stretch, stretches
from consult.reading.room import begins_at, heading_ranks


@dataclass(frozen=True, slots=True)
class Line:
    """A clause of a revision as it was."""

    clause: TextClause
    code: str
    rank: int | None
    words: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """A contribution that brought words about, and a few words of it."""

    reference: str
    by: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A clause that differs. `tidied`: by editorial changes only; `shape_only`: the same words, set differently."""

    key: str
    code: str
    was_code: str
    op: ClauseOp
    words: tuple[Stretch, ...]
    tidied: bool
    shape_only: bool
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """Clauses side by side that are as they were."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two revisions clause by clause, in the order of the second."""

    items: tuple[Changed | Fold, ...]
    counts: Counter[str]
    taken_in: int


def lines_of(text: Text) -> tuple[Line, ...]:
    """Return a text as it stands, clause by clause."""
    ranks = heading_ranks(text)
    return tuple(
        Line(
            clause,
            code,
            ranks.get(clause.key),
            stretches(clause.text, (), kind=clause.kind, begin=begins_at(clause, code)),
        )
        for clause, code in zip(text.clauses, text.codes, strict=True)
    )


def compare_revisions(document: Document, old: Revision, new: Revision) -> Comparison:
    """Compare two revisions: two queries besides the texts. `old` may be the newer one."""
    before, after = read_revision(old), read_revision(new)
    causes, tidied = _causes(document, old, new), _tidied(document, old, new)
    lines = {line.clause.key: line for line in lines_of(after)}
    items: list[Changed | Fold] = []
    same: list[Line] = []
    counts: Counter[str] = Counter()
    for change in compare(before.keyed, after.keyed):
        counts[change.op.value] += 1
        if change.op is ClauseOp.SAME:
            same.append(lines[change.key])
            continue
        if same:
            items.append(Fold(tuple(same)))
            same = []
        clause = change.new or change.old
        kind = clause.kind if clause else Kind.PARAGRAPH
        words = change.new.text if change.new else ""
        items.append(
            Changed(
                key=change.key,
                code=after.code(change.key) if change.new else "",
                was_code=before.code(change.key) if change.old else "",
                op=change.op,
                words=stretches(words, (), change.changes, kind=kind),
                tidied=change.key in tidied,
                shape_only=change.op is ClauseOp.REWORDED and all(one.op == "equal" for one in change.changes),
                causes=tuple(causes.get(change.key, ())),
            )
        )
    if same:
        items.append(Fold(tuple(same)))
    references = {cause.reference for there in causes.values() for cause in there}
    return Comparison(tuple(items), counts, len(references))


def _between(document: Document, old: Revision, new: Revision) -> Sequence[int]:
    low, high = sorted((old.number, new.number))
    return db.session.scalars(
        select(Revision.id).where(Revision.document_id == document.id, Revision.number > low, Revision.number <= high)
    ).all()


def _causes(document: Document, old: Revision, new: Revision) -> dict[str, list[Cause]]:
    """Return the contributions that brought words about between two revisions, by clause key."""
    rows = db.session.scalars(
        select(Incorporation)
        .join(Incorporation.contribution)
        .where(Incorporation.revision_id.in_(_between(document, old, new)), still_caused())
        .options(
            joinedload(Incorporation.contribution).joinedload(Contribution.organisation),
            joinedload(Incorporation.clause),
        )
        .order_by(Incorporation.contribution_id, Incorporation.id)
    )
    causes: dict[str, list[Cause]] = defaultdict(list)
    for row in rows:
        said = row.contribution
        shown = said.status is Status.PUBLISHED
        cause = Cause(
            said.reference,
            (said.organisation.name if said.organisation else said.author_name) if shown else "",
            (said.body or "") if shown else "",
        )
        if cause not in causes[row.clause.key]:
            causes[row.clause.key].append(cause)
    return causes


def _tidied(document: Document, old: Revision, new: Revision) -> frozenset[str]:
    """Return the keys of clauses that only editorial changes touched between two revisions."""
    marks: dict[str, set[bool]] = defaultdict(set)
    rows = (
        select(Clause.key, is_editorial())
        .join(ClauseChange, ClauseChange.clause_id == Clause.id)
        .where(ClauseChange.revision_id.in_(_between(document, old, new)))
    )
    for key, editorial in db.session.execute(rows):
        marks[key].add(bool(editorial))
    return frozenset(key for key, found in marks.items() if found == {True})
