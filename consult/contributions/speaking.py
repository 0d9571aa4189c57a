"""Who speaks: oneself, for an organisation, or an officer who enters what others said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from consult.accounts.models import Organisation, Person
from consult.accounts.queries import find_organisation
from consult.contributions.door import require_entering, require_open
from consult.contributions.models import Channel, Contribution, Status
from consult.core.errors import Refused, Unknown
from consult.core.normal import normalise
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.extensions import db
from consult.infra import clock
from consult.infra.limits import limits_on

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
    sent_in_time: bool = False
    """Whether it was sent while open, so that what is open now does not matter."""


def speaker_of(document: Document, new: NewComment, by: Person | None, now: datetime) -> Speaker:
    """Return who says a comment, if they may say it now. Raises Closed, Denied, Unknown, Refused."""
    if new.is_for_others:
        return _for_others(document, new, by, now)
    if by is None:
        raise Unknown("Say who you are first, or leave your name with it.")
    stage = require_open(document, now)
    return Speaker(
        name=by.name or NAMELESS,
        person=by,
        organisation=hat_of(new.organisation, by),
        made_in=stage,
        at=now,
        status=Status.HELD if _is_burst(by, now) else Status.PUBLISHED,
    )


def _for_others(document: Document, new: NewComment, by: Person | None, now: datetime) -> Speaker:
    received = new.received or clock.to_london(now).date()
    stage = require_entering(document, received, by, now)
    organisation = None
    if new.organisation:
        organisation = find_organisation(new.organisation) if new.organisation.isprintable() else None
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


def hat_of(slug: str | None, person: Person) -> Organisation | None:
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
        return hat_of(slug, person)
    except Refused:
        return None


def _is_burst(person: Person, now: datetime) -> bool:
    if not limits_on():
        return False
    recent = select(func.count()).where(Contribution.author_id == person.id, Contribution.at > now - BURST_TIME)
    return (db.session.scalar(recent) or 0) >= BURST
