"""The merge desk: what people suggest, clause by clause, held against the working draft as it is now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from consult.answers.models import FateEntry
from consult.answers.queries import is_outdated, list_drafts
from consult.contributions.cosigning import on_present_words
from consult.contributions.models import Contribution, Status
from consult.contributions.proposals import ShownChange, show_changes, words_changed
from consult.contributions.suggestion_models import ChangeOp, Cosignature, Merge
from consult.contributions.suggestion_queries import (
    Change,
    changes_of,
    comments_by_clause,
    cosignatures_of,
    list_open,
    merges_of,
)
from consult.core.diff import Change as Run
from consult.core.forecast import Outcome, Waiting
from consult.core.scopes import Scope
from consult.core.suggestions import Add, Collided, Fit, Indexed, Proposed, Touched, touched
from consult.documents.models import Document, Save
from consult.documents.queries import read_revision, read_save
from consult.documents.text import Text
from consult.drafting.guarding import get_head
from consult.voting.queries import sums_for

NAMED = 3
"""Others that one suggestion overlaps with, shown with their differences; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another suggestion that would change the same clause otherwise, and how."""

    reference: str
    code: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What becomes of another suggestion once this one is in the draft."""

    reference: str
    says: str


@dataclass(slots=True, kw_only=True)
class Item:
    """A suggestion on the desk. changes: what taking it in would do to the draft; where it collides, as suggested.

    outcome: the same for the engine. foreseen: what it would do to others; None where there is too much to say.
    """

    suggestion: Contribution
    waiting: Waiting
    outcome: Outcome
    changes: tuple[ShownChange, ...]
    fit: Fit
    place: str | None
    behind: Sequence[Cosignature]
    merged: Merge | None
    drafted: FateEntry | None
    overlaps: list[Overlap] = field(default_factory=list)
    overlaps_beyond: int = 0
    contested: bool = False
    foreseen: Sequence[Foreseen] | None = ()

    @property
    def proposals(self) -> Sequence[Proposed]:
        """What it proposes."""
        return self.waiting.proposals

    @property
    def is_done(self) -> bool:
        """Whether it was decided: taken into the draft, where its words still are, or answered by a drafted fate."""
        answered = self.drafted is not None and not self.answered_before
        return answered or (self.merged is not None and self.fit is not Fit.CLEAN)

    @property
    def answered_before(self) -> bool:
        """Whether its answer was drafted for words it had before its author revised it."""
        return self.drafted is not None and is_outdated(self.drafted)


@dataclass(slots=True)
class Group:
    """The suggestions to one clause of the draft. key None: clauses that have gone, or the beginning.

    comments: how many people made on it; agreed: how many agree with its published words.
    """

    key: str | None
    code: str
    words: str
    comments: int
    items: list[Item]
    scope: Scope = Scope.OPEN
    scope_reason: str = ""
    agreed: int = 0

    @property
    def contested(self) -> list[str]:
        """The references of those that would change this clause in different ways."""
        return [one.suggestion.reference for one in self.items if one.contested]

    @property
    def backed(self) -> int:
        """How many votes agree with any of them."""
        return sum(one.suggestion.agree for one in self.items)


@dataclass(slots=True)
class MergeDesk:
    """Everything the desk shows. now: the draft for the engine. held: how many wait for an officer to check them."""

    head: Save
    now: Indexed
    groups: list[Group]
    done: list[Item]
    held: int

    @property
    def items(self) -> list[Item]:
        """All that is not decided, in the order of the text."""
        return [item for group in self.groups for item in group.items]

    @property
    def fitting(self) -> list[Item]:
        """What "take in all that fit" takes in: what fits, and nobody would have otherwise."""
        return [one for one in self.items if one.fit is Fit.CLEAN and not one.contested]


def read_desk(document: Document) -> MergeDesk:
    """Read the desk: a fixed number of queries, and two for each revision suggestions were made on, if not read yet."""
    save = get_head(document)
    head = read_save(save)
    found = list_open(document)
    shown = [one for one in found if one.status is Status.PUBLISHED]
    now = Indexed(head.keyed)
    items = _items(document, shown, head, now)
    waiting = [one for one in items if not one.is_done]
    _compare(waiting, head)
    done = [one for one in items if one.is_done]
    said = comments_by_clause(document), _agreed(document)
    return MergeDesk(save, now, _groups(waiting, head, *said), done, len(found) - len(shown))


def _agreed(document: Document) -> Mapping[int, int]:
    """Return how many people agree with the published words of each clause, by its id."""
    if document.newest_revision is None:
        return {}
    sums = sums_for(document, read_revision(document.newest_revision))
    return {clause: one.agree for clause, one in sums.items()}


