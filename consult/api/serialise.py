"""Turning what is stored into what the calls give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from consult.answers.queries import draft_lines, fate_lines, incorporation_lines
from consult.api import giving
from consult.consultations.models import Audience, Consultation
from consult.consultations.stages import stage_now
from consult.contributions.cosigning import is_for_earlier
from consult.contributions.lines import Line
from consult.contributions.models import ContributionKind
from consult.contributions.speaking import NAMELESS
from consult.contributions.suggestion_models import Cosignature
from consult.contributions.suggestion_queries import changes_of, cosignatures_of
from consult.contributions.viewing import Viewer, body_for, shows_who
from consult.core.chain import moment
from consult.core.sentences import sentences
from consult.core.suggestions import Add, Proposed, Reword
from consult.documents.models import Document, Revision
from consult.documents.text import Text
from consult.infra import clock


def at(time: datetime | None) -> str | None:
    """Write a time as the chain does."""
    return None if time is None else moment(time)


def consultation(found: Consultation) -> giving.Consultation:
    """Give a consultation; its invitations are loaded before."""
    audience: giving.Guests = {
        "organisations": [one.organisation.slug for one in found.invitations if one.organisation],
        "networks": [one.network.slug for one in found.invitations if one.network],
    }
    return {
        "slug": found.slug,
        "title": found.title,
        "purpose": found.purpose,
        "owner": found.owner.slug,
        "stage": stage_now(found, clock.now()),
        "opens_at": at(found.opens_at),
        "closes_at": at(found.closes_at),
        "audience": "everyone" if found.audience is Audience.EVERYONE else audience,
    }


def whole_consultation(found: Consultation, documents: Sequence[Document]) -> giving.WholeConsultation:
    """Give a consultation with its documents."""
    cards: list[giving.DocumentCard] = [
        {
            "slug": one.slug,
            "title": one.title,
            "kind": one.kind,
            "revision": one.newest_revision.number if one.newest_revision else None,
        }
        for one in documents
    ]
    return {**consultation(found), "documents": cards}


def document(found: Document, text: Text, revision: int | None) -> giving.Document:
    """Give a document with the words of one save."""
    clauses: list[giving.Clause] = [
        {
            "key": clause.key,
            "code": code,
            "kind": clause.kind,
            "level": clause.level,
            "marker": clause.marker,
            "text": clause.text,
            "scope": clause.scope,
            "scope_reason": clause.scope_reason,
            "sentences": [{"start": start, "end": end} for start, end in _sentences(clause.text)],
        }
        for clause, code in zip(text.clauses, text.codes, strict=True)
    ]
    return {
        "slug": found.slug,
        "title": found.title,
        "kind": found.kind,
        "stage": stage_now(found.consultation, clock.now()),
        "revision": revision,
        "save": text.save,
        "markdown": text.markdown,
        "clauses": clauses,
    }


@lru_cache(maxsize=8_192)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((span.start, span.end) for span in sentences(text))


def revision(found: Revision, taken: Sequence[str]) -> giving.Revision:
    """Give a revision with the references of what it took in."""
    return {
        "number": found.number,
        "summary": found.summary,
        "at": moment(found.at),
        "by": found.by.name if found.by else None,
        "hash": found.hash,
        "previous_hash": found.previous_hash,
        "exception": found.exception,
        "counts": found.counts,
        "taken_in": list(taken),
    }


def contributions(slug: str, found: Sequence[Line], viewer: Viewer) -> list[giving.Contribution]:
    """Give contributions of a document as a viewer may see them: five queries at most, however many there are."""
    answered = [one.id for one in found if one.fate is not None]
    fates = fate_lines(answered) if answered else {}
    brought = incorporation_lines(answered) if answered else {}
    given = [_contribution(slug, one, viewer, fates.get(one.id, ()), brought.get(one.id, ())) for one in found]
    if viewer.officer:
        drafts = draft_lines([one.id for one in found])
        for one, line in zip(given, found, strict=True):
            one["draft"] = _drafted(drafts[line.id]) if line.id in drafts else None
    suggested = [one.id for one in found if one.kind is ContributionKind.SUGGESTION]
    changes = changes_of(suggested) if suggested else {}
    signed = cosignatures_of(suggested) if suggested else {}
    for one, line in zip(given, found, strict=True):
        if line.id in changes and one["body"] is not None:
            one["changes"] = [_suggested(change.proposal) for change in changes[line.id]]
            one["cosignatures"] = [_signature(line, each) for each in signed[line.id]]
    return given


def _suggested(change: Proposed) -> giving.ChangedClause | giving.NewClause:
    if isinstance(change, Add):
        new = change.clause
        return {"after": change.after, "kind": new.kind, "level": new.level, "marker": new.marker, "text": new.text}
    return {"clause": change.key, "text": change.text if isinstance(change, Reword) else None}


def _signature(line: Line, signature: Cosignature) -> giving.Cosignature:
    hat = signature.organisation
    return {
        "name": signature.person.name or NAMELESS,
        "organisation": hat.slug if hat else None,
        "at": moment(signature.at),
        "earlier_words": is_for_earlier(line, signature),
    }


def _contribution(
    slug: str,
    found: Line,
    viewer: Viewer,
    fates: Sequence[Row[*tuple[Any, ...]]],
    brought: Sequence[Row[*tuple[Any, ...]]],
) -> giving.Contribution:
    named = shows_who(found, viewer)
    return {
        "reference": found.reference,
        "kind": found.kind,
        "document": slug,
        "version": found.version,
        "reply_to": found.reply_to,
        "body": body_for(found, viewer),
        "author": found.author_name if named else None,
        "organisation": found.organisation if named else None,
        "channel": found.channel,
        "at": moment(found.at),
        "status": found.status,
        "anchor": _anchor(found),
        "placement": _placement(found),
        "votes": {"agree": found.agree, "unsure": found.unsure, "disagree": found.disagree},
        "fates": [fate(one) for one in fates],
        "incorporations": [_incorporation(one) for one in brought],
    }


def _anchor(found: Line) -> giving.Anchor | None:
    if found.anchor_key is None:
        return None
    return {
        "revision": found.revision_read,
        "clause": found.anchor_key,
        "start": found.start,
        "end": found.end,
        "exact": found.exact,
        "prefix": found.prefix,
        "suffix": found.suffix,
    }


def _placement(found: Line) -> giving.Placement | None:
    """Give the newest placement."""
    if found.placed is None:
        return None
    return {
        "revision": found.revision_shown,
        "status": found.placed,
        "score": found.score,
        "segments": [{"clause": key, "start": start, "end": end} for key, start, end in found.segments],
    }


def fate(entry: Row[*tuple[Any, ...]]) -> giving.Fate:
    """Give a published fate."""
    return {
        "fate": entry.fate,
        "reason": entry.reason,
        "at": moment(entry.at),
        "by": entry.by,
        "revision": entry.revision,
        "disputed": None if entry.agrees is not False else "answered again" if entry.answered_at else "waits",
        "confirmed": entry.agrees is True,
    }


def _drafted(entry: Row[*tuple[Any, ...]]) -> giving.DraftedFate:
    return {
        "fate": entry.fate,
        "reason": entry.reason,
        "at": moment(entry.at),
        "by": entry.by,
        "version": entry.version,
    }


def _incorporation(found: Row[*tuple[Any, ...]]) -> giving.Incorporation:
    return {
        "revision": found.revision,
        "clause": found.clause,
        "start": found.start,
        "end": found.end,
        "how": found.how,
    }
