"""One suggestion beside the draft: a box for each clause it would change, and the ways the words went from its base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.contributions.models import Contribution
from consult.contributions.proposals import ShownChange, show_changes, words_changed
from consult.contributions.suggestion_queries import Change, changes_of
from consult.core.diff import Change as Run
from consult.core.suggestions import Add, Collided, Fit, Indexed, Reword, touched
from consult.documents.models import Save
from consult.documents.queries import read_revision, read_save
from consult.documents.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One change of a suggestion. base, draft, suggested: the clause's words, None where there is no such clause.

    words: what stands in the box; reads: what saving them would do to the draft.
    """

    place: int
    says: str
    base: str | None
    draft: str | None
    suggested: str | None
    collides: bool
    draft_runs: tuple[Run, ...]
    suggested_runs: tuple[Run, ...]
    words: str
    reads: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Boxes:
    """All boxes of a suggestion, against one save."""

    save: Save
    fit: Fit
    boxes: tuple[Box, ...]

    @property
    def collisions(self) -> list[Box]:
        """Where the draft and the suggestion changed the same words."""
        return [one for one in self.boxes if one.collides]


def read_boxes(suggestion: Contribution, save: Save, typed: Mapping[int, str] | None = None) -> Boxes:
    """Lay a suggestion beside a save. `typed`: words by the place of each change; else what it would read."""
    base, head = read_revision(suggestion.revision), read_save(save)
    changes = changes_of([suggestion.id])[suggestion.id]
    indexed = Indexed(base.keyed), Indexed(head.keyed)
    outcome = touched(*indexed, [one.proposal for one in changes])
    fit = Fit.COLLIDES if isinstance(outcome, Collided) else Fit.CLEAN if outcome else Fit.NOTHING
    shown = show_changes(changes, head)
    pairs = zip(changes, shown, strict=True)
    boxes = tuple(_box(change, says, _alone(change, indexed), base, head, typed) for change, says in pairs)
    return Boxes(save, fit, boxes)


def _alone(change: Change, indexed: tuple[Indexed, Indexed]) -> tuple[bool, str | None]:
    """Say whether one change collides by itself, and what the clause would read if not (None: it stays as it is)."""
    outcome = touched(*indexed, [change.proposal])
    if isinstance(outcome, Collided):
        return True, None
    return False, "\n\n".join(part.text for one in outcome for part in one.new) if outcome else None


def _box(
    change: Change,
    shown: ShownChange,
    alone: tuple[bool, str | None],
    base: Text,
    head: Text,
    typed: Mapping[int, str] | None,
) -> Box:
    proposal = change.proposal
    was: str | None = None
    now: str | None = None
    suggested: str | None = None
    if isinstance(proposal, Add):
        suggested = proposal.clause.text
    else:
        before, standing = base.find(proposal.key), head.find(proposal.key)
        was, now = before.text if before else None, standing.text if standing else None
        suggested = proposal.text if isinstance(proposal, Reword) else None
    collides, result = alone
    words = (suggested or "") if collides or isinstance(proposal, Add) else now or "" if result is None else result
    if typed is not None:
        words = typed.get(change.place, words)
    return Box(
        place=change.place,
        says=shown.says,
        base=was,
        draft=now,
        suggested=suggested,
        collides=collides,
        draft_runs=words_changed(was or "", now or ""),
        suggested_runs=words_changed(was or "", suggested or ""),
        words=words,
        reads=words_changed(now or "", words),
    )


def typed_words(boxes: Sequence[Box], sent: Mapping[str, str]) -> dict[int, str]:
    """Return the words typed into boxes, by the place of each change."""
    return {box.place: sent[f"text-{box.place}"] for box in boxes if f"text-{box.place}" in sent}
