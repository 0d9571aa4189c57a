"""What an author says to the answer they got: once, within 28 days of the notice, signed in or by a link.

The link's secret is made by chance and kept as a keyed hash. Looking at it changes nothing, because programs that read
mails open every link; the button behind it does. It opens one answer and nothing else.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.answers.models import FateEntry
from consult.answers.replies.models import AuthorReply, ReplyLink, Way
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.consultations.stages import stage_now
from consult.contributions.models import Contribution, Status
from consult.contributions.service import lock
from consult.core.errors import NOT_HERE, Closed, Conflict, ConsultError, Missing, Refused
from consult.core.fates import Fate
from consult.core.normal import normalise
from consult.core.stages import Act, Circle, circle
from consult.documents.counting import raise_counts_version
from consult.documents.models import Document
from consult.extensions import db
from consult.infra.keyed import digest
from consult.jobs.service import emit

LASTS = timedelta(days=28)
LONGEST = 2_000
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Signs of a code in a letter: none that is read as another."""
CODE = 12
PURPOSE = "reply"


def make_links(entries: Sequence[FateEntry], *, now: datetime) -> Mapping[int, str]:
    """Make the secret of a mailed link for each answer its author may reply to; fate entry id -> secret.

    Fixed queries for any number. What may not be replied to has none: carried forward, or answered again after a
    dispute, which is the officer's last word.
    """
    open_ones = {one.id: one for one in entries if one.fate is not Fate.CARRIED_FORWARD}
    asked = {one.contribution_id for one in open_ones.values()}
    disputed: set[int] = set()
    if asked:
        rows = select(AuthorReply.contribution_id, AuthorReply.fate_entry_id, AuthorReply.agrees)
        for row in db.session.execute(rows.where(AuthorReply.contribution_id.in_(asked))):
            if not row.agrees or row.fate_entry_id in open_ones:
                disputed.add(row.contribution_id)
    made = {
        number: secrets.token_urlsafe(24) for number, one in open_ones.items() if one.contribution_id not in disputed
    }
    if made:
        rows_ = [_row(number, secret, Way.MAIL, now, None) for number, secret in made.items()]
        db.session.execute(insert(ReplyLink), rows_)
    return made


def make_code(entry: FateEntry, *, by: Person, now: datetime) -> str:
    """Make a code to print in a letter to an author who has no e-mail address; seen once, by who makes it.

    Raises Conflict where nothing may be said to this answer, and for an author whom the link reaches by mail: whoever
    prints a code could say with it what only the author may.
    """
    document = lock(entry.contribution.document)
    author = entry.contribution.author
    if author is not None and (author.email or author.erased_at is not None):
        raise Conflict("Its author gets the link by mail, or has gone, so no code is printed for a letter.")
    why = why_not(entry, now=now)
    if why is not None:
        raise Conflict(why)
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE))
    db.session.execute(insert(ReplyLink), [_row(entry.id, code, Way.LETTER, now, by)])
    _record("answer:code-printed", entry, document, by, now)
    return "-".join(code[at : at + 4] for at in range(0, CODE, 4))


def _row(entry_id: int, secret: str, way: Way, now: datetime, by: Person | None) -> dict[str, object]:
    return {
        "fate_entry_id": entry_id,
        "token_hash": digest(PURPOSE, secret),
        "way": way,
        "at": now,
        "expires_at": now + LASTS,
        "made_by_id": by.id if by else None,
    }


def find_link(secret: str) -> ReplyLink | None:
    """Return the link a secret or a typed code belongs to, with its answer, document and consultation, or None."""
    typed = "".join(sign for sign in secret.upper() if sign in LETTERS)
    wanted = [digest(PURPOSE, secret)] + ([digest(PURPOSE, typed)] if len(typed) == CODE else [])
    within = joinedload(ReplyLink.fate_entry).joinedload(FateEntry.contribution)
    return db.session.scalars(
        select(ReplyLink)
        .where(ReplyLink.token_hash.in_(wanted))
        .options(
            within.joinedload(Contribution.author),
            within.joinedload(Contribution.document).joinedload(Document.consultation).joinedload(Consultation.owner),
            joinedload(ReplyLink.fate_entry).joinedload(FateEntry.revision),
        )
        .limit(1)
    ).one_or_none()


def get_link(secret: str) -> ReplyLink:
    """Return the link a secret belongs to. Raises Missing, also where its author was erased meanwhile."""
    link = find_link(secret)
    author = link.fate_entry.contribution.author if link else None
    if link is None or (author is not None and author.erased_at is not None):
        raise Missing(NOT_HERE)
    return link


