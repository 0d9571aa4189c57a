"""Promises: made, kept up and settled by officers, in public; whom they answer is named, and hears of it.

They outlive the consultation they come from: officers can say at any stage whether what was promised was done.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from consult.accounts.models import MemberRole, Membership, Person
from consult.answers.promises.finding import Source, find_source, place_quote
from consult.answers.promises.models import PENDING, NoPromise, Promise, PromiseState, PromiseStep, PromiseVoice
from consult.audit.service import record
from consult.contributions.models import Contribution, Status
from consult.contributions.references import read_reference
from consult.contributions.service import lock
from consult.core.errors import Conflict, Refused
from consult.core.normal import normalise
from consult.core.stages import Stage
from consult.documents.counting import raise_counts_version
from consult.documents.models import Document
from consult.extensions import db
from consult.infra.clock import to_london
from consult.jobs.service import emit

LONGEST = 1_000
"""Characters of a promise, and of a note about it."""
LONGEST_KEEPER = 200
MOST_VOICES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is promised, by whom and until when. officer: public id of whom to remind, of the owner's officers."""

    words: str
    keeper: str
    officer: str
    due_on: date | None


def make(
    document: Document,
    terms: Terms,
    *,
    by: Person,
    now: datetime,
    found: str | None = None,
    quote: str = "",
    references: Collection[str] = (),
) -> Promise:
    """Make a promise. found: the sentence it comes from, as `promise_finding` names it; quote: words of the newest
    revision it comes from, where that is no such sentence; references: what it answers.

    Raises Refused, and Conflict where that sentence was made a promise already.
    """
    document = lock(document)
    words, keeper, officer, due_on = _check(document, terms, now)
    source = find_source(document, found) if found else None
    if quote and source is None:
        source = place_quote(document, quote)
        if source is None:
            raise Refused("These words do not stand in the newest revision.", field="quote")
    if source is not None and source.found and _is_promised(document, source.found):
        raise Conflict("This sentence is a promise already. Look for it in the list.")
    voices = _voices(document, references, source)
    promise = Promise(
        document_id=document.id,
        words=words,
        found=(source.found or None) if source else None,
        revision_id=source.revision_id if source else None,
        clause_id=source.clause_id if source else None,
        start=source.start if source else None,
        end=source.end if source else None,
        fate_entry_id=source.fate_entry_id if source else None,
        keeper=keeper,
        officer_id=officer.id,
        due_on=due_on,
        state=PromiseState.OPEN,
        at=now,
        by_id=by.id,
        state_at=now,
    )
    db.session.add(promise)
    db.session.flush()
    db.session.add_all(PromiseVoice(promise_id=promise.id, contribution_id=one.id) for one in voices)
    _log(promise, "", by, now)
    _tell("promise:made", promise, document, by, now)
    return promise


def settle(
    promise: Promise, state: PromiseState, note: str, *, by: Person, now: datetime, seen: int | None = None
) -> None:
    """Say in public that a promise was kept or was not, and how that is known.

    seen: the id of its newest step when they read it. Raises Refused without a note, Conflict.
    """
    document = _lock(promise, seen)
    if state in PENDING:
        raise Refused("Say whether it was kept, or change it.", field="state")
    if promise.state is state:
        raise Conflict(f"It is called {state.value} already.")
    ask = "what was done" if state is PromiseState.KEPT else "why it was not kept"
    promise.note = _text(note, f"Say {ask}: it is shown in public.", "note")
    promise.state, promise.state_at = state, now
    _log(promise, promise.note, by, now)
    _tell("promise:settled", promise, document, by, now, state=state.value, note=promise.note)
    emit("promise:settled", promise.public_id, now=now, state=state.value)


def change(promise: Promise, terms: Terms, note: str, *, by: Person, now: datetime, seen: int | None = None) -> None:
    """Give a promise other words, another date or another keeper, with the reason in public; it is to be kept again.

    Raises Refused, and Conflict where nothing would change.
    """
    document = _lock(promise, seen)
    words, keeper, officer, due_on = _check(document, terms, now)
    promise.officer_id = officer.id  # whom we remind is no part of the promise
    if (words, keeper, due_on) == (promise.words, promise.keeper, promise.due_on) and promise.pending:
        raise Conflict("Nothing would change: the words, the date and who keeps it are as they are.")
    promise.note = _text(note, "Say why it changes: it is shown in public.", "note")
    promise.words, promise.keeper, promise.due_on = words, keeper, due_on
    promise.state, promise.state_at = PromiseState.CHANGED, now
    promise.soon_told_on = promise.due_told_on = None
    _log(promise, promise.note, by, now)
    _tell("promise:changed", promise, document, by, now, note=promise.note, due=due_on.isoformat())
    emit("promise:settled", promise.public_id, now=now, state=PromiseState.CHANGED.value)


