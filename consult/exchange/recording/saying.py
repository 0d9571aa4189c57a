"""One contribution as a fact: what its edition may show of it, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from consult.contributions.models import Status
from consult.contributions.viewing import stub_of
from consult.core.stages import Stage
from consult.exchange.recording.facts import Fact, when
from consult.exchange.recording.texts import Texts

Found = Row[*tuple[Any, ...]]
STUBS = (Status.HIDDEN, Status.WITHDRAWN)
SETTLED_NOT = (None, "carried forward")
"""Fates that answer for one revision only, or not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the other tables hold of one contribution, each in the order it was made."""

    fates: Sequence[Found]
    caused: Sequence[Found]
    places: Sequence[Found]
    changes: Sequence[Found]
    signed: Sequence[Found]
    reads: Sequence[Found]
    themes: Sequence[Found]
    replies: Sequence[Found]
    edits: Sequence[Found] = ()
    rulings: Sequence[Found] = ()


def as_fact(row: Found, parts: Parts, texts: Texts, *, full: bool) -> Fact:
    """Return a contribution with what became of it.

    Public edition: what is hidden or taken back is a number, a date and the public reason. Full edition: hidden words
    are there for officers; words their author took back are in neither.
    """
    head: Fact = {
        "reference": row.reference,
        "kind": row.kind.value,
        "document": row.document,
        "status": row.status.value,
        "at": when(row.at),
        "stub": _stub(row),
    }
    if row.status in STUBS and not full:
        return head
    return (
        head
        | _said(row, parts, texts)
        | _became(row, parts, texts, full=full)
        | (_for_officers(row, parts) if full else {})
    )


def _stub(row: Found) -> str:
    return stub_of(row)


def _said(row: Found, parts: Parts, texts: Texts) -> Fact:
    gone = row.status is Status.WITHDRAWN
    key = row.clause
    hide = gone or (key is not None and texts.is_removed(row.anchor_revision_id, key))
    # A reply may answer what the public does not see: then it does not say to what.
    seen = row.parent_status is not Status.HELD and (
        row.parent_made_in is not Stage.DRAFTING or row.made_in is Stage.DRAFTING
    )
    return {
        "is_reply": row.reply_to is not None,
        "reply_to": row.reply_to if seen else None,
        "by": row.author_name,
        "organisation": row.organisation,
        "organisation_kind": row.organisation_kind.value if row.organisation_kind else None,
        "channel": row.channel.value,
        "revision": row.revision,
        "clause": key,
        "code": texts.code(row.anchor_revision_id, key) if key else "",
        "quote": None if hide or key is None or row.whole else row.exact,
        "start": row.start,
        "end": row.end,
        "body": None if gone else row.body,
        "changes": [] if gone else [_change(one, row.revision_id, texts) for one in parts.changes],
        "signed_by": [{"name": one.hat or one.name or "A resident", "at": when(one.at)} for one in parts.signed],
        "agree": row.agree,
        "unsure": row.unsure,
        "disagree": row.disagree,
        "themes": [one.name for one in parts.themes],
    }


def _change(one: Found, revision_id: int, texts: Texts) -> Fact:
    return {
        "what": one.op.value,
        "clause": one.clause,
        "code": texts.code(revision_id, one.clause) if one.clause else "",
        "old": one.old,
        "new": one.text,
    }


def _became(row: Found, parts: Parts, texts: Texts, *, full: bool) -> Fact:
    fates = [_fate(one) for one in parts.fates]
    return {
        "needs_answer": row.counts_for_gate,
        "fate": row.fate.value if row.fate else None,
        "fates": fates,
        "author_replies": [_reply(one, gone=row.status is Status.WITHDRAWN, full=full) for one in parts.replies],
        "caused": [_cause(one, texts) for one in parts.caused],
        "places": [
            {
                "revision": one.revision,
                "status": one.status.value,
                "score": round(one.score, 4),
                "segments": one.segments,
                "confirmed": one.confirmed_at is not None,
            }
            for one in parts.places
        ],
        "read_by": len(parts.reads),
        "first_read_at": when(min((one.at for one in parts.reads), default=None)),
    }


def _fate(one: Found) -> Fact:
    fact: Fact = {
        "fate": one.fate.value,
        "reason": one.reason,
        "at": when(one.published_at or one.at),
        "by": one.by,
        "revision": one.revision,
    }
    return fact if one.published_at is not None else fact | {"drafted_only": True}


def _reply(one: Found, *, gone: bool, full: bool) -> Fact:
    """Return what an author said of an answer; whoever takes back what they said takes back what they added, too."""
    hidden = one.hidden_at is not None
    return {
        "is_what_was_meant": one.agrees,
        "words": None if gone or (hidden and not full) else one.words,
        "at": when(one.at),
        "answered_again_at": when(one.answered_at),
        "hidden_because": one.hidden_reason if hidden else None,
    }


def _cause(one: Found, texts: Texts) -> Fact:
    text = texts.by_revision.get(one.revision_id)
    clause = text.find(one.clause) if text is not None else None
    readable = clause is not None and not clause.redacted
    return {
        "revision": one.revision,
        "clause": one.clause,
        "code": texts.code(one.revision_id, one.clause),
        "start": one.start,
        "end": one.end,
        "how": one.how.value,
        "words": clause.text[one.start : one.end] if clause is not None and readable else None,
        "before": one.before or None,
    }


def _for_officers(row: Found, parts: Parts) -> Fact:
    gone = row.status is Status.WITHDRAWN
    return {
        "made_in": row.made_in.value,
        "received_on": row.received_on.isoformat() if row.received_on else None,
        "entered_by": row.entered_by,
        "readers": [{"name": one.name, "at": when(one.at)} for one in parts.reads],
        "earlier_words": [] if gone else [{"until": when(one.at), "body": one.body} for one in parts.edits],
        "rulings": [
            {"ruling": one.ruling.value, "reason": one.reason, "at": when(one.at), "by": one.name}
            for one in parts.rulings
        ],
    }
