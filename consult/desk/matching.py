"""A sieve as conditions on contributions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, false, or_, select

from consult.accounts.models import Organisation, Person
from consult.answers.models import FateEntry
from consult.contributions.models import Channel, Contribution, ContributionKind, ReadMark, Status
from consult.contributions.queries import DOCUMENT, is_unanswered
from consult.contributions.references import read_reference
from consult.contributions.searching import says
from consult.core.fates import Fate
from consult.desk.sieve import ANY, GONE, MINE, NONE, Sieve
from consult.documents.models import Clause, Document
from consult.documents.queries import read_revision
from consult.insight.models import AlikeGroup, AlikeMember, Theme, ThemeLink, ThemeState

Condition = ColumnElement[bool]
DRAFTED, WAITING = "drafted", "waiting"
NOT_SHOWN = (Status.HIDDEN, Status.WITHDRAWN)
STANDING = "standing"
"""Filter value: neither hidden nor taken back."""


def matching(documents: Sequence[Document], sieve: Sieve, person: Person) -> list[Condition]:
    """Return what the contributions of some documents must match to pass a sieve, for the person who looks."""
    ids = [one.id for one in documents if sieve.document in ("", one.slug)]
    wanted: list[Condition] = [Contribution.document_id.in_(ids)]
    for test, value in (
        (_words, sieve.q),
        (_theme, sieve.theme),
        (_kind, sieve.kind),
        (_channel, sieve.channel),
        (_organisation, sieve.organisation),
        (_fate, sieve.fate),
        (_status, sieve.status),
        (_group, sieve.group),
    ):
        if value:
            wanted.append(test(value))
    if sieve.clause:
        wanted.append(_clause(sieve.clause, documents))
    if sieve.read:
        wanted.append(_read(sieve.read, person))
    if sieve.given:
        wanted.append(_given(sieve.given, person))
    return wanted


def _words(asked: str) -> Condition:
    """Match a reference by itself, else words; what its author took back is found by nobody."""
    reference = read_reference(asked)
    if reference:
        return Contribution.reference == reference
    found = says(asked)
    return false() if found is None else found & (Contribution.status != Status.WITHDRAWN)


def _clause(key: str, documents: Sequence[Document]) -> Condition:
    if key == DOCUMENT:
        return Contribution.clause_id.is_(None) & Contribution.reply_to_id.is_(None)
    if key == GONE:
        texts = [read_revision(one.newest_revision) for one in documents if one.newest_revision is not None]
        return Contribution.clause_id.not_in([clause.clause_id for text in texts for clause in text.clauses])
    return Contribution.clause_id.in_(select(Clause.id).where(Clause.key == key))


def _theme(theme: str) -> Condition:
    linked = select(ThemeLink.contribution_id).join(ThemeLink.theme).where(ThemeLink.rejected.is_(False))
    in_use = linked.where(Theme.state == ThemeState.SETTLED)
    if theme == NONE:
        return ~Contribution.id.in_(in_use)
    return Contribution.id.in_(in_use if theme == ANY else linked.where(Theme.public_id == theme))


def _group(group: str) -> Condition:
    members = select(AlikeMember.contribution_id)
    if group == NONE:
        return ~Contribution.id.in_(members)
    if group == ANY:
        return Contribution.id.in_(members)
    return Contribution.id.in_(members.join(AlikeMember.group).where(AlikeGroup.public_id == group))


def _kind(kind: str) -> Condition:
    if kind == "reply":
        return Contribution.reply_to_id.is_not(None)
    return Contribution.kind == ContributionKind(kind) if kind in set(ContributionKind) else false()


def _channel(channel: str) -> Condition:
    return Contribution.channel == Channel(channel) if channel in set(Channel) else false()


def _organisation(organisation: str) -> Condition:
    if organisation == NONE:
        return Contribution.organisation_id.is_(None)
    if organisation == ANY:
        return Contribution.organisation_id.is_not(None)
    return Contribution.organisation_id.in_(select(Organisation.id).where(Organisation.slug == organisation))


def _fate(fate: str) -> Condition:
    if fate == NONE:
        return Contribution.fate.is_(None)
    if fate == WAITING:
        return is_unanswered()
    if fate == DRAFTED:
        drafts = FateEntry.published_at.is_(None)
        return exists().where(FateEntry.contribution_id == Contribution.id, drafts)
    return Contribution.fate == Fate(fate) if fate in set(Fate) else false()


def _status(status: str) -> Condition:
    if status == STANDING:
        return Contribution.status.not_in(NOT_SHOWN)
    return Contribution.status == Status(status) if status in set(Status) else false()


def _read(read: str, person: Person) -> Condition:
    by_me = exists().where(ReadMark.contribution_id == Contribution.id, ReadMark.person_id == person.id)
    return {"no": Contribution.first_read_at.is_(None), "yes": Contribution.first_read_at.is_not(None)}.get(
        read, ~by_me if read == "not me" else false()
    )


def _given(given: str, person: Person) -> Condition:
    if given == NONE:
        return Contribution.assigned_to_id.is_(None)
    if given == MINE:
        return Contribution.assigned_to_id == person.id
    return Contribution.assigned_to_id.in_(select(Person.id).where(or_(Person.public_id == given)))
