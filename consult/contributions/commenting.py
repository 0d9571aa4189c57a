"""Say something about the words: a comment, or a reply to one, by oneself or entered by staff for others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import Person
from consult.contributions.anchoring import Pointer, find_anchor
from consult.contributions.door import lock, require_clauses
from consult.contributions.entering import Entry, enter, needs_fate
from consult.contributions.models import Contribution, ContributionKind, Status
from consult.contributions.references import read_reference
from consult.contributions.speaking import LONGEST_NAME, NewComment, Speaker, speaker_of
from consult.core.errors import Conflict, Missing, Refused
from consult.core.normal import normalise
from consult.core.stages import Stage
from consult.documents.models import Document, Revision
from consult.documents.queries import get_revision, read_revision
from consult.extensions import db

__all__ = ["LONGEST", "LONGEST_NAME", "NewComment", "add", "check", "comment", "needs_fate"]

LONGEST = 20_000
"""Characters of one comment."""


def comment(document: Document, new: NewComment, *, by: Person | None, now: datetime) -> Contribution:
    """Put in a comment, by `by` or entered by them for others.

    Raises Closed, Denied, Unknown, Refused (a quote that cannot be found carries `nearest`), Conflict for a reply to
    what was hidden or withdrawn.
    """
    document = lock(document)
    return add(document, new, speaker_of(document, new, by, now), now=now)


def check(document: Document, new: NewComment, *, vote_only: bool = False) -> None:
    """Raise what `comment` would raise about the words and the place; for what is to wait."""
    if not vote_only:
        body_of(new.body)
    revision = revision_read(document, new.revision)
    parent = _parent(document, new.reply_to, Stage.OPEN)
    anchor = find_anchor(_pointer(new), revision, read_revision(revision))
    require_clauses(document, Entry(ContributionKind.COMMENT, "C", "", revision, anchor, parent).clauses)


def add(document: Document, new: NewComment, speaker: Speaker, *, now: datetime) -> Contribution:
    """Add a comment to a document that is locked, by a speaker who may speak. Raises Refused, Conflict."""
    body, parent = body_of(new.body), _parent(document, new.reply_to, speaker.made_in)
    revision = revision_read(document, new.revision)
    anchor = find_anchor(_pointer(new), revision, read_revision(revision))
    return enter(document, Entry(ContributionKind.COMMENT, "C", body, revision, anchor, parent), speaker, now=now)


def body_of(typed: str) -> str:
    """Return what was typed as it is kept. Raises Refused where it is empty or too long."""
    body = normalise(typed)
    if not body.strip():
        raise Refused("Write what you want to say.", field="body")
    if len(body) > LONGEST:
        raise Refused(
            f"Write up to {LONGEST:,} characters here; this has {len(body):,}. Send the rest as a second comment.",
            field="body",
        )
    return body


def revision_read(document: Document, number: int | None) -> Revision:
    """Return the revision somebody read, the newest where they do not say. Raises Refused."""
    if number is None or (document.newest_revision is not None and document.newest_revision.number == number):
        if document.newest_revision is None:
            raise Refused("There is nothing to comment on yet: no draft was published.", field="revision")
        return document.newest_revision
    try:
        return get_revision(document, number)
    except Missing as missing:
        raise Refused(f"{missing.message} Open the document and choose again.", field="revision") from None


def _parent(document: Document, reference: str | None, made_in: Stage) -> Contribution | None:
    """Return what is answered. Raises Refused where there is no such thing, Conflict where it takes no replies.

    What was said in drafting stays with the drafting group, so it is answered in drafting only.
    """
    if not reference:
        return None
    parent = db.session.scalars(
        select(Contribution).where(
            Contribution.reference == read_reference(reference), Contribution.document_id == document.id
        )
    ).one_or_none()
    if parent is None or (parent.made_in is Stage.DRAFTING and made_in is not Stage.DRAFTING):
        raise Refused(f"There is no {reference[:20]} in this document to reply to.", field="reply_to")
    if parent.status is not Status.PUBLISHED:
        raise Conflict(
            f"{reference} takes no replies: it was hidden, taken back, or waits to be checked. Say it on its own.",
            field="reply_to",
        )
    return parent


def _pointer(new: NewComment) -> Pointer:
    return Pointer(
        clause=new.clause,
        quote=normalise(new.quote),
        prefix=normalise(new.prefix),
        suffix=normalise(new.suffix),
        hint=new.hint,
    )
