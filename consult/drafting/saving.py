"""Saves of the working draft: the whole text, one clause, a scope, an older save restored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.accounts.models import Person
from consult.answers.step import Step
from consult.audit.service import record
from consult.core import merge as engine
from consult.core.clauses import Clause as Words
from consult.core.clauses import compose, parse
from consult.core.compare import ClauseChange
from consult.core.errors import Missing, Refused
from consult.core.normal import normalise
from consult.core.scopes import Scope
from consult.core.stages import EDITORIAL_ONLY, Act, Stage
from consult.documents.models import Document, Save, SaveCause
from consult.documents.queries import find_save, read_revision, read_save
from consult.documents.service import KeyedClause, store_save
from consult.documents.text import Text
from consult.drafting.colliding import Region, collisions
from consult.drafting.guarding import get_expected, get_head, lock, named, newer, reasons, require_stage
from consult.drafting.keying import as_saved, as_text, carry, replace_clause
from consult.extensions import db


@dataclass(frozen=True, slots=True)
class Saved:
    """It is the newest save now. Where nothing changed, `save` is the one that stood."""

    save: Save
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """Somebody had saved meanwhile; both changes stand in this save."""

    save: Save


@dataclass(frozen=True, slots=True)
class Conflicted:
    """Somebody changed the same sentences meanwhile; nothing was saved. `save` is the newest."""

    save: Save
    regions: tuple[Region, ...]


Outcome = Saved | Merged | Conflicted


@dataclass(frozen=True, slots=True)
class Cause:
    """What brings a save about, and by whom."""

    by: Person | None
    now: datetime
    cause: SaveCause = SaveCause.EDIT
    reference: str | None = None


def save_text(
    document: Document,
    source: str | Sequence[Words],
    *,
    expected_save: str,
    by: Person | None,
    now: datetime,
    imported_from: str | None = None,
) -> Outcome:
    """Save a whole text (Markdown, or clauses already read), merging it with what came since `expected_save`.

    Raises Refused for a text without words, or one that changes a meaning when everything is decided.
    """
    clauses = read_source(source)
    stage = _open(document, now)
    base = read_save(get_expected(document, expected_save))
    cause = SaveCause.IMPORT if imported_from is not None else SaveCause.EDIT
    theirs = carry(document, base, clauses)
    return _settle(document, base, theirs, Cause(by, now, cause, imported_from), stage)


def save_clause(
    document: Document, key: str, typed: str, *, expected_save: str, by: Person | None, now: datetime
) -> Outcome:
    """Save other words for one clause; no words take it out, several paragraphs split it. Raises Missing."""
    stage = _open(document, now)
    base = read_save(get_expected(document, expected_save))
    if base.find(key) is None:
        raise Missing("This clause does not stand in the text you read. Open the working draft again.")
    theirs = replace_clause(base, key, normalise(typed))
    if not any(clause.words.text.strip() for clause in theirs):
        raise Refused("A text needs some words. Leave at least one clause.", field="text")
    return _settle(document, base, theirs, Cause(by, now), stage)


def set_scope(document: Document, key: str, scope: Scope, reason: str, *, by: Person | None, now: datetime) -> Saved:
    """Say what can change in a clause of the newest save. Raises Missing, or Refused without a reason."""
    stage = _open(document, now)
    head = read_save(get_head(document))
    if head.find(key) is None:
        raise Missing("This clause does not stand in the working draft any more.")
    reason = "" if scope is Scope.OPEN else normalise(reason).strip()
    if scope is not Scope.OPEN and not reason:
        raise Refused("Say why it cannot change: people will read it beside the clause.", field="reason")
    if stage in EDITORIAL_ONLY:
        raise Refused("What can change was settled with the decision.", field="scope")
    clauses = [KeyedClause(one.key, one.words, scope, reason) if one.key == key else one for one in as_saved(head)]
    return store(document, head, clauses, Cause(by, now), stage)


def restore(document: Document, save: str, *, expected_save: str, by: Person | None, now: datetime) -> Saved:
    """Make the words, keys and scopes of an older save the newest. Raises Missing, or Conflict when stale."""
    stage = _open(document, now)
    head = get_head(document)
    if head.public_id != expected_save:
        raise newer(document, "Somebody saved meanwhile. Look at the newest words before you bring older ones back.")
    older = find_save(document, save)
    if older is None:
        raise Missing("There is no such save of this document.")
    cause = Cause(by, now, SaveCause.RESTORE, older.public_id)
    return store(document, read_save(head), as_saved(read_save(older)), cause, stage)


def preview(document: Document, source: str | Sequence[Words]) -> tuple[ClauseChange, ...]:
    """Show what saving a text over the newest save would do, clause by clause; saves nothing."""
    head = read_save(get_head(document))
    return Step(head, as_text(carry(document, head, read_source(source)))).all


def read_source(source: str | Sequence[Words]) -> Sequence[Words]:
    """Read a text given as Markdown. Raises Refused where it has no words."""
    clauses = parse(normalise(source)) if isinstance(source, str) else source
    if not any(clause.text.strip() for clause in clauses):
        raise Refused("This text has no words. Write or upload the text people are to read.", field="markdown")
    return clauses


def _open(document: Document, now: datetime) -> Stage:
    lock(document)
    return require_stage(document, Act.SAVE, now)


def _settle(document: Document, base: Text, theirs: list[KeyedClause], cause: Cause, stage: Stage) -> Outcome:
    """Save over the newest save, or merge three ways with what came since the save somebody worked from."""
    head = get_head(document)
    if head.id == base.save_id:
        return store(document, base, theirs, cause, stage)
    ours = read_save(head)
    merged = engine.merge(base.markdown, ours.markdown, compose([one.words for one in theirs]))
    if isinstance(merged, engine.Conflicted):
        return Conflicted(head, collisions(base, ours, theirs, merged.regions))
    clauses = carry(document, ours, parse(merged.text), reworded=_reworded(base, ours, theirs))
    saved = store(document, ours, clauses, cause, stage)
    return Merged(saved.save)


def _reworded(base: Text, ours: Text, theirs: Sequence[KeyedClause]) -> dict[str, Words]:
    """Return the words somebody gave clauses that stand in the newest save as they stood before."""
    return {
        one.key: one.words
        for one in theirs
        if (was := base.find(one.key)) and (now := ours.find(one.key)) and was.words == now.words != one.words
    }


def store(document: Document, head: Text, clauses: list[KeyedClause], cause: Cause, stage: Stage) -> Saved:
    """Store a save, unless nothing changed. Raises Refused where only slips may still be put right."""
    if [_plain(one) for one in clauses] == [_plain(one) for one in as_saved(head)]:
        return Saved(get_head(document), unchanged=True)
    if stage in EDITORIAL_ONLY:
        _require_editorial(document, as_text(clauses))
    save = store_save(document, clauses, cause.cause, by=cause.by, now=cause.now, cause_reference=cause.reference)
    record(
        "draft:saved",
        document.slug,
        by=cause.by.public_id if cause.by else None,
        now=cause.now,
        chain=document.consultation.public_id,
        detail={"save": save.public_id, "cause": cause.cause.value},
    )
    db.session.flush()
    return Saved(save)


def _plain(clause: KeyedClause) -> tuple[object, ...]:
    return clause.key, clause.words, clause.scope, clause.scope_reason


def _require_editorial(document: Document, new: Text) -> None:
    """Raise Refused, naming clause and reason, where a decided text would change its meaning."""
    if document.newest_revision is None:
        return
    old = read_revision(document.newest_revision)
    for change in Step(old, new).changes.values():
        why = reasons(change)
        if why:
            raise Refused(
                f"This was decided, so only slips may be put right; {named(change, old, new)} "
                f"would change its meaning: {', '.join(why)}.",
                field="markdown",
            )
