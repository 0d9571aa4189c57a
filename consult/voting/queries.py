"""Reading votes: the sums on each clause's words, and what one person said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, tuple_

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.documents.classing import is_editorial
from consult.documents.models import Clause, ClauseChange, Document
from consult.documents.text import Text
from consult.extensions import db
from consult.voting.models import Tally, Vote, VoteValue


@dataclass(slots=True)
class Sums:
    """The votes on the present words of a clause.

    joined: among them are votes on words that differ by editorial changes only. earlier: how many agreed with words
    that were changed since.
    """

    agree: int = 0
    unsure: int = 0
    disagree: int = 0
    joined: bool = False
    earlier: int = 0

    @property
    def total(self) -> int:
        """How many people voted."""
        return self.agree + self.unsure + self.disagree

    def __getitem__(self, value: str) -> int:
        """Return the sum of one value, by its word."""
        if value not in ("agree", "unsure", "disagree"):
            raise KeyError(value)
        return int(getattr(self, value))


Pair = tuple[int, int]
"""A clause's id and a wording's id."""


def sums_for(document: Document, text: Text, clause_ids: Collection[int] | None = None) -> dict[int, Sums]:
    """Return the votes on the words of a text, by clause id, for all its clauses or some: three queries at most."""
    clauses = [one for one in text.clauses if clause_ids is None or one.clause_id in clause_ids]
    joined = _joined({(one.clause_id, one.wording_id) for one in clauses}, _editorial(document, clause_ids))
    tallies: dict[int, list[Tally]] = defaultdict(list)
    rows = select(Tally).join(Clause, Clause.id == Tally.clause_id).where(Clause.document_id == document.id)
    if clause_ids is not None:
        rows = rows.where(Tally.clause_id.in_(clause_ids))
    for tally in db.session.scalars(rows):
        tallies[tally.clause_id].append(tally)
    sums = {}
    for clause in clauses:
        own = {clause.wording_id, *joined.get((clause.clause_id, clause.wording_id), ())}
        sums[clause.clause_id] = _sum(tallies.get(clause.clause_id, []), own, clause.wording_id)
    _count_people_once(sums, joined)
    return sums


def joined_wordings(document: Document, present: set[Pair]) -> dict[Pair, set[int]]:
    """Return the other wordings each present one is joined to by editorial changes only; one query."""
    return _joined(present, _editorial(document, None))


def _sum(tallies: list[Tally], own: Collection[int], present: int) -> Sums:
    sums = Sums()
    for tally in tallies:
        if tally.wording_id in own:
            sums.agree += tally.agree
            sums.unsure += tally.unsure
            sums.disagree += tally.disagree
            sums.joined = sums.joined or (
                tally.wording_id != present and tally.agree + tally.unsure + tally.disagree > 0
            )
        else:
            sums.earlier += tally.agree
    return sums


def _editorial(document: Document, clause_ids: Collection[int] | None) -> dict[int, list[Pair]]:
    """Return pairs of wordings joined by editorial changes, by clause id."""
    rows = (
        select(ClauseChange.clause_id, ClauseChange.old_wording_id, ClauseChange.new_wording_id)
        .join(Clause, Clause.id == ClauseChange.clause_id)
        .where(Clause.document_id == document.id, is_editorial())
        .order_by(ClauseChange.id)
    )
    if clause_ids is not None:
        rows = rows.where(ClauseChange.clause_id.in_(clause_ids))
    links: dict[int, list[Pair]] = defaultdict(list)
    for clause_id, old, new in db.session.execute(rows):
        if old is not None and new is not None and old != new:
            links[clause_id].append((old, new))
    return links


def _joined(present: set[Pair], links: Mapping[int, list[Pair]]) -> dict[Pair, set[int]]:
    """Return the other wordings each present one is joined to, directly or over others."""
    joined = {}
    for clause_id, wording_id in present:
        reached, edge = {wording_id}, [wording_id]
        while edge:
            here = edge.pop()
            for old, new in links.get(clause_id, ()):
                there = new if old == here else old if new == here else None
                if there is not None and there not in reached:
                    reached.add(there)
                    edge.append(there)
        if len(reached) > 1:
            joined[clause_id, wording_id] = reached - {wording_id}
    return joined


def _count_people_once(sums: dict[int, Sums], joined: Mapping[Pair, set[int]]) -> None:
    """Count a person once, with their newest vote, where several joined wordings have votes."""
    pairs = {
        (clause_id, wording)
        for (clause_id, present), others in joined.items()
        if sums[clause_id].joined
        for wording in {present, *others}
    }
    if not pairs:
        return
    newest: dict[int, dict[int, VoteValue]] = defaultdict(dict)
    for vote in db.session.execute(
        select(Vote.clause_id, Vote.person_id, Vote.value)
        .where(tuple_(Vote.clause_id, Vote.wording_id).in_(pairs))
        .order_by(Vote.at, Vote.id)
    ):
        newest[vote.clause_id][vote.person_id] = vote.value
    for clause_id, votes in newest.items():
        values = list(votes.values())
        for value in VoteValue:
            setattr(sums[clause_id], value.value, values.count(value))


@dataclass(frozen=True, slots=True)
class OwnVotes:
    """What one person voted: on the present words by clause id, on contributions by their id."""

    clauses: Mapping[int, VoteValue]
    contributions: Mapping[int, VoteValue]


def own_votes(
    person: Person | None, document: Document, text: Text, clause_ids: Collection[int] | None = None
) -> OwnVotes:
    """Return what a person voted on a document's present words and its contributions: three queries at most."""
    if person is None:
        return OwnVotes({}, {})
    clauses = {one.clause_id: one.wording_id for one in text.clauses}
    joined = _joined(set(clauses.items()), _editorial(document, clause_ids))
    on_clauses: dict[int, VoteValue] = {}
    for vote in db.session.execute(
        select(Vote.clause_id, Vote.wording_id, Vote.value)
        .join(Clause, Clause.id == Vote.clause_id)
        .where(Vote.person_id == person.id, Clause.document_id == document.id)
        .order_by(Vote.at, Vote.id)
    ):
        present = clauses.get(vote.clause_id)
        if present is not None and (
            vote.wording_id == present or vote.wording_id in joined.get((vote.clause_id, present), ())
        ):
            on_clauses[vote.clause_id] = vote.value
    rows = db.session.execute(
        select(Vote.contribution_id, Vote.value)
        .join(Contribution, _on_present_words())
        .where(Vote.person_id == person.id, Contribution.document_id == document.id)
    )
    return OwnVotes(on_clauses, {row.contribution_id: row.value for row in rows})


def _on_present_words() -> ColumnElement[bool]:
    """Match votes with the contribution they were cast on, in the words it has now."""
    return (Contribution.id == Vote.contribution_id) & (Contribution.version == Vote.version)


def count_earlier(contribution: Contribution) -> int:
    """Count who agreed with words a suggestion had before its author revised it."""
    if contribution.version == 1:
        return 0
    earlier = select(func.count()).where(
        Vote.contribution_id == contribution.id,
        Vote.version < contribution.version,
        Vote.value == VoteValue.AGREE,
    )
    return db.session.scalar(earlier) or 0


def find_own_vote(person: Person | None, contribution: Contribution) -> VoteValue | None:
    """Return what a person voted on a contribution, or None."""
    if person is None:
        return None
    return db.session.scalars(
        select(Vote.value).where(
            Vote.person_id == person.id,
            Vote.contribution_id == contribution.id,
            Vote.version == contribution.version,
        )
    ).one_or_none()
