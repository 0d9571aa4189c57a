"""Stand behind somebody else's suggestion, as oneself or for an organisation: by name, and never added to the votes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, delete, select

from consult.accounts.models import Person
from consult.audit.service import record
from consult.contributions.changing import is_own, require_version, require_votable
from consult.contributions.door import lock, require_open, require_place
from consult.contributions.lines import Line
from consult.contributions.models import Contribution, ContributionKind
from consult.contributions.speaking import hat_of
from consult.contributions.suggestion_models import Cosignature
from consult.core.errors import Denied, Refused
from consult.documents.counting import raise_counts_version
from consult.extensions import db
from consult.jobs.service import emit


def cosign(
    suggestion: Contribution, organisation: str | None, *, by: Person, now: datetime, version: int | None = None
) -> None:
    """Put a person's name behind a suggestion, or put it there for another organisation; it ends the time for edits.

    version: of the words that were read. Raises Closed, also where it is hidden, withdrawn or held; Denied for its
    author; Conflict where it has new words since; Refused for a comment or a hat that is not theirs.
    """
    _enter(suggestion, by, now)
    if version is not None:
        require_version(suggestion, version)
    hat = hat_of(organisation, by)
    found = db.session.scalars(_by(suggestion, by)).one_or_none()
    signature = found or Cosignature(contribution_id=suggestion.id, person_id=by.id)
    signature.organisation_id, signature.at = hat.id if hat else None, now
    if found is None:
        db.session.add(signature)
    suggestion.frozen = True
    _tell(suggestion, by, now, signed=True, organisation=hat.slug if hat else None)


def take_name_back(suggestion: Contribution, *, by: Person, now: datetime) -> None:
    """Take a person's name back from a suggestion. Does nothing where it is not there. Raises as `cosign`."""
    _enter(suggestion, by, now)
    if db.session.scalars(_by(suggestion, by)).one_or_none() is None:
        return
    db.session.execute(
        delete(Cosignature).where(Cosignature.contribution_id == suggestion.id, Cosignature.person_id == by.id)
    )
    _tell(suggestion, by, now, signed=False)


def on_present_words(
    suggestion: Contribution, signatures: Iterable[Cosignature]
) -> tuple[list[Cosignature], list[Cosignature]]:
    """Part those who signed the words a suggestion has now from those who signed words it had before.

    A co-signature ends the time for edits, so only a revision can have changed the words after it.
    """
    now: list[Cosignature] = []
    before: list[Cosignature] = []
    for one in signatures:
        (before if is_for_earlier(suggestion, one) else now).append(one)
    return now, before


def is_for_earlier(suggestion: Contribution | Line, signature: Cosignature) -> bool:
    """Say whether a name was given for words the suggestion had before its author revised it."""
    return suggestion.version > 1 and suggestion.edited_at is not None and signature.at < suggestion.edited_at


def _enter(suggestion: Contribution, by: Person, now: datetime) -> None:
    document = lock(suggestion.document)
    db.session.refresh(suggestion, ["status", "frozen", "version", "edited_at"])
    require_open(document, now)
    require_place(document, suggestion)
    if suggestion.kind is not ContributionKind.SUGGESTION:
        raise Refused(f"{suggestion.reference} suggests no words. Vote on it, or reply to it.")
    require_votable(suggestion)
    if is_own(suggestion, by):
        raise Denied("It is your own suggestion: your name stands on it already.")


def _by(suggestion: Contribution, by: Person) -> Select[Cosignature]:
    return select(Cosignature).where(Cosignature.contribution_id == suggestion.id, Cosignature.person_id == by.id)


def _tell(suggestion: Contribution, by: Person, now: datetime, **detail: object) -> None:
    document = suggestion.document
    raise_counts_version(document)
    record(
        "suggestion:cosigned",
        suggestion.reference,
        by=by.public_id,
        now=now,
        chain=document.consultation.public_id,
        detail={"document": document.slug, **detail},
    )
    emit("suggestion:cosigned", suggestion.reference, now=now, document=document.slug, by=by.public_id, **detail)
    db.session.flush()
