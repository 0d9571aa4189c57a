"""The reading room: a revision with what people say beside it, read in a fixed number of queries."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import case, distinct, func, select

from consult.answers.dissent.service import Printed, printed_notes
from consult.answers.models import Incorporation
from consult.answers.queries import still_caused
from consult.contributions.models import Contribution, Status
from consult.contributions.queries import counts_by_clause, is_unanswered
from consult.contributions.viewing import PUBLIC, Viewer
from consult.core.compare import compare
from consult.core.diff import Change
from consult.core.inline import visible
from consult.core.kinds import Kind
from consult.core.stages import Stage
from consult.documents.models import Clause, Document, Revision
from consult.documents.queries import read_revision
from consult.documents.text import Text, TextClause
from consult.extensions import db
from consult.reading.marks import Said, Stretch, clusters, stretches
from consult.reading.notes import Note, list_notes, marked
from consult.reading.provenance import tell
from consult.reading.why import Why, explain_changed
from consult.voting.queries import Sums, sums_for

SHOWN = 2
"""Notes of a clause that stand open."""
FOLDED = 20
"""Notes of a clause that can be folded under the open ones; what is more has pages of its own."""
FOLDS_IN_ALL = 400
"""Contributions up to which a document's notes are folded at all; beyond, pages of their own keep this one light."""

_OWN_NUMBER = re.compile(r"[*_]{0,2}(?P<number>\(?[\dA-Za-z.]{1,12}\)?)[.:)]?[*_]{0,2}\s+")


@dataclass(frozen=True, slots=True)
class Figures:
    """What was said on a document, in public numbers."""

    said: int
    people: int
    organisations: int
    unanswered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomClause:
    """One clause. `rank`: 2 for a part, 3 for a heading in it, none for words. `op` as in `core.compare`."""

    clause: TextClause
    code: str
    rank: int | None
    depth: int
    words: tuple[Stretch, ...]
    begins: int
    notes: tuple[Note, ...]
    folded: tuple[Note, ...]
    beyond: int
    said: int
    sums: Sums
    op: str = "same"
    because: tuple[str, ...] = ()
    minority: tuple[Printed, ...] = ()
    """Minority notes printed with it."""
    why: Why | None = None
    """Where its words come from; none where they are those of the first draft."""


@dataclass(frozen=True, slots=True)
class GoneClause:
    """A clause taken out since an older revision, shown at the place it left."""

    key: str
    words: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the contents."""

    key: str
    code: str
    title: str
    said: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """All the reading room shows that is the same for everybody of one circle."""

    number: int
    """The revision's. The row itself is not kept: a room outlives the request it was read in."""
    text: Text
    title: RoomClause | None
    clauses: tuple[RoomClause | GoneClause, ...]
    parts: tuple[Part, ...]
    whole: tuple[Note, ...]
    whole_said: int
    figures: Figures
    elsewhere: tuple[tuple[str, int], ...]
    """Clauses that have gone and what was said on them: key, how many."""
    since: int | None


def read_room(
    document: Document, revision: Revision, *, viewer: Viewer = PUBLIC, since: Revision | None = None
) -> Room:
    """Read the room for one circle of readers; with `since`, the words that changed are marked."""
    text = read_revision(revision)
    counts = counts_by_clause(document)
    fits = sum(counts.values()) <= FOLDS_IN_ALL
    notes = list_notes(document, revision, text, viewer=viewer, limit_each=SHOWN + FOLDED if fits else SHOWN)
    marks, marked_as = _marks(text, notes)
    changes, gone = _changes(text, since)
    because = _because(revision) if since is not None else {}
    told = tell(document, revision, in_group=viewer.drafter)
    sums, dissent = sums_for(document, text), printed_notes(document)
    ranks = heading_ranks(text)
    own_title = _is_title(document, text)
    clauses: list[RoomClause | GoneClause] = list(gone.get(None, ()))
    for index, clause in enumerate(text.clauses):
        there = [marked(note, marked_as) for note in notes.get(clause.clause_id, ())]
        op, changed = changes.get(clause.key, ("same", ()))
        begins = begins_at(clause, text.codes[index])
        said = counts.get(clause.clause_id, 0)
        clauses.append(
            RoomClause(
                clause=clause,
                code=text.codes[index],
                rank=ranks.get(clause.key),
                depth=clause.level if clause.kind is Kind.ITEM else 0,
                words=stretches(clause.text, marks.get(clause.key, ()), changed, kind=clause.kind, begin=begins),
                begins=visible(clause.text).to_visible(begins, begins)[0] if begins else 0,
                notes=tuple(there[:SHOWN]),
                folded=tuple(there[SHOWN:]) if fits and said <= SHOWN + FOLDED else (),
                beyond=said - SHOWN if said > SHOWN and not (fits and said <= SHOWN + FOLDED) else 0,
                said=said,
                sums=sums[clause.clause_id],
                op=op,
                because=because.get(clause.clause_id, ()),
                minority=tuple(dissent.get(clause.clause_id, ())),
                why=explain_changed(clause, told[clause.key]),
            )
        )
        clauses.extend(gone.get(clause.key, ()))
    title = clauses[0] if own_title and isinstance(clauses[0], RoomClause) else None
    return Room(
        number=revision.number,
        text=text,
        title=title,
        clauses=tuple(clauses[1:] if title else clauses),
        parts=_parts(text, ranks, counts),
        whole=tuple(notes.get(None, ())),
        whole_said=counts.get(None, 0),
        figures=read_figures(document),
        elsewhere=_elsewhere(text, counts),
        since=since.number if since else None,
    )


