"""Take a suggestion into the working draft: a save that names it, or what collides, for a person to settle."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.accounts.models import Person
from consult.contributions.changing import require_version
from consult.contributions.models import Contribution, ContributionKind, Status
from consult.contributions.suggestion_models import Merge
from consult.contributions.suggestion_queries import Change, changes_of
from consult.core.errors import Conflict, Refused
from consult.core.normal import normalise
from consult.core.scopes import Scope
from consult.core.stages import Act, Stage
from consult.core.suggestions import (
    Add,
    Applied,
    Collided,
    Collision,
    Indexed,
    Part,
    Proposed,
    Remove,
    Reword,
    apply,
    worded,
)
from consult.documents.models import Save, SaveCause
from consult.documents.queries import read_revision, read_save
from consult.documents.service import KeyedClause, fresh_keys
from consult.documents.text import Text
from consult.drafting.guarding import get_head, lock, newer, require_stage
from consult.drafting.saving import Cause, Saved, store
from consult.extensions import db
from consult.infra.storing import append


@dataclass(frozen=True, slots=True)
class Taken:
    """The suggestion's words stand in this save."""

    save: Save


@dataclass(frozen=True, slots=True)
class Collides:
    """Nothing was saved; `save` is the newest."""

    save: Save
    collisions: Sequence[Collision]


def merge(
    suggestion: Contribution,
    *,
    expected_save: str,
    by: Person | None,
    now: datetime,
    take: Collection[str] | None = None,
    version: int | None = None,
) -> Taken | Collides:
    """Merge a suggestion, or only what it does to the clauses in `take`, into the newest save.

    version: of the words that were read. Raises Conflict where it has new words since, or with `save` where
    `expected_save` is not the newest; Refused where it changes nothing any more or `take` names a clause it does not
    touch; Closed.
    """
    stage, head_save = _open(suggestion, expected_save, version, now)
    chosen = _chosen(suggestion, take)
    head = read_save(head_save)
    base = read_revision(suggestion.revision)
    applied = apply(Indexed(base.keyed), Indexed(head.keyed), [one.proposal for one in chosen])
    if isinstance(applied, Collided):
        return Collides(head_save, applied.collisions)
    if not applied.changes:
        raise Refused("The draft says already what this suggests. Answer it, and point at those words.", field="take")
    saved, placed = _store(suggestion, head, applied, stage, by, now)
    note_merge(suggestion, saved, Noted(chosen, [one.place for one in chosen], placed), by=by, now=now)
    return Taken(saved.save)


def merge_with_words(
    suggestion: Contribution,
    words: Mapping[int, str],
    *,
    expected_save: str,
    by: Person | None,
    now: datetime,
    version: int | None = None,
) -> Taken:
    """Put words of one's own where a suggestion's changes are; the save and its note name the suggestion.

    words: by the place of each change, as the clause is to read; none at all take it out. Changes left out stay as they
    are. Raises as `merge` does, Refused also where nothing changes.
    """
    stage, head_save = _open(suggestion, expected_save, version, now)
    changes = [one for one in _chosen(suggestion, None) if one.place in words]
    base, head = read_revision(suggestion.revision), read_save(head_save)
    settled = [(one, proposal) for one in changes for proposal in settle(one, words[one.place], base, head)]
    indexed = Indexed(head.keyed)
    applied = apply(indexed, indexed, [proposal for _, proposal in settled])
    if isinstance(applied, Collided) or not applied.changes:
        raise Refused("These are the words as they stand in the draft. Change some of them, or decline the suggestion.")
    saved, placed = _store(suggestion, head, applied, stage, by, now)
    places = {settled[part.proposal][0].place for part, _ in placed if part.proposal is not None}
    gone = {one.place for one, proposal in settled if isinstance(proposal, Remove)}
    note_merge(suggestion, saved, Noted([one for one, _ in settled], sorted(places | gone), placed), by=by, now=now)
    return Taken(saved.save)


def settle(change: Change, typed: str, base: Text, head: Text) -> list[Proposed]:
    """Return what words typed for one change ask of the draft as it is now."""
    proposal, typed = change.proposal, normalise(typed).strip()
    if isinstance(proposal, Add):
        return [Add(_standing(proposal.after, base, head), part) for part in worded(proposal.clause, typed)]
    if proposal.key in head.positions:
        return [Reword(proposal.key, typed) if typed else Remove(proposal.key)]
    was = base.find(proposal.key)
    return [Add(_standing(proposal.key, base, head), part) for part in worded(was.words, typed)] if was else []


