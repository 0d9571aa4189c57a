"""A clause's own page: its sentences, its votes, its history, why it says this, and what people say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from markupsafe import Markup
from sqlalchemy import Text as SqlText
from sqlalchemy import cast, func, select

from consult.answers.models import Incorporation
from consult.answers.queries import incorporations_of
from consult.contributions.models import Anchor, Contribution, Placement, Status
from consult.contributions.segments import segments_between
from consult.core import anchors
from consult.core.diff import diff
from consult.core.errors import Missing
from consult.core.fates import NOT_IN
from consult.core.inline import visible
from consult.core.kinds import Kind
from consult.core.quotes import Found, find_quote
from consult.core.sentences import sentences
from consult.core.stages import Stage
from consult.documents.models import Clause, ClauseChange, Document, Revision
from consult.documents.queries import REDACTED, get_clause, list_changes, list_revisions, read_revision
from consult.documents.text import Text, TextClause
from consult.extensions import db
from consult.infra.rendering import inline, literal
from consult.reading.classes import Called, called
from consult.reading.marks import Stretch, stretches

RANGES = 500
"""Different ranges of one clause that are counted by sentence."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Words one can point at: `value` is "start-end" in the clause's text."""

    value: str
    html: Markup
    said: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a revision did to a clause; the first step brought its first words."""

    number: int
    at: datetime
    op: str
    words: tuple[Stretch, ...]
    called: Called | None = None
    """What the change is called; none for its first words and where it only moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Words of a clause, the words there before, and the contribution that brought them about."""

    words: Markup
    before: str
    how: str
    reference: str
    by: str
    hat: str
    agree: int
    revision: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The clause before or after."""

    key: str
    code: str


def choices(document: Document, revision: Revision, clause: TextClause) -> tuple[Choice, ...]:
    """List the sentences of a clause with how many contributions point into each: two queries."""
    if clause.kind is Kind.CODE:
        return ()
    spans = sentences(clause.text)
    said: Counter[int] = Counter()
    for start, end, many in _ranges(document, revision, clause):
        touched = [at for at, span in enumerate(spans) if span.start < end and start < span.end]
        if len(touched) < len(spans) or len(spans) == 1:
            said.update(dict.fromkeys(touched, many))
    return tuple(
        Choice(f"{span.start}-{span.end}", inline(clause.text, span.start, span.end, links=False), said[at])
        for at, span in enumerate(spans)
    )


def _ranges(document: Document, revision: Revision, clause: TextClause) -> list[tuple[int, int, int]]:
    """Return the ranges people point at, where they lie in this revision, each with how many point there."""
    here = (
        Contribution.document_id == document.id,
        Contribution.status == Status.PUBLISHED,
        Contribution.made_in != Stage.DRAFTING,
        Contribution.clause_id == clause.clause_id,
    )
    made = (
        select(Anchor.start, Anchor.end, func.count())
        .join(Anchor.contribution)
        .where(*here, Anchor.revision_id == revision.id, Anchor.whole.is_(False))
        .group_by(Anchor.start, Anchor.end)
        .limit(RANGES)
    )
    segments = cast(Placement.segments, SqlText)
    placed = (
        select(func.min(Placement.id), func.count())
        .join(Placement.contribution)
        .where(*here, Placement.revision_id == revision.id)
        .group_by(segments)
        .limit(RANGES)
        .subquery()
    )
    first, many = placed.c
    found = [(start, end, count) for start, end, count in db.session.execute(made)]
    for row in db.session.execute(select(Placement.segments, many).join(placed, first == Placement.id)):
        found += [(start, end, row[1]) for key, start, end in row[0] if key == clause.key and start < end]
    return found


def chosen(clause: TextClause, quote: str, start: int | None, end: int | None) -> tuple[int, int] | None:
    """Return the range of the words somebody selected, from the words and their offsets as seen; None if not there."""
    seen = visible(clause.text)
    whereabouts = None
    if start is not None and end is not None and 0 <= start < end <= len(seen.text):
        whereabouts = seen.to_source(start, end)
        if not quote or _same(seen.text[start:end], quote):
            return whereabouts
    if not quote.strip():
        return None
    found = find_quote([clause.text], quote, hint=(0, whereabouts[0]) if whereabouts else None)
    return (found.start, found.end) if isinstance(found, Found) else None


def _same(words: str, quote: str) -> bool:
    return "".join(words.split()) == "".join(quote.split())


