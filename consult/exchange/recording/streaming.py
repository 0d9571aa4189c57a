"""Lay down in a spool what people said, with all that became of it: as many queries for ten as for twenty thousand.

Each table is read once, in the order of the contributions, a batch at a time; the streams run side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, inspect, or_, select
from sqlalchemy.orm import aliased

from consult.accounts.models import Organisation, Person
from consult.answers.models import FateEntry, Incorporation
from consult.answers.replies.models import AuthorReply
from consult.contributions.models import (
    Anchor,
    Contribution,
    ContributionEdit,
    Placement,
    ReadMark,
    Status,
)
from consult.contributions.suggestion_models import Cosignature, SuggestedChange
from consult.core.stages import Stage
from consult.documents.models import Clause, Document, Revision, Wording
from consult.exchange.recording.facts import Facts, line
from consult.exchange.recording.saying import Parts, as_fact
from consult.exchange.recording.tallying import count_in
from consult.exchange.recording.texts import Texts
from consult.extensions import db
from consult.insight.models import Theme, ThemeLink, ThemeState
from consult.moderation.models import Decision

BATCH = 500
SAY_EVERY = 250
Found = Row[*tuple[Any, ...]]
_c = Contribution


class Stream:
    """Rows of one table in the order of `contribution_id`, given out contribution by contribution."""

    def __init__(self, rows: Select[*tuple[Any, ...]]) -> None:
        self._rows: Iterator[Found] = iter(db.session.execute(rows.execution_options(yield_per=BATCH)))
        self._next: Found | None = next(self._rows, None)

    def of(self, contribution_id: int) -> list[Found]:
        """Return the rows of a contribution; what belongs to those before it is passed over."""
        found: list[Found] = []
        while self._next is not None and self._next.contribution_id <= contribution_id:
            if self._next.contribution_id == contribution_id:
                found.append(self._next)
            self._next = next(self._rows, None)
        return found


def spool(facts: Facts, number: int, texts: Texts, path: Path, say: Any) -> Path:
    """Write every contribution the edition shows into a file, one JSON object a line, and count on the way."""
    full = facts.is_full
    here = (Document.consultation_id == number, *(() if full else _public()))
    many = db.session.scalar(select(func.count()).select_from(_c).join(_c.document).where(*here)) or 0
    streams = {name: Stream(rows) for name, rows in _streams(here, full=full).items()}
    with path.open("w", encoding="utf-8") as out:
        for done, row in enumerate(db.session.execute(_said(here)), start=1):
            parts = Parts(**{name: stream.of(row.id) for name, stream in streams.items()})
            fact = as_fact(row, parts, texts, full=full)
            count_in(facts.tallies, fact)
            out.write(line(fact))
            if done % SAY_EVERY == 0:
                say(done, many, "Gathering what people said")
    return path


def _public() -> tuple[ColumnElement[bool], ...]:
    """Match what exists for everybody: not what is held, nor what was said in drafting; stubs do."""
    return (_c.made_in != Stage.DRAFTING, _c.status != Status.HELD)


def _said(here: tuple[ColumnElement[bool], ...]) -> Select[*tuple[Any, ...]]:
    parent, entered = aliased(Contribution), aliased(Person)
    return (
        select(
            *(_c.id, _c.reference, _c.kind, _c.revision_id, _c.body, _c.author_name, _c.channel, _c.received_on),
            *(_c.made_in, _c.at, _c.status, _c.status_reason, _c.counts_for_gate, _c.fate),
            *(_c.agree, _c.unsure, _c.disagree, _c.version),
            Document.slug.label("document"),
            Revision.number.label("revision"),
            parent.reference.label("reply_to"),
            parent.status.label("parent_status"),
            parent.made_in.label("parent_made_in"),
            Organisation.name.label("organisation"),
            Organisation.kind.label("organisation_kind"),
            entered.name.label("entered_by"),
            Anchor.revision_id.label("anchor_revision_id"),
            Clause.key.label("clause"),
            *(Anchor.start, Anchor.end, Anchor.whole, Anchor.exact),
        )
        .join(Document, Document.id == _c.document_id)
        .join(Revision, Revision.id == _c.revision_id)
        .outerjoin(parent, parent.id == _c.reply_to_id)
        .outerjoin(Organisation, Organisation.id == _c.organisation_id)
        .outerjoin(entered, entered.id == _c.entered_by_id)
        .outerjoin(Anchor, Anchor.contribution_id == _c.id)
        .outerjoin(Clause, Clause.id == Anchor.clause_id)
        .where(*here)
        .order_by(_c.id)
        .execution_options(yield_per=BATCH)
    )


def _streams(here: tuple[ColumnElement[bool], ...], *, full: bool) -> dict[str, Select[*tuple[Any, ...]]]:
    """Return what is read beside the contributions, by the name it has in `Parts`."""
    found: dict[str, tuple[type[Any], Select[*tuple[Any, ...]]]] = {
        "fates": (FateEntry, _fates(full=full)),
        "caused": (Incorporation, _caused()),
        "places": (Placement, _places()),
        "changes": (SuggestedChange, _changes()),
        "signed": (Cosignature, _signed()),
        "replies": (AuthorReply, _replies()),
        "reads": (ReadMark, _named(ReadMark, ReadMark.person_id, ReadMark.at)),
        "themes": (ThemeLink, _themes()),
    }
    if full:
        edits = select(ContributionEdit.contribution_id, ContributionEdit.at, ContributionEdit.body)
        found["edits"] = (ContributionEdit, edits.select_from(ContributionEdit))
        rulings = _named(Decision, Decision.by_id, Decision.at, Decision.ruling, Decision.reason)
        found["rulings"] = (Decision, rulings)
    return {name: _in_order(table, rows, here) for name, (table, rows) in found.items()}


def _named(table: type[Any], person: Any, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Read columns of a table with the name of the person who made each row."""
    return select(table.contribution_id, person.label("person"), *columns, Person.name).join(
        Person, Person.id == person
    )


