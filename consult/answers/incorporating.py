"""Find the words of a suggestion in a revision, and say how they stand there: as they were, adapted, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consult.answers.given import Caused
from consult.answers.step import Step, words_gone
from consult.contributions.models import Contribution
from consult.contributions.suggestion_queries import Change, changes_of, merges_of
from consult.core.compare import ClauseChange
from consult.core.fates import How
from consult.core.incorporation import check
from consult.core.suggestions import Add, Remove, worded
from consult.documents.queries import read_revision


@dataclass(frozen=True, slots=True)
class Found:
    """What a revision has of a suggestion: the words, and the keys or places of changes it has nothing of."""

    caused: tuple[Caused, ...]
    missing: tuple[str, ...]
    in_part: bool
    """Only some of its changes were merged."""


def find_words(suggestion: Contribution, step: Step) -> Found:
    """Hold each change of a suggestion, of those merged if any were, against what a revision changes."""
    changes = changes_of([suggestion.id])[suggestion.id]
    merges = [one for one in merges_of([suggestion.id])[suggestion.id] if one.version == suggestion.version]
    taken = {place for merge in merges for place in merge.taken}
    went = {place: [key for merge in merges for at, key in merge.keys if at == place] for place in taken}
    wanted = [one for one in changes if one.place in taken] if merges else list(changes)
    base = read_revision(suggestion.revision)
    caused: list[Caused] = []
    missing: list[str] = []
    for change in wanted:
        was = base.find(change.key or "")
        found = list(_hold(change, was.text if was else "", went.get(change.place, ()), step, suggestion))
        caused += found
        if not found:
            missing.append(base.code(change.key) if change.key and was else "the new clause")
    return Found(tuple(dict.fromkeys(caused)), tuple(missing), in_part=len(wanted) < len(changes))


def _hold(change: Change, base: str, went: Sequence[str], step: Step, suggestion: Contribution) -> Iterator[Caused]:
    """Yield the words one change brought about."""
    proposal = change.proposal
    if isinstance(proposal, Remove):
        yield from _gone(proposal.key, base, step)
    elif isinstance(proposal, Add):
        for key in went or [one.key for one in step.changes.values() if one.old is None]:
            yield from _standing(key, "", proposal.clause.text, step)
    else:
        was = read_revision(suggestion.revision).find(proposal.key)
        parts = worded(was.words, proposal.text) if was else ()
        keys = list(went) or [proposal.key]
        if len(parts) <= 1 or len(keys) != len(parts):
            yield from _standing(proposal.key, base, proposal.text, step)
            return
        for place, (key, part) in enumerate(zip(keys, parts, strict=True)):
            yield from _standing(key, "" if place else base, part.text, step)


def _standing(key: str, base: str, suggested: str, step: Step) -> Iterator[Caused]:
    change = step.changes.get(key)
    if change is None or change.new is None:
        return
    old = change.old.text if change.old else ""
    incorporated = check(base, suggested, old, change.new.text)
    if incorporated.how == "not":
        return
    for span in incorporated.ranges:
        before = "" if span.start < span.end else _before(change, span.start)
        if span.start < span.end or before:
            yield Caused(key=key, start=span.start, end=span.end, how=How(incorporated.how), before=before)


def _before(change: ClauseChange, place: int) -> str:
    return words_gone(change, place)


def _gone(key: str, base: str, step: Step) -> Iterator[Caused]:
    """A clause taken away is shown by the clause that is gone; else by the words of it that are."""
    before = step.old.find(key)
    if before is not None and step.new.find(key) is None:
        yield Caused(key=key, start=0, end=0, how=How.VERBATIM, before=before.text)
    else:
        yield from _standing(key, base, "", step)