def _items(document: Document, shown: Sequence[Contribution], head: Text, now: Indexed) -> list[Item]:
    ids = [one.id for one in shown]
    changes, signed, merges = changes_of(ids), cosignatures_of(ids), merges_of(ids)
    drafts = {one.contribution_id: one for one in list_drafts(document)}
    texts = {one.revision_id: read_revision(one.revision) for one in shown}
    bases = {revision: Indexed(text.keyed) for revision, text in texts.items()}
    items = []
    for one in shown:
        theirs = changes[one.id]
        proposals = [change.proposal for change in theirs]
        outcome = touched(bases[one.revision_id], now, proposals)
        current = [merge for merge in merges[one.id] if merge.version == one.version]
        items.append(
            Item(
                suggestion=one,
                waiting=Waiting(bases[one.revision_id], proposals),
                outcome=outcome,
                changes=_shown(outcome, theirs, head),
                fit=_fit(outcome),
                place=_place(theirs, head, texts[one.revision_id]),
                behind=on_present_words(one, signed[one.id])[0],
                merged=current[-1] if current else None,
                drafted=drafts.get(one.id),
            )
        )
    return items


def _fit(outcome: Outcome) -> Fit:
    if isinstance(outcome, Collided):
        return Fit.COLLIDES
    return Fit.CLEAN if outcome else Fit.NOTHING


def _shown(outcome: Outcome, changes: Sequence[Change], head: Text) -> tuple[ShownChange, ...]:
    if isinstance(outcome, Collided) or not outcome:
        return show_changes(changes, head)
    return tuple(_touch(one, head) for one in outcome)


def _touch(one: Touched, head: Text) -> ShownChange:
    new = "\n\n".join(part.text for part in one.new)
    code = head.code(one.key) if one.key is not None and one.key in head.positions else ""
    op = ChangeOp.ADD if one.old is None else ChangeOp.REWORD if one.new else ChangeOp.REMOVE
    return ShownChange(op, one.key, code, words_changed(one.old.text if one.old else "", new))


def _place(changes: Sequence[Change], head: Text, base: Text) -> str | None:
    """Return the clause of the draft a suggestion stands at: the first it changes there, else the one before those."""
    keys = [one.key for one in changes if one.key is not None]
    here = next((key for key in keys if key in head.positions), None)
    if here is not None or not keys:
        return here
    before = base.clauses[: base.positions[keys[0]]] if keys[0] in base.positions else ()
    return next((one.key for one in reversed(before) if one.key in head.positions), None)


def _compare(items: Iterable[Item], head: Text) -> None:
    """Say which suggestions would change one clause in different ways."""
    at: dict[str, list[tuple[Item, Proposed]]] = defaultdict(list)
    for item in items:
        for proposal in item.proposals:
            if not isinstance(proposal, Add):
                at[proposal.key].append((item, proposal))
    for key, there in at.items():
        if len({proposal for _, proposal in there}) < 2:
            continue
        for item, proposal in there:
            item.contested = True
            elsewhere = [other for other, its in there if its != proposal and other.place != item.place]
            named = elsewhere[: max(0, NAMED - len(item.overlaps))]
            item.overlaps.extend(_overlap(other, key, head) for other in named)
            item.overlaps_beyond += len(elsewhere) - len(named)


def _overlap(other: Item, key: str, head: Text) -> Overlap:
    shown = next((one for one in other.changes if one.key == key and one.op is not ChangeOp.ADD), None)
    code = head.code(key) if key in head.positions else ""
    return Overlap(other.suggestion.reference, code, shown.runs if shown else ())


def _groups(items: Iterable[Item], head: Text, comments: Mapping[int, int], agreed: Mapping[int, int]) -> list[Group]:
    """Sort suggestions by the clause they stand at, in the order of the text; those at none come first."""
    groups: dict[str | None, Group] = {}
    for item in items:
        key = item.place
        if key not in groups:
            clause = head.find(key) if key is not None else None
            if clause is None:
                groups[key] = Group(key, "The beginning", "", 0, [])
            else:
                said = comments.get(clause.clause_id, 0)
                code, scope = head.code(clause.key), clause.scope
                groups[key] = Group(
                    key, code, clause.text, said, [], scope, clause.scope_reason, agreed.get(clause.clause_id, 0)
                )
        groups[key].items.append(item)
    return sorted(groups.values(), key=lambda one: -1 if one.key is None else head.positions[one.key])
