"""Suggest other words: for one clause or several, for new clauses, or that some be taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.accounts.models import Person
from consult.contributions.anchoring import Pointer, find_anchor
from consult.contributions.commenting import LONGEST, body_of, revision_read
from consult.contributions.door import lock, require_clauses
from consult.contributions.entering import Entry, enter
from consult.contributions.models import Anchor, Contribution, ContributionKind
from consult.contributions.speaking import NewComment, Speaker, speaker_of
from consult.contributions.suggestion_models import ChangeOp, SuggestedChange
from consult.core.errors import Refused
from consult.core.normal import normalise
from consult.core.suggestions import Add, Applied, Indexed, Proposed, Remove, Reword, apply
from consult.documents.models import Document, Revision
from consult.documents.queries import read_revision
from consult.documents.text import Text
from consult.infra.storing import append

MOST_CHANGES = 200
"""Clauses one suggestion may change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSuggestion:
    """A suggestion as it came in; nothing in it is trusted.

    revision: the number of the revision read (none: the newest). organisation: the slug of the hat.
    """

    changes: Sequence[Proposed]
    reason: str
    revision: int | None = None
    organisation: str | None = None


def suggest(document: Document, new: NewSuggestion, *, by: Person | None, now: datetime) -> Contribution:
    """Put in a suggestion. Raises Closed, Unknown, Refused: for a clause that is not there, or what changes nothing.

    It points at the first clause it would change, so that it stands beside that clause and moves with it.
    """
    document = lock(document)
    speaker = speaker_of(document, NewComment(body=new.reason, organisation=new.organisation), by, now)
    return add_suggestion(document, new, speaker, now=now)


def check_suggestion(document: Document, new: NewSuggestion) -> None:
    """Raise what `suggest` would raise about the words; for what is to wait."""
    body_of(new.reason)
    text = read_revision(revision_read(document, new.revision))
    require_clauses(document, clauses_of(check_changes(text, new.changes), text))


def add_suggestion(document: Document, new: NewSuggestion, speaker: Speaker, *, now: datetime) -> Contribution:
    """Add a suggestion to a document that is locked, by a speaker who may speak. Raises Refused."""
    body, revision = body_of(new.reason), revision_read(document, new.revision)
    text = read_revision(revision)
    changes = check_changes(text, new.changes)
    entry = Entry(
        ContributionKind.SUGGESTION,
        "S",
        body,
        revision,
        anchor_of(changes, revision, text),
        None,
        clauses_of(changes, text),
    )
    made = enter(document, entry, speaker, now=now)
    store_changes(made, 1, changes, text)
    return made


def check_changes(text: Text, changes: Sequence[Proposed]) -> tuple[Proposed, ...]:
    """Return changes as they are kept. Raises Refused where one cannot be made to the text that was read."""
    if not changes:
        raise Refused("Change some words first, then say why.", field="changes")
    if len(changes) > MOST_CHANGES:
        raise Refused(f"Change up to {MOST_CHANGES} clauses with one suggestion.", field="changes")
    checked = tuple(_checked(text, change) for change in changes)
    touched = [change.key for change in checked if not isinstance(change, Add)]
    if len(set(touched)) < len(touched):
        raise Refused("A clause stands twice in this suggestion. Change each clause once.", field="changes")
    applied = apply(Indexed(text.keyed), Indexed(text.keyed), checked)
    if not isinstance(applied, Applied) or not applied.changes:
        raise Refused("These are the words as they stand. Change some of them, then send them.", field="changes")
    if not any(part.clause.text.strip() for part in applied.parts):
        raise Refused("This would leave no words at all. Suggest what should stand there instead.", field="changes")
    return checked


def _checked(text: Text, change: Proposed) -> Proposed:
    key = change.after if isinstance(change, Add) else change.key
    if key is not None and text.find(key) is None:
        raise Refused(
            "A clause you change does not stand in the revision you read. Open the newest one and choose again.",
            field="changes",
        )
    if isinstance(change, Remove):
        return change
    words = normalise(change.text if isinstance(change, Reword) else change.clause.text).strip()
    if len(words) > LONGEST:
        raise Refused(f"Write up to {LONGEST:,} characters for one clause.", field="changes")
    if isinstance(change, Reword):
        return Reword(change.key, words) if words else Remove(change.key)
    if not words:
        raise Refused("Write the words of the new clause.", field="changes")
    clause = change.clause
    return Add(change.after, type(clause)(clause.kind, clause.level, words, normalise(clause.marker).strip()))


def anchor_of(changes: Sequence[Proposed], revision: Revision, text: Text) -> Anchor | None:
    """Return where changes point: the first clause they change, else the first they stand beside."""
    touched = [change.key for change in changes if not isinstance(change, Add)]
    beside = [change.after for change in changes if isinstance(change, Add) and change.after is not None]
    place = next(iter([*touched, *beside]), None)
    return find_anchor(Pointer(clause=place), revision, text)


def clauses_of(changes: Sequence[Proposed], text: Text) -> frozenset[int]:
    """Return the ids of the clauses that changes touch, or add something beside."""
    keys = (change.after if isinstance(change, Add) else change.key for change in changes)
    found = (text.find(key) for key in keys if key is not None)
    return frozenset(clause.clause_id for clause in found if clause is not None)


def store_changes(suggestion: Contribution, version: int, changes: Sequence[Proposed], text: Text) -> None:
    """Store the changes of one version of a suggestion, made on a text."""
    for place, change in enumerate(changes):
        key = change.after if isinstance(change, Add) else change.key
        clause = text.find(key) if key is not None else None
        new = change.clause if isinstance(change, Add) else None
        append(
            SuggestedChange,
            contribution_id=suggestion.id,
            version=version,
            place=place,
            op=ChangeOp.ADD if new else ChangeOp.REWORD if isinstance(change, Reword) else ChangeOp.REMOVE,
            clause_id=clause.clause_id if clause else None,
            base_wording_id=clause.wording_id if clause and not new else None,
            kind=new.kind if new else None,
            level=new.level if new else 0,
            marker=new.marker if new else "",
            text=new.text if new else change.text if isinstance(change, Reword) else None,
        )
