"""Say something about the words: a comment, or a reply to one, by oneself or entered by staff for others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from consult.accounts.models import Organisation, Person
from consult.accounts.queries import find_organisation
from consult.audit.service import record
from consult.contributions.anchoring import Pointer, find_anchor
from consult.contributions.door import is_officer, lock, require_entering, require_open
from consult.contributions.models import Channel, Contribution, ContributionKind, Status
from consult.contributions.placing import place_late
from consult.contributions.references import next_reference
from consult.core.errors import Conflict, Missing, Refused, Unknown
from consult.core.normal import normalise
from consult.core.stages import Stage
from consult.documents.models import Document, Revision
from consult.documents.queries import get_revision, read_revision
from consult.extensions import db
from consult.infra import clock
from consult.infra.limits import limits_on
from consult.jobs.service import emit

LONGEST = 20_000
"""Characters of one comment."""
LONGEST_NAME = 100
NAMELESS = "A resident"
ANONYMOUS = "anonymous"
BURST, BURST_TIME = 20, timedelta(minutes=10)
"""More comments than this by one person in this time are held for an officer to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComment:
    """A comment as it came in; nothing in it is trusted.

    revision: the number of the revision read (none: the newest). hint: offsets in the text of `clause`. reply_to: a
    reference. organisation: the slug of the hat. channel, received and on_behalf_of are for officers, who enter what
    others said.
    """

    body: str
    revision: int | None = None
    clause: str | None = None
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    hint: tuple[int, int] | None = None
    reply_to: str | None = None
    organisation: str | None = None
    channel: Channel = Channel.WEB
    received: date | None = None
    on_behalf_of: str | None = None

    @property
    def is_for_others(self) -> bool:
        """Whether staff enter it for somebody else."""
        return self.channel is not Channel.WEB or self.received is not None or bool(self.on_behalf_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who says it, when and how, settled before the words are looked at."""

    name: str
    made_in: Stage
    at: datetime
    person: Person | None = None
    organisation: Organisation | None = None
    entered_by: Person | None = None
    received: date | None = None
    channel: Channel = Channel.WEB
    status: Status = Status.PUBLISHED


def comment(document: Document, new: NewComment, *, by: Person | None, now: datetime) -> Contribution:
    """Put in a comment, by `by` or entered by them for others.

    Raises Closed, Denied, Unknown, Refused (a quote that cannot be found carries `nearest`), Conflict for a reply to
    what was hidden or withdrawn.
    """
    document = lock(document)
    if new.is_for_others:
        return add(document, new, _for_others(document, new, by, now), now=now)
    if by is None:
        raise Unknown("Say who you are first, or leave your name with it.")
    stage = require_open(document, now)
    speaker = Speaker(
        name=by.name or NAMELESS,
        person=by,
        organisation=_hat(new.organisation, by),
        made_in=stage,
        at=now,
        status=Status.HELD if _is_burst(by, now) else Status.PUBLISHED,
    )
    return add(document, new, speaker, now=now)


def check(document: Document, new: NewComment) -> None:
    """Raise what `comment` would raise about the words and the place; for what is to wait."""
    _body(new.body)
    revision = _revision(document, new.revision)
    _parent(document, new.reply_to)
    find_anchor(_pointer(new), revision, read_revision(revision))


def add(document: Document, new: NewComment, speaker: Speaker, *, now: datetime) -> Contribution:
    """Add a comment to a document that is locked, by a speaker who may speak. Raises Refused, Conflict."""
    body, parent = _body(new.body), _parent(document, new.reply_to)
    revision = _revision(document, new.revision)
    anchor = find_anchor(_pointer(new), revision, read_revision(revision))
    contribution = Contribution(
        reference=next_reference("C"),
        kind=ContributionKind.COMMENT,
        body=body,
        author_name=speaker.name,
        channel=speaker.channel,
        received_on=speaker.received,
        made_in=speaker.made_in,
        at=speaker.at,
        status=speaker.status,
        counts_for_gate=False,
        agree=0,
        unsure=0,
        disagree=0,
        replies=0,
        frozen=False,
    )
    contribution.document, contribution.revision, contribution.reply_to = document, revision, parent
    contribution.author, contribution.entered_by = speaker.person, speaker.entered_by
    contribution.organisation = speaker.organisation
    contribution.anchor = anchor
    contribution.clause_id = anchor.clause_id if anchor else None
    contribution.counts_for_gate = needs_fate(contribution)
    db.session.add(contribution)
    _tell(document, contribution, parent, now)
    if document.newest_revision_id != revision.id and anchor is not None:
        place_late(contribution)
    return contribution


def _tell(document: Document, contribution: Contribution, parent: Contribution | None, now: datetime) -> None:
    """Count it, note it in the log, and tell those who want to know."""
    if parent is not None:
        parent.frozen = True
        parent.replies += 1
    document.counts_version += 1
    db.session.flush()
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
    emit(
        "contribution:made",
        contribution.reference,
        now=now,
        document=document.slug,
        author=contribution.author.public_id if contribution.author else None,
        reply_to=parent.reference if parent else None,
        status=contribution.status.value,
    )
    db.session.flush()


def needs_fate(contribution: Contribution) -> bool:
    """Say whether a contribution must be answered before the next revision, as the glossary defines "unanswered".

    No reply, not from drafting, neither hidden nor withdrawn, and not an officer's own. Officers who speak for an
    organisation that does not own the consultation do not speak in their own name.
    """
    if contribution.reply_to_id is not None or contribution.reply_to is not None:
        return False
    if contribution.made_in is Stage.DRAFTING or contribution.status in (Status.HIDDEN, Status.WITHDRAWN):
        return False
    author, consultation = contribution.author, contribution.document.consultation
    if author is None or not is_officer(author, consultation):
        return True
    return contribution.organisation is not None and contribution.organisation.id != consultation.owner_id


def _for_others(document: Document, new: NewComment, by: Person | None, now: datetime) -> Speaker:
    received = new.received or clock.to_london(now).date()
    stage = require_entering(document, received, by, now)
    organisation = None
    if new.organisation:
        organisation = find_organisation(new.organisation)
        if organisation is None:
            raise Refused(
                "There is no such organisation here. Choose one from the list, or none.", field="organisation"
            )
    name = normalise(new.on_behalf_of or "").strip()
    if len(name) > LONGEST_NAME:
        raise Refused(f"Write a name of up to {LONGEST_NAME} letters.", field="on_behalf_of")
    return Speaker(
        name=name or ANONYMOUS,
        entered_by=by,
        organisation=organisation,
        channel=new.channel,
        received=received,
        made_in=stage,
        at=now,
    )


def _hat(slug: str | None, person: Person) -> Organisation | None:
    """Return the organisation a person speaks for. Raises Refused where they are no member of it."""
    if not slug:
        return None
    for membership in person.memberships:
        if membership.organisation.slug == slug:
            return membership.organisation
    raise Refused("You can speak for an organisation once its officer has added you to it.", field="organisation")


def speaker_hat(slug: str | None, person: Person) -> Organisation | None:
    """Return the hat for what waited, or none where they have no such hat any more: what was said counts more."""
    try:
        return _hat(slug, person)
    except Refused:
        return None


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


def _parent(document: Document, reference: str | None) -> Contribution | None:
    """Return what is answered. Raises Refused where there is no such thing, Conflict where it takes no replies."""
    if not reference:
        return None
    parent = db.session.scalars(
        select(Contribution).where(Contribution.reference == reference, Contribution.document_id == document.id)
    ).one_or_none()
    if parent is None:
        raise Refused(f"There is no {reference} in this document to reply to.", field="reply_to")
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


def _is_burst(person: Person, now: datetime) -> bool:
    if not limits_on():
        return False
    recent = select(func.count()).where(Contribution.author_id == person.id, Contribution.at > now - BURST_TIME)
    return (db.session.scalar(recent) or 0) >= BURST
