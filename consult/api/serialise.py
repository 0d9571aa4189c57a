"""Turning what is stored into what the calls give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from consult.answers.models import FateEntry, Incorporation
from consult.answers.queries import fates_of, incorporations_of
from consult.api import giving
from consult.consultations.models import Audience, Consultation
from consult.consultations.stages import stage_now
from consult.contributions.models import Contribution
from consult.contributions.viewing import Viewer, body_for
from consult.core.chain import moment
from consult.core.sentences import sentences
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


def fate(entry: FateEntry) -> giving.Fate:
    """Give a published fate."""
    return {
        "fate": entry.fate,
        "reason": entry.reason,
        "at": moment(entry.published_at or entry.at),
        "by": entry.by.name if entry.by else None,
        "revision": entry.revision.number if entry.revision else None,
    }


def incorporation(found: Incorporation) -> giving.Incorporation:
    """Give the words a contribution brought about."""
    return {
        "revision": found.revision.number,
        "clause": found.clause.key,
        "start": found.start,
        "end": found.end,
        "how": found.how,
    }


def contributions(slug: str, found: Sequence[Contribution], viewer: Viewer) -> list[giving.Contribution]:
    """Give contributions of a document as a viewer may see them: two queries, however many there are."""
    ids = [one.id for one in found]
    fates = fates_of(ids)
    brought: dict[int, list[giving.Incorporation]] = {}
    for one in incorporations_of(contributions=ids):
        brought.setdefault(one.contribution_id, []).append(incorporation(one))
    return [_contribution(slug, one, viewer, fates, brought.get(one.id, [])) for one in found]


def _contribution(
    slug: str,
    found: Contribution,
    viewer: Viewer,
    fates: Mapping[int, Sequence[FateEntry]],
    brought: list[giving.Incorporation],
) -> giving.Contribution:
    return {
        "reference": found.reference,
        "kind": found.kind,
        "document": slug,
        "reply_to": found.reply_to.reference if found.reply_to else None,
        "body": body_for(found, viewer),
        "author": found.author_name,
        "organisation": found.organisation.slug if found.organisation else None,
        "channel": found.channel,
        "at": moment(found.at),
        "status": found.status,
        "anchor": _anchor(found),
        "placement": _placement(found),
        "votes": {"agree": found.agree, "unsure": found.unsure, "disagree": found.disagree},
        "fates": [fate(entry) for entry in fates.get(found.id, ())],
        "incorporations": brought,
    }


def _anchor(found: Contribution) -> giving.Anchor | None:
    anchor = found.anchor
    if anchor is None:
        return None
    return {
        "revision": found.revision.number,
        "clause": anchor.clause.key,
        "start": anchor.start,
        "end": anchor.end,
        "exact": anchor.exact,
        "prefix": anchor.prefix,
        "suffix": anchor.suffix,
    }


def _placement(found: Contribution) -> giving.Placement | None:
    """Give the newest placement."""
    newest = max(found.placements, key=lambda one: one.revision.number, default=None)
    if newest is None:
        return None
    return {
        "revision": newest.revision.number,
        "status": newest.status,
        "score": newest.score,
        "segments": [{"clause": key, "start": start, "end": end} for key, start, end in newest.segments],
    }
