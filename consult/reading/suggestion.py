"""A suggestion as its own page shows it: what it would change, who stands behind it, and whether it still fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.accounts.models import Person
from consult.contributions.cosigning import on_present_words
from consult.contributions.models import Contribution, ContributionKind
from consult.contributions.proposals import ShownChange, show_changes
from consult.contributions.suggestion_models import Cosignature, Merge
from consult.contributions.suggestion_queries import Change, changes_of, cosignatures_of, merges_of
from consult.core.fates import Fate
from consult.core.suggestions import Fit, Indexed, fit
from consult.documents.models import Document
from consult.documents.queries import read_revision, read_save
from consult.documents.text import Text
from consult.voting.queries import count_earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionStory:
    """What a suggestion's page shows besides what every contribution's does.

    fit: how it goes with the newest revision, or with the working draft for those who see it (`in_draft`); None once it
    has its answer. signed: whether the reader's own name stands behind the present words.
    """

    changes: tuple[ShownChange, ...]
    fit: Fit | None
    in_draft: bool
    behind: Sequence[Cosignature]
    behind_earlier: Sequence[Cosignature]
    signed: bool
    earlier: int
    merged: Merge | None


def read_suggestion(contribution: Contribution, person: Person | None, *, drafter: bool) -> SuggestionStory | None:
    """Read what a suggestion's page shows, or None for anything else: four queries, and those of texts not read yet."""
    if contribution.kind is not ContributionKind.SUGGESTION:
        return None
    document = contribution.document
    changes = changes_of([contribution.id])[contribution.id]
    behind, before = on_present_words(contribution, cosignatures_of([contribution.id])[contribution.id])
    merges = merges_of([contribution.id])[contribution.id] if drafter else ()
    now = _text_now(document, drafter=drafter)
    waits = contribution.fate in (None, Fate.CARRIED_FORWARD)
    return SuggestionStory(
        changes=show_changes(changes, read_revision(contribution.revision)),
        fit=_fit(contribution, changes, now) if waits and now is not None else None,
        in_draft=drafter,
        behind=behind,
        behind_earlier=before,
        signed=person is not None and any(one.person_id == person.id for one in behind),
        earlier=count_earlier(contribution),
        merged=merges[-1] if merges else None,
    )


def _text_now(document: Document, *, drafter: bool) -> Text | None:
    if drafter and document.head is not None:
        return read_save(document.head)
    return read_revision(document.newest_revision) if document.newest_revision else None


def _fit(contribution: Contribution, changes: Sequence[Change], now: Text) -> Fit:
    base = read_revision(contribution.revision)
    return fit(Indexed(base.keyed), Indexed(now.keyed), [one.proposal for one in changes])
