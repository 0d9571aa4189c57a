"""Take a suggestion into the working draft: a save that names it, or what collides, for a person to settle."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.accounts.models import Person
from consult.contributions.models import Contribution, ContributionKind, Status
from consult.contributions.suggestion_models import Merge
from consult.contributions.suggestion_queries import Change, changes_of
from consult.core.errors import Conflict, Refused
from consult.core.scopes import Scope
from consult.core.stages import Act
from consult.core.suggestions import Applied, Collided, Collision, Indexed, Part, apply
from consult.documents.models import Save, SaveCause
from consult.documents.queries import read_revision, read_save
from consult.documents.service import KeyedClause, fresh_keys
from consult.documents.text import Text
from consult.drafting.guarding import get_head, lock, newer, require_stage
from consult.drafting.saving import Cause, Saved, store
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
) -> Taken | Collides:
    """Merge a suggestion, or only what it does to the clauses in `take`, into the newest save.

    Raises Conflict with `save` where `expected_save` is not the newest, Refused where it changes nothing any more or
    `take` names a clause it does not touch, Closed.
    """
    document = suggestion.document
    lock(document)
    stage = require_stage(document, Act.SAVE, now)
    head_save = get_head(document)
    if head_save.public_id != expected_save:
        raise newer(document, "Somebody saved meanwhile. Look at the newest words, then take this in.")
    chosen = _chosen(suggestion, take)
    head = read_save(head_save)
    base = read_revision(suggestion.revision)
    applied = apply(Indexed(base.keyed), Indexed(head.keyed), [one.proposal for one in chosen])
    if isinstance(applied, Collided):
        return Collides(head_save, applied.collisions)
    if not applied.changes:
        raise Refused("The draft says already what this suggests. Answer it, and point at those words.", field="take")
    clauses = _keyed(head, applied)
    cause = Cause(by, now, SaveCause.MERGE, suggestion.reference)
    saved = store(document, head, [one for one, _ in clauses], cause, stage)
    note_merge(suggestion, saved, chosen, [(part, one.key) for one, part in clauses], by=by, now=now)
    return Taken(saved.save)


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
    """Give the clauses of the result their keys and scopes; new ones are open, parts of one keep its scope."""
    fresh = (key for key in fresh_keys() if key not in head.positions)
    found: list[tuple[KeyedClause, Part]] = []
    for part in applied.parts:
        kept = head.find(part.key or part.came_from or "")
        scope, reason = (kept.scope, kept.scope_reason) if kept else (Scope.OPEN, "")
        key = part.key or next(fresh)
        found.append((KeyedClause(key, part.clause, scope, reason, part.came_from), part))
    return found


def note_merge(
    suggestion: Contribution,
    saved: Saved,
    chosen: Sequence[Change],
    placed: Sequence[tuple[Part, str]],
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Note which changes of a suggestion a save took in, and which clauses their words went to."""
    keys = [[chosen[part.proposal].place, key] for part, key in placed if part.proposal is not None]
    append(
        Merge,
        contribution_id=suggestion.id,
        version=suggestion.version,
        save_id=saved.save.id,
        taken=[one.place for one in chosen],
        keys=keys,
        by_id=by.id if by else None,
        at=now,
    )
