"""Check that what a fate needs is there: its reason, and words that stand where it says they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.answers.given import Answer, Caused, GivenFate, Pointed
from consult.contributions.models import Contribution, Status
from consult.core.compare import ClauseChange, ClauseOp, compare
from consult.core.errors import Refused
from consult.core.fates import How, lacking
from consult.core.identity import Keyed
from consult.core.inline import visible
from consult.documents.models import Document
from consult.documents.queries import read_revision, read_save
from consult.documents.text import Text
from consult.extensions import db


@dataclass(frozen=True)
class Step:
    """The way from one text of a document to the next, clause by clause."""

    old: Text
    new: Text

    @cached_property
    def all(self) -> tuple[ClauseChange, ...]:
        """Every clause of either text, in reading order."""
        return compare(keyed(self.old), keyed(self.new))

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


def keyed(text: Text) -> list[Keyed]:
    """Give a text's clauses as the engine compares them."""
    return [Keyed(clause.key, clause.words) for clause in text.clauses]


def find_answerable(document: Document, references: Iterable[str]) -> dict[str, Contribution]:
    """Return the contributions of a document with these references. Raises Refused naming the first at fault."""
    wanted = list(references)
    if len(set(wanted)) < len(wanted):
        twice = next(one for one in wanted if wanted.count(one) > 1)
        raise Refused(f"{twice} stands twice in the list. Give it one fate.", field="fates")
    found: dict[str, Contribution] = {}
    for at in range(0, len(wanted), 500):
        rows = db.session.scalars(
            select(Contribution)
            .where(Contribution.document_id == document.id, Contribution.reference.in_(wanted[at : at + 500]))
            .options(joinedload(Contribution.author))
        )
        found.update((one.reference, one) for one in rows)
    for reference in wanted:
        if reference not in found:
            raise Refused(f"There is no contribution {reference} to this document.", field="fates")
        if found[reference].status in (Status.HIDDEN, Status.WITHDRAWN):
            raise Refused(f"{reference} was {found[reference].status.value}, so it needs no answer.", field="fates")
    return found


def check_fates(document: Document, fates: Sequence[GivenFate], step: Step | None) -> list[Answer]:
    """Return the answers to publish, each with the words it caused. Raises Refused naming the one at fault.

    `step` is the revision they belong to; None between two revisions.
    """
    found = find_answerable(document, [given.reference for given in fates])
    return [check_fate(found[given.reference], given, step) for given in fates]


def check_fate(contribution: Contribution, given: GivenFate, step: Step | None) -> Answer:
    """Return one answer with the words it caused. Raises Refused."""
    pointed = len(given.words) + len(given.removed)
    lack = lacking(given.fate, reason=given.reason, words=pointed, with_revision=step is not None)
    if lack is not None:
        raise Refused(f"{given.reference}: {lack}", field="fates", reference=given.reference)
    caused: list[Caused] = []
    if step is not None:
        caused = [_words(given, pointed, step) for pointed in given.words]
        caused.extend(_gone(given, key, step) for key in given.removed)
    return Answer(
        contribution=contribution, fate=given.fate, reason=given.reason.strip(), caused=tuple(dict.fromkeys(caused))
    )


def _words(given: GivenFate, pointed: Pointed, step: Step) -> Caused:
    """Check words pointed at: they stand in a clause this revision changed."""
    clause = step.new.find(pointed.clause)
    if clause is None:
        raise _refuse(given, f"there is no clause {pointed.clause} in this text. Point at words that stand in it.")
    if not 0 <= pointed.start <= pointed.end <= len(clause.text):
        raise _refuse(given, f"the words from {pointed.start} to {pointed.end} do not lie in that clause.")
    change = step.changes.get(pointed.clause)
    if change is None:
        raise _refuse(given, "the words lie in a clause this revision does not change. Point at what changed.")
    if pointed.start == pointed.end:
        before = words_gone(change, pointed.start)
        if not before:
            raise _refuse(given, "no words were taken away at the place you point at. Point at where they stood.")
        return Caused(key=clause.key, start=pointed.start, end=pointed.end, how=How.PROMPTED, before=before)
    if not clause.text[pointed.start : pointed.end].strip():
        raise _refuse(given, "you point at white space. Point at the words this changed.")
    seen = visible(clause.text)
    start, end = seen.to_source(*seen.to_visible(pointed.start, pointed.end))
    return Caused(key=clause.key, start=start, end=end, how=How.PROMPTED)


def _gone(given: GivenFate, key: str, step: Step) -> Caused:
    before = step.old.find(key)
    if before is None or step.new.find(key) is not None:
        raise _refuse(given, f"clause {key} is not one that this revision takes away.")
    return Caused(key=key, start=0, end=0, how=How.PROMPTED, before=before.text)


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


def _refuse(given: GivenFate, what: str) -> Refused:
    return Refused(f"{given.reference}: {what}", field="fates", reference=given.reference)