def read_figures(document: Document) -> Figures:
    """Count what was said on a document: one query over its public contributions."""
    public = (Contribution.status == Status.PUBLISHED) & (Contribution.made_in != Stage.DRAFTING)
    row = db.session.execute(
        select(
            func.count().label("said"),
            func.count(distinct(Contribution.author_id)).label("people"),
            func.sum(case((Contribution.author_id.is_(None), 1), else_=0)).label("nameless"),
            func.count(distinct(Contribution.organisation_id)).label("organisations"),
            func.sum(case((is_unanswered(), 1), else_=0)).label("unanswered"),
        ).where(Contribution.document_id == document.id, public)
    ).one()
    return Figures(row.said, row.people + (row.nameless or 0), row.organisations, row.unanswered or 0)


def _marks(
    text: Text, notes: Mapping[int | None, Sequence[Note]]
) -> tuple[dict[str, tuple[Said, ...]], dict[str, tuple[int, str]]]:
    """Return the marks of each clause by key, numbered in order of reading, and number and name by reference."""
    ranges: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for there in notes.values():
        for note in there:
            if note.gone:
                continue
            for key, start, end in note.segments:
                ranges[key].append((start, end, note.reference))
    marks: dict[str, tuple[Said, ...]] = {}
    names: dict[str, tuple[int, str]] = {}
    last = 0
    for clause in text.clauses:
        found: list[Said] = []
        for said in clusters(ranges.get(clause.key, ())):
            known = [names[one][0] for one in said.references if one in names]
            last += not known
            # Words that go on in another clause keep their number; only the first mark carries the name.
            name = said.first if said.first not in names else ""
            found.append(replace(said, number=known[0] if known else last, name=name))
            for reference in said.references:
                names.setdefault(reference, (found[-1].number, name or names[said.first][1]))
        if found:
            marks[clause.key] = tuple(found)
    return marks, names


def _changes(
    text: Text, since: Revision | None
) -> tuple[dict[str, tuple[str, tuple[Change, ...]]], dict[str | None, list[GoneClause]]]:
    """Return what changed since an older revision by clause key, and the clauses gone by the key they stood after."""
    if since is None:
        return {}, {}
    old = read_revision(since)
    changes: dict[str, tuple[str, tuple[Change, ...]]] = {}
    gone: dict[str | None, list[GoneClause]] = defaultdict(list)
    before: str | None = None
    for change in compare(old.keyed, text.keyed):
        if change.new is None:
            kind = change.old.kind if change.old else Kind.PARAGRAPH
            gone[before].append(GoneClause(change.key, stretches("", (), change.changes, kind=kind)))
            continue
        before = change.key
        changes[change.key] = (change.op.value, change.changes)
    return changes, gone


def _because(revision: Revision) -> dict[int, tuple[str, ...]]:
    """Return the references whose words came in with a revision, by clause id."""
    rows = db.session.execute(
        select(Incorporation.clause_id, Contribution.reference)
        .join(Incorporation.contribution)
        .where(Incorporation.revision_id == revision.id, still_caused())
        .order_by(Contribution.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for clause_id, reference in rows:
        if reference not in found[clause_id]:
            found[clause_id].append(reference)
    return {clause_id: tuple(references) for clause_id, references in found.items()}


def heading_ranks(text: Text) -> dict[str, int]:
    """Return the rank of each heading's element: 2 for parts, 3 and on for what stands in them."""
    heads = [clause for clause in text.clauses if clause.kind is Kind.HEADING]
    if not heads:
        return {}
    levels = sorted({head.level for head in heads})
    if len(levels) > 1 and text.clauses[0] is heads[0] and all(head.level > heads[0].level for head in heads[1:]):
        levels = levels[1:]
    return {head.key: 2 + (levels.index(head.level) if head.level in levels else 0) for head in heads}


def _is_title(document: Document, text: Text) -> bool:
    first = text.clauses[0] if text.clauses else None
    return (
        first is not None
        and first.kind is Kind.HEADING
        and visible(first.text).text.strip().casefold() == document.title.strip().casefold()
    )


def begins_at(clause: TextClause, code: str) -> int:
    """Return where a clause's words begin after a number of its own that its code says already."""
    found = _OWN_NUMBER.match(clause.text)
    if found is None or clause.kind is Kind.CODE or found.end() >= len(clause.text):
        return 0
    number = found["number"].rstrip(".").strip("()")
    return found.end() if number == code and not found.group().startswith(("*", "_")) else 0


def _parts(text: Text, ranks: Mapping[str, int], counts: Mapping[int | None, int]) -> tuple[Part, ...]:
    said: Counter[str] = Counter()
    parts: list[tuple[TextClause, str]] = []
    here = None
    for index, clause in enumerate(text.clauses):
        if ranks.get(clause.key) == 2 and not (index == 0 and text.codes[0] == "0"):
            here = clause.key
            parts.append((clause, text.codes[index]))
        if here is not None:
            said[here] += counts.get(clause.clause_id, 0)
    return tuple(Part(clause.key, code, _title(clause, code), said[clause.key]) for clause, code in parts)


def _title(clause: TextClause, code: str) -> str:
    begins = begins_at(clause, code)
    seen = visible(clause.text)
    return seen.text[seen.to_visible(begins, begins)[0] if begins else 0 :]


def _elsewhere(text: Text, counts: Mapping[int | None, int]) -> tuple[tuple[str, int], ...]:
    """List the clauses that stand here no longer, and how much was said on them."""
    standing = {clause.clause_id for clause in text.clauses}
    gone = {clause_id for clause_id in counts if clause_id is not None and clause_id not in standing}
    rows = db.session.execute(select(Clause.id, Clause.key).where(Clause.id.in_(gone)).order_by(Clause.id))
    return tuple((row.key, counts[row.id]) for row in rows)