def _places() -> Select[*tuple[Any, ...]]:
    columns = (Placement.status, Placement.score, Placement.segments, Placement.confirmed_at)
    return select(Placement.contribution_id, Revision.number.label("revision"), *columns).join(
        Revision, Revision.id == Placement.revision_id
    )


def _signed() -> Select[*tuple[Any, ...]]:
    return (
        select(Cosignature.contribution_id, Cosignature.at, Person.name, Organisation.name.label("hat"))
        .join(Person, Person.id == Cosignature.person_id)
        .outerjoin(Organisation, Organisation.id == Cosignature.organisation_id)
    )


def _replies() -> Select[*tuple[Any, ...]]:
    """Read what authors say of their answers."""
    columns = (AuthorReply.agrees, AuthorReply.words, AuthorReply.at, AuthorReply.answered_at)
    hidden = (AuthorReply.hidden_at, AuthorReply.hidden_reason)
    return select(AuthorReply.contribution_id, *columns, *hidden)


def _themes() -> Select[*tuple[Any, ...]]:
    """Read the settled themes that a person gave or confirmed, not what a machine proposes."""
    by_hand = or_(ThemeLink.by_id.is_not(None), ThemeLink.checked_at.is_not(None))
    return (
        select(ThemeLink.contribution_id, Theme.name)
        .join(Theme, Theme.id == ThemeLink.theme_id)
        .where(Theme.state == ThemeState.SETTLED, ThemeLink.rejected.is_(False), by_hand)
    )


def _in_order(
    table: type[Any], rows: Select[*tuple[Any, ...]], here: tuple[ColumnElement[bool], ...]
) -> Select[*tuple[Any, ...]]:
    """Keep to the contributions of the record, in their order, and each one's rows as they were made."""
    joined = rows.join(_c, _c.id == table.contribution_id).join(Document, Document.id == _c.document_id)
    return joined.where(*here).order_by(table.contribution_id, *inspect(table).primary_key)


def _fates(*, full: bool) -> Select[*tuple[Any, ...]]:
    rows = (
        select(
            FateEntry.contribution_id,
            FateEntry.fate,
            FateEntry.reason,
            FateEntry.at,
            FateEntry.published_at,
            Person.name.label("by"),
            Revision.number.label("revision"),
        )
        .outerjoin(Person, Person.id == FateEntry.by_id)
        .outerjoin(Revision, Revision.id == FateEntry.revision_id)
    )
    return rows if full else rows.where(FateEntry.published_at.is_not(None))


def _caused() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Incorporation.contribution_id,
            Incorporation.revision_id,
            Revision.number.label("revision"),
            Clause.key.label("clause"),
            Incorporation.start,
            Incorporation.end,
            Incorporation.how,
            Incorporation.before,
        )
        .join(Revision, Revision.id == Incorporation.revision_id)
        .join(Clause, Clause.id == Incorporation.clause_id)
    )


def _changes() -> Select[*tuple[Any, ...]]:
    """Read what suggestions would change, in the version that counts."""
    return (
        select(
            SuggestedChange.contribution_id,
            SuggestedChange.op,
            Clause.key.label("clause"),
            Wording.text.label("old"),
            SuggestedChange.text,
        )
        .outerjoin(Clause, Clause.id == SuggestedChange.clause_id)
        .outerjoin(Wording, Wording.id == SuggestedChange.base_wording_id)
        .where(SuggestedChange.version == _c.version)
    )