def _standing(key: str | None, base: Text, head: Text) -> str | None:
    """Return a clause that stands in the draft, or the nearest before it that does; None: the beginning."""
    if key is None or key in head.positions:
        return key
    before = base.clauses[: base.positions[key]] if key in base.positions else ()
    return next((one.key for one in reversed(before) if one.key in head.positions), None)


def _open(suggestion: Contribution, expected_save: str, version: int | None, now: datetime) -> tuple[Stage, Save]:
    """Lock the document, and return its stage and newest save. Raises Closed, Conflict where that is another."""
    document = suggestion.document
    lock_with(suggestion, version)
    stage = require_stage(document, Act.SAVE, now)
    head = get_head(document)
    if head.public_id != expected_save:
        raise newer(document, "Somebody saved meanwhile. Look at the newest words, then take this in.")
    return stage, head


def lock_with(suggestion: Contribution, version: int | None) -> None:
    """Lock the document of a suggestion, and read anew what its author may have changed until then.

    Raises Conflict where its words are not those of `version`, if one is given.
    """
    lock(suggestion.document)
    db.session.refresh(suggestion, ["status", "version", "revision_id"])
    if suggestion.revision.id != suggestion.revision_id:
        db.session.expire(suggestion, ["revision"])
    if version is not None:
        require_version(suggestion, version)


def require_mergeable(suggestion: Contribution) -> None:
    """Do nothing for a suggestion that can be merged. Raises Refused, Conflict."""
    if suggestion.kind is not ContributionKind.SUGGESTION:
        raise Refused(f"{suggestion.reference} suggests no words. Write them in the working draft.", field="reference")
    if suggestion.status is not Status.PUBLISHED:
        raise Conflict(f"{suggestion.reference} was hidden, taken back, or waits to be checked.")


def _chosen(suggestion: Contribution, take: Collection[str] | None) -> list[Change]:
    require_mergeable(suggestion)
    changes = list(changes_of([suggestion.id])[suggestion.id])
    if take is None:
        return changes
    unknown = set(take) - {one.key for one in changes}
    if unknown or not take:
        raise Refused("Choose among the clauses this suggestion changes.", field="take")
    return [one for one in changes if one.key in take]


def _keyed(head: Text, applied: Applied) -> list[tuple[KeyedClause, Part]]:
    """Give the clauses of the result their keys and scopes; new ones are open, parts of one keep its scope.

    Raises Refused where no words would be left.
    """
    if not any(part.clause.text.strip() for part in applied.parts):
        raise Refused("This would leave no words in the draft. Leave at least one clause.")
    fresh = (key for key in fresh_keys() if key not in head.positions)
    found: list[tuple[KeyedClause, Part]] = []
    for part in applied.parts:
        kept = head.find(part.key or part.came_from or "")
        scope, reason = (kept.scope, kept.scope_reason) if kept else (Scope.OPEN, "")
        key = part.key or next(fresh)
        found.append((KeyedClause(key, part.clause, scope, reason, part.came_from), part))
    return found


def _store(
    suggestion: Contribution, head: Text, applied: Applied, stage: Stage, by: Person | None, now: datetime
) -> tuple[Saved, list[tuple[Part, str]]]:
    """Save what applying made, caused by the suggestion; return the save, and the parts with the keys they got."""
    clauses = _keyed(head, applied)
    cause = Cause(by, now, SaveCause.MERGE, suggestion.reference)
    saved = store(suggestion.document, head, [one for one, _ in clauses], cause, stage)
    return saved, [(part, one.key) for one, part in clauses]


@dataclass(frozen=True, slots=True)
class Noted:
    """What a save made of a suggestion: the change behind each proposal applied, the places of the changes taken, and
    the parts of the new text with the keys they got."""

    changes: Sequence[Change]
    taken: Sequence[int]
    placed: Sequence[tuple[Part, str]]


def note_merge(suggestion: Contribution, saved: Saved, noted: Noted, *, by: Person | None, now: datetime) -> None:
    """Note which changes of a suggestion a save took in, and which clauses their words went to."""
    keys = [[noted.changes[part.proposal].place, key] for part, key in noted.placed if part.proposal is not None]
    append(
        Merge,
        contribution_id=suggestion.id,
        version=suggestion.version,
        save_id=saved.save.id,
        taken=list(noted.taken),
        keys=keys,
        by_id=by.id if by else None,
        at=now,
    )