def history(document: Document, clause: Clause) -> list[Step]:
    """List what became of the words of a clause, newest first: two queries, and two more where it changed.

    Empty where it was never published.
    """
    revisions = list_revisions(document)
    changes = list_changes(clause)
    names = called(changes)
    steps = [_step(change, names[change.id]) for change in changes]
    if (not changes or changes[0].op != "added") and revisions:
        first = read_revision(revisions[0]).find(clause.key)
        if first is not None:
            words = stretches(first.text, (), kind=first.kind)
            at = revisions[0].at
            steps.insert(0, Step(number=revisions[0].number, at=at, op="first", words=words))
    return steps[::-1]


def _step(change: ClauseChange, named: Called) -> Step:
    return Step(
        number=change.revision.number,
        at=change.revision.at,
        op=change.op,
        words=words_of_change(change),
        called=named if change.op != "moved" else None,
    )


def words_of_change(change: ClauseChange) -> tuple[Stretch, ...]:
    """Return the words of a change, with what came and what went."""
    old, new = _words(change.old_wording_id, change), _words(change.new_wording_id, change, new=True)
    return stretches(new, (), diff(old, new) if change.op not in ("added", "moved") else ())


def _words(wording_id: int | None, change: ClauseChange, *, new: bool = False) -> str:
    wording = change.new_wording if new else change.old_wording
    if wording_id is None or wording is None:
        return ""
    return REDACTED if wording.text is None else wording.text


def reasons(clause: Clause, text: Text) -> list[Reason]:
    """List whose words came into a clause, newest first: two queries."""
    rows = [one for one in incorporations_of(clauses=[clause.id]) if one.contribution.fate not in NOT_IN]
    wordings = {change.revision_id: _words(change.new_wording_id, change, new=True) for change in list_changes(clause)}
    here = text.find(clause.key)
    return [_reason(row, wordings.get(row.revision_id, here.text if here else "")) for row in reversed(rows)]


def _reason(row: Incorporation, wording: str) -> Reason:
    said = row.contribution
    return Reason(
        words=inline(wording, row.start, row.end),
        before=visible(row.before).text,
        how=row.how.value,
        reference=said.reference,
        by=said.author_name,
        hat=said.organisation.name if said.organisation else "",
        agree=said.agree,
        revision=row.revision.number,
        hidden=said.status is not Status.PUBLISHED,
    )


def neighbours(text: Text, key: str) -> tuple[Neighbour | None, Neighbour | None]:
    """Return the clauses before and after."""
    at = text.positions[key]
    before = Neighbour(text.clauses[at - 1].key, text.codes[at - 1]) if at else None
    after = Neighbour(text.clauses[at + 1].key, text.codes[at + 1]) if at + 1 < len(text.clauses) else None
    return before, after


@dataclass(frozen=True, slots=True)
class Gone:
    """A clause that stands no longer: its last words, the last revision that had it, and where its words went."""

    clause: TextClause
    code: str
    last: Revision
    taken_out_in: Revision
    went_to: tuple[tuple[str, str, Markup], ...]
    """Key, code and words of the clauses of that next revision that hold its words or came from it."""
    standing: frozenset[str]
    """Which of them stand in the newest revision."""


def find_gone(document: Document, key: str) -> Gone:
    """Return what is to say of a clause that stands no longer. Raises Missing where it was never published."""
    revisions = list_revisions(document)
    for last, after in reversed(list(pairwise(revisions))):
        clause = read_revision(last).find(key)
        if clause is not None:
            newest = frozenset(read_revision(revisions[-1]).positions)
            text = read_revision(last)
            return Gone(
                clause, text.code(key), last, after, _went_to(document, text, read_revision(after), key), newest
            )
    raise Missing("There is no clause with this address in this document.")


def _went_to(document: Document, old: Text, new: Text, key: str) -> tuple[tuple[str, str, Markup], ...]:
    origin = get_clause(document, key)
    came = select(Clause.key).where(Clause.document_id == document.id, Clause.came_from_id == origin.id)
    keys = [one for one in (*_holders(old, new, key), *db.session.scalars(came)) if one in new.positions]
    found = []
    for one in dict.fromkeys(keys):
        clause = new.clauses[new.positions[one]]
        words = literal(clause.text) if clause.kind is Kind.CODE else inline(clause.text)
        found.append((one, new.code(one), words))
    return tuple(found)


def _holders(old: Text, new: Text, key: str) -> Sequence[str]:
    """Return the keys of the clauses that hold a clause's words in the next text."""
    at = old.positions[key]
    start = old.composed.to_document(at, 0)
    end = old.composed.to_document(at, len(old.clauses[at].text))
    placed = anchors.place(anchors.Anchor(start, end, old.markdown[start:end]), old.markdown, new.markdown)
    if placed.status == "removed":
        return ()
    return tuple(dict.fromkeys(one.key for one in segments_between(new, placed.start, placed.end)))
