"""The way from one text of a document to the next: what changed, and which words went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from consult.core.compare import ClauseChange, ClauseOp, compare
from consult.core.errors import Refused
from consult.core.incorporation import is_changed
from consult.documents.models import Document
from consult.documents.queries import read_revision, read_save
from consult.documents.text import Text


@dataclass(frozen=True)
class Step:
    """The way from one text of a document to the next, clause by clause."""

    old: Text
    new: Text

    @cached_property
    def all(self) -> tuple[ClauseChange, ...]:
        """Every clause of either text, in reading order."""
        return compare(self.old.keyed, self.new.keyed)

    @cached_property
    def changes(self) -> Mapping[str, ClauseChange]:
        """The clauses that changed, by key, in reading order."""
        return {change.key: change for change in self.all if change.op is not ClauseOp.SAME}

    @cached_property
    def rescoped(self) -> frozenset[str]:
        """The clauses of which something else may change now."""
        return frozenset(
            clause.key
            for clause in self.new.clauses
            if (before := self.old.find(clause.key)) is not None
            and (before.scope, before.scope_reason) != (clause.scope, clause.scope_reason)
        )


def draft_step(document: Document) -> Step:
    """Return the way from the newest revision to the newest save. Raises Refused for a document without text."""
    if document.head is None or document.newest_revision is None:
        raise Refused("This document has no text yet. Upload or write it first.")
    return Step(read_revision(document.newest_revision), read_save(document.head))


def has_changed(change: ClauseChange, start: int, end: int) -> bool:
    """Say whether a range of a changed clause's new text is what changed: its words, or all of the clause at once.

    All of it is what changed where the clause is new, moved, or has the same words as another kind of clause.
    """
    if change.new is None:
        return False
    if change.old is None or change.op in (ClauseOp.MOVED, ClauseOp.MOVED_REWORDED):
        return True
    return change.old.text == change.new.text or is_changed(change.changes, start, end)


def words_gone(change: ClauseChange, place: int) -> str:
    """Return the words taken away at a place of a clause's new text, white space aside; empty where none were."""
    text = change.new.text if change.new else ""
    at = 0
    for one in change.changes:
        for end in {at, at + len(one.new)}:
            if one.op in ("delete", "replace") and not text[min(place, end) : max(place, end)].strip():
                gone = one.old.strip()
                if gone:
                    return gone
        at += len(one.new)
    return ""
