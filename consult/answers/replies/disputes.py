"""Disputed answers: what authors say was not what they meant, in public, until an officer answers once more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ScalarSelect, func, select, update
from sqlalchemy.orm import contains_eager, joinedload

from consult.answers.given import Answer
from consult.answers.models import FateEntry
from consult.answers.replies.models import AuthorReply
from consult.contributions.models import Contribution, Status
from consult.contributions.viewing import Viewer, visible_to
from consult.core.errors import NOT_HERE, Missing
from consult.core.fates import Fate
from consult.documents.models import Document
from consult.extensions import db
from consult.infra.parts import in_parts

PER_PAGE = 25


def close_disputes(answers: Sequence[Answer], now: datetime) -> None:
    """Call the disputes of what is answered again answered; carrying it forward answers nothing."""
    settled = [answer.contribution.id for answer in answers if answer.fate is not Fate.CARRIED_FORWARD]
    for ids in in_parts(settled):
        db.session.execute(
            update(AuthorReply)
            .where(
                AuthorReply.contribution_id.in_(ids), AuthorReply.agrees.is_(False), AuthorReply.answered_at.is_(None)
            )
            .values(answered_at=now)
        )


def replies_of(contributions: Collection[int]) -> Mapping[int, AuthorReply]:
    """Return what authors said of their answers, by the id of the fate entry: one query."""
    rows = select(AuthorReply).where(AuthorReply.contribution_id.in_(contributions)).order_by(AuthorReply.id)
    return {one.fate_entry_id: one for one in db.session.scalars(rows.execution_options(populate_existing=True))}


def get_reply(contribution: Contribution, public_id: str) -> AuthorReply:
    """Return an author's reply to an answer of a contribution. Raises Missing."""
    found = db.session.scalars(
        select(AuthorReply).where(AuthorReply.contribution_id == contribution.id, AuthorReply.public_id == public_id)
    ).one_or_none()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def list_disputed(document: Document, viewer: Viewer, page: int = 1) -> Sequence[AuthorReply]:
    """List the disputed answers of a document, those that wait first, longest waiting first; a page at a time.

    What was taken back or hidden since, and what is held, is in no public list.
    """
    return db.session.scalars(
        select(AuthorReply)
        .join(AuthorReply.contribution)
        .where(*_disputed(document, viewer))
        .options(
            contains_eager(AuthorReply.contribution).joinedload(Contribution.organisation),
            joinedload(AuthorReply.fate_entry).joinedload(FateEntry.by),
            joinedload(AuthorReply.fate_entry).joinedload(FateEntry.revision),
        )
        .order_by(AuthorReply.answered_at.is_not(None), AuthorReply.at, AuthorReply.id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()


def count_disputed(document: Document, viewer: Viewer) -> tuple[int, int]:
    """Count the disputed answers of a document: those that wait for an officer, and those answered again."""
    waiting, answered = db.session.execute(
        select(
            func.count().filter(AuthorReply.answered_at.is_(None)),
            func.count().filter(AuthorReply.answered_at.is_not(None)),
        )
        .select_from(AuthorReply)
        .join(AuthorReply.contribution)
        .where(*_disputed(document, viewer))
    ).one()
    return waiting, answered


def count_waiting() -> ScalarSelect[int]:
    """Count the disputed answers of a document that wait for an officer, as a column beside the document."""
    return (
        select(func.count())
        .select_from(AuthorReply)
        .join(AuthorReply.contribution)
        .where(
            Contribution.document_id == Document.id,
            Contribution.status == Status.PUBLISHED,
            AuthorReply.agrees.is_(False),
            AuthorReply.answered_at.is_(None),
        )
        .correlate(Document)
        .scalar_subquery()
    )


def _disputed(document: Document, viewer: Viewer):  # type: ignore[no-untyped-def]  # conditions of a select
    return (
        Contribution.document_id == document.id,
        Contribution.status == Status.PUBLISHED,
        visible_to(viewer),
        AuthorReply.agrees.is_(False),
    )


def answers_after(replies: Sequence[AuthorReply]) -> Mapping[int, FateEntry]:
    """Return the answer that followed each dispute, by the id of the reply: one query."""
    asked = {one.contribution_id: one for one in replies if one.answered_at is not None}
    found: dict[int, FateEntry] = {}
    rows = (
        select(FateEntry)
        .where(FateEntry.contribution_id.in_(asked), FateEntry.published_at.is_not(None))
        .options(joinedload(FateEntry.by), joinedload(FateEntry.revision))
        .order_by(FateEntry.id)
    )
    for entry in db.session.scalars(rows) if asked else ():
        reply = asked[entry.contribution_id]
        if entry.id > reply.fate_entry_id and entry.fate is not Fate.CARRIED_FORWARD:
            found.setdefault(reply.id, entry)
    return found