def find_newest(contribution: Contribution) -> FateEntry | None:
    """Return the newest published answer to a contribution, or None."""
    return db.session.scalars(
        select(FateEntry)
        .where(FateEntry.contribution_id == contribution.id, FateEntry.published_at.is_not(None))
        .options(joinedload(FateEntry.revision), joinedload(FateEntry.by))
        .order_by(FateEntry.id.desc())
        .limit(1)
    ).first()


def until(entry: FateEntry) -> datetime:
    """Return when the 28 days are over: they count from the last notice, or from publishing where none went out."""
    last = db.session.scalar(select(func.max(ReplyLink.expires_at)).where(ReplyLink.fate_entry_id == entry.id))
    return last or (entry.published_at or entry.at) + LASTS


def why_not(entry: FateEntry, *, now: datetime) -> str | None:
    """Say in plain words why nothing can be said to an answer, or None where its author may."""
    contribution = entry.contribution
    if contribution.status is Status.WITHDRAWN:
        return f"You took {contribution.reference} back, so its answer asks nothing of you."
    if contribution.status is Status.HIDDEN:
        return f"{contribution.reference} is hidden, so nothing can be said to its answer here."
    newest = find_newest(contribution)
    if newest is None or newest.id != entry.id:
        return f"{contribution.reference} has a newer answer. Read that one on its page."
    if entry.fate is Fate.CARRIED_FORWARD:
        return "This was carried forward: it gets its answer with a later revision."
    said = db.session.scalars(select(AuthorReply).where(AuthorReply.contribution_id == contribution.id)).all()
    if any(one.fate_entry_id == entry.id for one in said):
        return "You said what you think of this answer already. It can be said once."
    if any(not one.agrees for one in said):
        return "You said once that an answer was not what you meant, and an officer answered again."
    if now > until(entry):
        return "The 28 days for saying what you think of this answer are over."
    return None


def reply(entry: FateEntry, agrees: bool, words: str, *, way: Way, now: datetime, by: Person | None) -> AuthorReply:
    """Record an author's one word on a published answer; `by` is the author, None where a letter's code says it.

    Raises Closed where the stage forbids it, Conflict where it was said before or comes too late, Refused.
    """
    document = lock(entry.contribution.document)
    db.session.refresh(entry.contribution, ["status"])
    require_stage(document, now)
    why = why_not(entry, now=now)
    if why is not None:
        raise Conflict(why)
    said = AuthorReply(
        fate_entry_id=entry.id,
        contribution_id=entry.contribution_id,
        agrees=agrees,
        words=_words(words),
        way=way,
        at=now,
    )
    db.session.add(said)
    db.session.flush()
    raise_counts_version(document)
    _record("answer:confirmed" if agrees else "answer:disputed", entry, document, by, now, way=way.value)
    if not agrees:
        emit("answer:disputed", entry.contribution.reference, now=now, document=document.slug)
    return said


def hide_words(said: AuthorReply, reason: str, *, by: Person, now: datetime) -> None:
    """Hide the words of a reply; the public reason stands in their place. Raises Refused, Conflict."""
    document = lock(said.contribution.document)
    if said.hidden_at is not None:
        raise Conflict("These words are hidden already.")
    reason = normalise(reason).strip()
    if not reason or len(reason) > LONGEST:
        raise Refused(
            f"Give a reason in up to {LONGEST:,} characters: it stands in the place of the words.", field="reason"
        )
    said.hidden_at, said.hidden_by_id, said.hidden_reason = now, by.id, reason
    raise_counts_version(document)
    _record("answer:reply-hidden", said.fate_entry, document, by, now, reason=reason)


def require_stage(document: Document, now: datetime) -> None:
    """Raise Closed where the stage lets nobody say anything to an answer."""
    stage = stage_now(document.consultation, now)
    if circle(stage, Act.REPLY) is Circle.NOBODY:
        raise Closed("This consultation is over, so nothing more can be said to its answers.", stage=stage.value)


def _words(words: str) -> str:
    try:
        words = normalise(words).strip()
    except ConsultError as error:
        raise Refused(error.message, field="words") from error
    if len(words) > LONGEST:
        raise Refused(f"Say it in up to {LONGEST:,} characters; this has {len(words):,}.", field="words")
    return words


def _record(
    action: str, entry: FateEntry, document: Document, by: Person | None, now: datetime, **more: object
) -> None:
    record(
        action,
        entry.contribution.reference,
        by=by.public_id if by else None,
        now=now,
        chain=document.consultation.public_id,
        detail={"fate": entry.fate.value, **more},
    )