def hand_over(promise: Promise, officer: str, *, by: Person, now: datetime) -> None:
    """Let another officer be reminded of a promise. Raises Refused."""
    document = _lock(promise, None)
    promise.officer_id = _officer(document, officer).id
    _tell("promise:handed_over", promise, document, by, now, to=officer)


def set_aside(document: Document, found: str, *, by: Person, now: datetime) -> None:
    """Say that a sentence is no promise, so that it is offered no more; doing so twice is no harm. Raises Refused."""
    document = lock(document)
    source = find_source(document, found)
    if source is None:
        raise Refused("This sentence does not stand there any more.")
    aside = select(NoPromise.id).where(NoPromise.document_id == document.id, NoPromise.found == found)
    if db.session.scalar(aside) is None:
        db.session.add(NoPromise(document_id=document.id, found=found, by_id=by.id, at=now))
        detail: dict[str, object] = {"words": source.words}
        record(
            "promise:set_aside",
            document.slug,
            by=by.public_id,
            now=now,
            chain=document.consultation.public_id,
            detail=detail,
        )
    db.session.flush()


def list_officers(document: Document) -> Sequence[Person]:
    """List whom promises on a document may be given to: the officers of its owner, by name."""
    rows = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == document.consultation.owner_id,
            Membership.role == MemberRole.OFFICER,
            Person.erased_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    return db.session.scalars(rows).all()


def _check(document: Document, terms: Terms, now: datetime) -> tuple[str, str, Person, date]:
    words = _text(terms.words, "Write what is promised.", "words")
    keeper = " ".join(_text(terms.keeper, "Say who keeps it: it is shown in public.", "keeper").split())
    if len(keeper) > LONGEST_KEEPER:
        raise Refused(f"Use up to {LONGEST_KEEPER} letters.", field="keeper")
    if terms.due_on is None:
        raise Refused("Say until when: a promise has a date.", field="due_on")
    if terms.due_on < to_london(now).date():
        raise Refused("This day has passed. Choose one that is still to come.", field="due_on")
    return words, keeper, _officer(document, terms.officer), terms.due_on


def _officer(document: Document, public_id: str) -> Person:
    found = next((one for one in list_officers(document) if one.public_id == public_id), None)
    if found is None:
        raise Refused("Choose which officer is reminded.", field="officer")
    return found


def _text(text: str, without: str, field: str) -> str:
    text = normalise(text).strip()
    if not text:
        raise Refused(without, field=field)
    if len(text) > LONGEST:
        raise Refused(f"Say it in up to {LONGEST:,} letters; this has {len(text):,}.", field=field)
    return text


def _voices(document: Document, references: Collection[str], source: Source | None) -> Sequence[Contribution]:
    wanted = {read_reference(one) or one for one in references if one.strip()}
    if source is not None and source.reference:
        wanted.add(source.reference)
    if len(wanted) > MOST_VOICES:
        raise Refused(f"Name up to {MOST_VOICES} contributions.", field="references")
    found = db.session.scalars(
        select(Contribution)
        .where(
            Contribution.document_id == document.id,
            Contribution.reference.in_(wanted),
            Contribution.status == Status.PUBLISHED,
            Contribution.made_in != Stage.DRAFTING,
        )
        .order_by(Contribution.id)
    ).all()
    unknown = sorted(wanted - {one.reference for one in found})
    if unknown:
        raise Refused(f"Nothing in public on this document is called {unknown[0][:40]}.", field="references")
    return found


def _is_promised(document: Document, found: str) -> bool:
    rows = select(Promise.id).where(Promise.document_id == document.id, Promise.found == found)
    return db.session.scalar(rows) is not None


def _lock(promise: Promise, seen: int | None) -> Document:
    """Lock the document of a promise, and read anew what others may have changed until then."""
    document = lock(promise.document)
    db.session.refresh(promise)
    newest = promise.steps[-1].id
    if seen is not None and seen != newest:
        raise Conflict("Somebody changed this promise since you read it. Read it again, then decide.")
    return document


def _log(promise: Promise, note: str, by: Person, now: datetime) -> None:
    step = PromiseStep(
        promise_id=promise.id,
        at=now,
        by_id=by.id,
        state=promise.state,
        note=note,
        words=promise.words,
        keeper=promise.keeper,
        due_on=promise.due_on,
    )
    db.session.add(step)
    db.session.flush()
    db.session.expire(promise, ["steps", "voices", "officer"])


def _tell(action: str, promise: Promise, document: Document, by: Person, now: datetime, **more: object) -> None:
    raise_counts_version(document)
    record(
        action,
        document.slug,
        by=by.public_id,
        now=now,
        chain=document.consultation.public_id,
        detail={"promise": promise.public_id, **more},
    )
    db.session.flush()
