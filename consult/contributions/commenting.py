"""Say something about the words: a comment, or a reply to one, by oneself or entered by staff for others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.contributions.anchoring import Pointer, find_anchor
from consult.contributions.door import is_officer, lock
from consult.contributions.models import Contribution, ContributionKind, Status
from consult.contributions.placing import place_late
from consult.contributions.references import next_reference, read_reference
from consult.contributions.speaking import LONGEST_NAME, NewComment, Speaker, speaker_of
from consult.core.errors import Conflict, Missing, Refused
from consult.core.normal import normalise
from consult.core.stages import Stage
from consult.documents.counting import raise_counts_version
from consult.documents.models import Document, Revision
from consult.documents.queries import get_revision, read_revision
from consult.extensions import db
from consult.infra.storing import store
from consult.jobs.service import emit

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
        _body(new.body)
    revision = _revision(document, new.revision)
    _parent(document, new.reply_to, Stage.OPEN)
    find_anchor(_pointer(new), revision, read_revision(revision))


def add(document: Document, new: NewComment, speaker: Speaker, *, now: datetime) -> Contribution:
    """Add a comment to a document that is locked, by a speaker who may speak. Raises Refused, Conflict."""
    body, parent = _body(new.body), _parent(document, new.reply_to, speaker.made_in)
    revision = _revision(document, new.revision)
    anchor = find_anchor(_pointer(new), revision, read_revision(revision))
    contribution = Contribution(
        reference=next_reference("C"),
        kind=ContributionKind.COMMENT,
        document_id=document.id,
        revision_id=revision.id,
        clause_id=anchor.clause_id if anchor else None,
        reply_to_id=parent.id if parent else None,
        body=body,
        author_id=speaker.person.id if speaker.person else None,
        author_name=speaker.name,
        organisation_id=speaker.organisation.id if speaker.organisation else None,
        entered_by_id=speaker.entered_by.id if speaker.entered_by else None,
        channel=speaker.channel,
        received_on=speaker.received,
        made_in=speaker.made_in,
        at=speaker.at,
        status=speaker.status,
        agree=0,
        unsure=0,
        disagree=0,
        replies=0,
        frozen=False,
    )
    contribution.counts_for_gate = _needs_fate(contribution, speaker.person, document.consultation)
    store(contribution)
    if anchor is not None:
        anchor.contribution_id = contribution.id
        store(anchor)
    set_committed_value(contribution, "anchor", anchor)
    _tell(document, contribution, parent, now)
    if document.newest_revision_id != revision.id and anchor is not None:
        place_late(contribution)
    return contribution


def _tell(document: Document, contribution: Contribution, parent: Contribution | None, now: datetime) -> None:
    """Count it, note it in the log, and tell those who want to know."""
    if parent is not None:
        parent.frozen = True
        parent.replies += 1
    raise_counts_version(document)
    emit(
        "contribution:made",
        contribution.reference,
        now=now,
        document=document.slug,
        author=contribution.author.public_id if contribution.author else None,
        reply_to=parent.reference if parent else None,
        status=contribution.status.value,
    )
    actor = contribution.entered_by or contribution.author
    record(
        "contribution:made",
        contribution.reference,
        by=actor.public_id if actor else None,
        now=now,
        chain=document.consultation.public_id,
        detail={
            "document": document.slug,
            "revision": contribution.revision.number,
            "channel": contribution.channel.value,
            "status": contribution.status.value,
            "reply_to": parent.reference if parent else None,
        },
    )


def needs_fate(contribution: Contribution) -> bool:
    """Say whether a contribution must be answered before the next revision, as the glossary defines "unanswered".

    No reply, not from drafting, neither hidden nor withdrawn, and not an officer's own. Officers who speak for an
    organisation that does not own the consultation do not speak in their own name.
    """
    return _needs_fate(contribution, contribution.author, contribution.document.consultation)


def _needs_fate(contribution: Contribution, author: Person | None, consultation: Consultation) -> bool:
    if contribution.reply_to_id is not None or contribution.made_in is Stage.DRAFTING:
        return False
    if contribution.status in (Status.HIDDEN, Status.WITHDRAWN):
        return False
    if author is None or not is_officer(author, consultation):
        return True
    return contribution.organisation_id not in (None, consultation.owner_id)


def _body(typed: str) -> str:
    body = normalise(typed)
    if not body.strip():
        raise Refused("Write what you want to say.", field="body")
    if len(body) > LONGEST:
        raise Refused(
            f"Write up to {LONGEST:,} characters here; this has {len(body):,}. Send the rest as a second comment.",
            field="body",
        )
    return body


def _revision(document: Document, number: int | None) -> Revision:
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
