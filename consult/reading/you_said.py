"""You said, we did: by clause, what people said, the words before and after, and the reasons where nothing changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select

from consult.accounts.models import Organisation
from consult.answers.models import FateEntry
from consult.contributions.models import Contribution, Status
from consult.core.compare import ClauseOp, compare
from consult.core.fates import Fate
from consult.core.kinds import Kind
from consult.core.stages import Stage
from consult.documents.models import Clause, Document, Revision
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.reading.marks import Stretch, stretches
from consult.reading.notes import CHANNELS

EACH = 3
"""Voices shown of each fate of a clause; the list of contributions has them all."""
DID = (Fate.TAKEN_IN, Fate.PARTLY)
WAITING = (None, Fate.CARRIED_FORWARD)
DID_NOT = (Fate.NOT_TAKEN, Fate.OUT_OF_SCOPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Something said, with its fate and the reason."""

    reference: str
    body: str
    by: str
    how: str
    fate: Fate
    reason: str
    revision: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What people said about one clause, and what became of it. No key: about the whole document."""

    key: str | None
    code: str
    stands: bool
    did: tuple[Voice, ...]
    did_not: tuple[Voice, ...]
    others: tuple[Voice, ...]
    words: tuple[Stretch, ...]
    op: str
    said: int


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers on a document; `waiting`: how many the next revision must answer, also those carried forward."""

    counts: Mapping[Fate | None, int]
    waiting: int
    pairs: tuple[Pair, ...]

    @property
    def answered(self) -> int:
        """How many have an answer that lasts."""
        return sum(many for fate, many in self.counts.items() if fate not in WAITING)


def _public() -> tuple[Any, ...]:
    return (Contribution.status == Status.PUBLISHED, Contribution.made_in != Stage.DRAFTING)


def read_answers(document: Document, first: Revision, newest: Revision) -> Answers:
    """Read what was answered: four queries besides the texts, however much was said."""
    counts: dict[Fate | None, int] = {}
    waiting = 0
    by_clause: dict[int | None, int] = defaultdict(int)
    rows = db.session.execute(
        select(Contribution.clause_id, Contribution.fate, Contribution.counts_for_gate, func.count())
        .where(Contribution.document_id == document.id, Contribution.reply_to_id.is_(None), *_public())
        .group_by(Contribution.clause_id, Contribution.fate, Contribution.counts_for_gate)
    )
    for clause_id, fate, asks, many in rows:
        counts[fate] = counts.get(fate, 0) + many
        waiting += many if asks and fate in WAITING else 0
        if fate is not None:
            by_clause[clause_id] += many
    voices = _voices(document)
    return Answers(counts, waiting, tuple(_pairs(document, first, newest, voices, by_clause)))


def _voices(document: Document) -> dict[int | None, list[Voice]]:
    """Return the first voices of each clause and fate, those most people agree with first: two queries."""
    place = func.row_number().over(
        partition_by=(Contribution.clause_id, Contribution.fate),
        order_by=(Contribution.agree.desc(), Contribution.id),
    )
    ranked = (
        select(Contribution.id, place.label("place"))
        .where(
            Contribution.document_id == document.id,
            Contribution.fate.is_not(None),
            Contribution.reply_to_id.is_(None),
            *_public(),
        )
        .subquery()
    )
    newest = (
        select(FateEntry.contribution_id, func.max(FateEntry.id).label("id"))
        .where(FateEntry.published_at.is_not(None))
        .join(ranked, ranked.c.id == FateEntry.contribution_id)
        .where(ranked.c.place <= EACH)
        .group_by(FateEntry.contribution_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            Contribution.clause_id,
            Contribution.reference,
            Contribution.body,
            Contribution.author_name,
            Contribution.channel,
            Organisation.name.label("hat"),
            FateEntry.fate,
            FateEntry.reason,
            Revision.number,
        )
        .join(newest, newest.c.contribution_id == Contribution.id)
        .join(FateEntry, FateEntry.id == newest.c.id)
        .outerjoin(Organisation, Organisation.id == Contribution.organisation_id)
        .outerjoin(Revision, Revision.id == FateEntry.revision_id)
        .order_by(Contribution.agree.desc(), Contribution.id)
    )
    voices: dict[int | None, list[Voice]] = defaultdict(list)
    for row in rows:
        voices[row.clause_id].append(_voice(row))
    return voices


def _voice(row: Row[*tuple[Any, ...]]) -> Voice:
    return Voice(
        reference=row.reference,
        body=row.body or "",
        by=f"{row.author_name} for {row.hat}" if row.hat else row.author_name,
        how=CHANNELS.get(row.channel, ""),
        fate=row.fate,
        reason=row.reason,
        revision=row.number,
    )


def _pairs(
    document: Document,
    first: Revision,
    newest: Revision,
    voices: Mapping[int | None, Sequence[Voice]],
    said: Mapping[int | None, int],
) -> list[Pair]:
    """Return the pairs in the order of the text, then of clauses that have gone, then of the whole document."""
    old, new = read_revision(first), read_revision(newest)
    ids = {clause.key: clause.clause_id for clause in (*old.clauses, *new.clauses)}
    pairs: list[Pair] = []
    seen: set[int | None] = set()
    for change in compare(old.keyed, new.keyed):
        clause_id = ids[change.key]
        if clause_id not in voices:
            continue
        seen.add(clause_id)
        clause = change.new or change.old
        words = stretches(
            change.new.text if change.new else "", (), change.changes, kind=clause.kind if clause else Kind.PARAGRAPH
        )
        code = new.code(change.key) if change.new else old.code(change.key)
        shown = words if change.op is not ClauseOp.SAME else ()
        pairs.append(_pair(change.key, code, voices[clause_id], shown, change.op.value, said[clause_id]))
    gone = [one for one in voices if one is not None and one not in seen]
    for clause_id, key in db.session.execute(
        select(Clause.id, Clause.key).where(Clause.id.in_(gone)).order_by(Clause.id)
    ):
        pairs.append(_pair(key, "", voices[clause_id], (), "removed", said[clause_id]))
    if None in voices:
        pairs.append(_pair(None, "", voices[None], (), "same", said[None]))
    return pairs


def _pair(key: str | None, code: str, voices: Sequence[Voice], words: tuple[Stretch, ...], op: str, said: int) -> Pair:
    return Pair(
        key=key,
        code=code,
        stands=op != "removed",
        did=tuple(one for one in voices if one.fate in DID),
        did_not=tuple(one for one in voices if one.fate in DID_NOT),
        others=tuple(one for one in voices if one.fate not in (*DID, *DID_NOT)),
        words=words,
        op=op,
        said=said,
    )
