"""Decide on a suggestion at the merge desk: take it in, or all that fit, and draft the answer that goes with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from consult.accounts.models import Person
from consult.answers.given import GivenFate
from consult.answers.queries import find_draft
from consult.answers.service import draft_fate
from consult.contributions.models import Contribution
from consult.core.errors import Refused
from consult.core.fates import Fate
from consult.documents.models import Document
from consult.drafting.guarding import get_head, lock, newer
from consult.drafting.merge_desk import read_desk
from consult.drafting.merging import Collides, Taken, lock_with, merge, merge_with_words

AT_ONCE = 30
"""Suggestions taken in with one press: each is a save of its own, and others wait while they are made."""


@dataclass(frozen=True, slots=True)
class AllTaken:
    """What one press took in. left: what fitted until another was taken in; more: what the next press takes in."""

    taken: tuple[str, ...]
    left: tuple[str, ...]
    more: int


def accept(
    suggestion: Contribution,
    *,
    expected_save: str,
    by: Person | None,
    now: datetime,
    answers: bool,
    version: int | None = None,
) -> Taken | Collides:
    """Take a suggestion into the draft; for an officer (`answers`) the fate "taken in" is drafted with it.

    version: of the words that were read. Raises as `merge` does.
    """
    outcome = merge(suggestion, expected_save=expected_save, by=by, now=now, version=version)
    if answers and isinstance(outcome, Taken):
        _answer(suggestion, by, now)
    return outcome


def accept_with_words(
    suggestion: Contribution,
    words: Mapping[int, str],
    *,
    expected_save: str,
    by: Person | None,
    now: datetime,
    answers: bool,
    version: int | None = None,
) -> Taken:
    """Take a suggestion in with other words; "taken in" is drafted where enough of its own words stand in the draft.

    Raises as `merge_with_words` does.
    """
    outcome = merge_with_words(suggestion, words, expected_save=expected_save, by=by, now=now, version=version)
    if answers:
        _answer(suggestion, by, now)
    return outcome


def decline(
    suggestion: Contribution, given: GivenFate, *, by: Person | None, now: datetime, version: int | None = None
) -> None:
    """Draft the answer to a suggestion that is not taken in. version: of the words that were read.

    Raises Conflict where it has new words since, and as `draft_fate` does.
    """
    lock_with(suggestion, version)
    draft_fate(suggestion.document, given, by=by, now=now)


def accept_all(
    document: Document,
    *,
    expected_save: str,
    by: Person | None,
    now: datetime,
    answers: bool,
    read: Collection[tuple[str, int]] | None = None,
) -> AllTaken:
    """Take in all that fit and that nobody would have otherwise, one save each, in the order of the text.

    read: references and versions of what was looked at; what came or changed since is left. None: all.
    Raises Conflict with `save` where `expected_save` is not the newest, Closed.
    """
    lock(document)
    if get_head(document).public_id != expected_save:
        raise newer(document, "Somebody saved meanwhile. Look at the newest words, then take these in.")
    fitting = [
        one
        for one in read_desk(document).fitting
        if read is None or (one.suggestion.reference, one.suggestion.version) in read
    ]
    taken: list[str] = []
    left: list[str] = []
    for item in fitting[:AT_ONCE]:
        try:
            outcome = accept(item.suggestion, expected_save=expected_save, by=by, now=now, answers=answers)
        except Refused:
            left.append(item.suggestion.reference)
            continue
        if isinstance(outcome, Collides):
            left.append(item.suggestion.reference)
        else:
            taken.append(item.suggestion.reference)
            expected_save = outcome.save.public_id
    return AllTaken(tuple(taken), tuple(left), len(fitting[AT_ONCE:]))


def _answer(suggestion: Contribution, by: Person | None, now: datetime) -> None:
    """Draft "taken in", unless an answer is drafted already or the words do not bear it out."""
    if not suggestion.counts_for_gate or find_draft(suggestion) is not None:
        return
    try:
        draft_fate(suggestion.document, GivenFate(reference=suggestion.reference, fate=Fate.TAKEN_IN), by=by, now=now)
    except Refused:
        return
