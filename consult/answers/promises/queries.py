"""Reading promises."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from consult.answers.promises.models import PENDING, Promise, PromiseState, PromiseStep, PromiseVoice
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.core.errors import NOT_HERE, Missing
from consult.documents.models import Document
from consult.extensions import db

PAGE = 50


@dataclass(frozen=True, slots=True)
class Counted:
    """How many promises stand where. `late` ones are still to be kept and their date has passed; `to_come` has not."""

    kept: int = 0
    to_come: int = 0
    late: int = 0
    not_kept: int = 0

    @property
    def total(self) -> int:
        """How many there are."""
        return self.kept + self.to_come + self.late + self.not_kept


def count_promises(documents: Collection[int], today: date) -> Mapping[int, Counted]:
    """Count the promises of documents by where they stand, by document id: one query."""
    pending = Promise.state.in_(PENDING)
    rows = (
        select(
            Promise.document_id,
            func.count().filter(Promise.state == PromiseState.KEPT),
            func.count().filter(pending, Promise.due_on >= today),
            func.count().filter(pending, Promise.due_on < today),
            func.count().filter(Promise.state == PromiseState.NOT_KEPT),
        )
        .where(Promise.document_id.in_(documents))
        .group_by(Promise.document_id)
    )
    return {row[0]: Counted(row[1], row[2], row[3], row[4]) for row in db.session.execute(rows)}


def list_promises(document: Document, *, page: int = 1, limit: int = PAGE) -> Sequence[Promise]:
    """List a page of a document's promises with all that is shown of them: what is to be kept first, by date."""
    return db.session.scalars(
        _with_all(select(Promise).where(Promise.document_id == document.id))
        .order_by(_settled_last(), Promise.due_on, Promise.id)
        .limit(limit)
        .offset((page - 1) * limit)
    ).all()


def list_after(document: Document, after: int, limit: int) -> Sequence[Promise]:
    """List a document's promises in the order they were made, from the one after an id."""
    rows = select(Promise).where(Promise.document_id == document.id, Promise.id > after)
    return db.session.scalars(_with_all(rows).order_by(Promise.id).limit(limit)).all()


def list_of_consultation(consultation: Consultation) -> Sequence[Promise]:
    """List the promises on all documents of a consultation: what is to be kept first, by date."""
    rows = select(Promise).join(Promise.document).where(Document.consultation_id == consultation.id)
    return db.session.scalars(_with_all(rows).order_by(_settled_last(), Promise.due_on, Promise.id)).all()


def get_promise(consultation: Consultation, public_id: str) -> Promise:
    """Return a promise within a consultation. Raises Missing."""
    rows = select(Promise).join(Promise.document).where(Document.consultation_id == consultation.id)
    found = db.session.scalars(_with_all(rows.where(Promise.public_id == public_id))).one_or_none()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def find_promise(public_id: str) -> Promise | None:
    """Return a promise with its voices and their authors, or None."""
    return db.session.scalars(
        select(Promise)
        .where(Promise.public_id == public_id)
        .options(
            joinedload(Promise.officer),
            joinedload(Promise.document).joinedload(Document.consultation).joinedload(Consultation.owner),
            selectinload(Promise.voices).joinedload(PromiseVoice.contribution).joinedload(Contribution.author),
        )
    ).one_or_none()


def _settled_last() -> ColumnElement[int]:
    return case((Promise.state.in_(PENDING), 0), else_=1)


def _with_all(rows: Select[Promise]) -> Select[Promise]:
    return rows.options(
        joinedload(Promise.clause),
        joinedload(Promise.revision),
        joinedload(Promise.document),
        joinedload(Promise.officer),
        selectinload(Promise.steps).joinedload(PromiseStep.by),
        selectinload(Promise.voices).joinedload(PromiseVoice.contribution),
    )


def list_answering(contribution: Contribution) -> Sequence[Promise]:
    """List the promises that answer a contribution, oldest first, without their logs: one query."""
    return db.session.scalars(
        select(Promise)
        .join(PromiseVoice, PromiseVoice.promise_id == Promise.id)
        .where(PromiseVoice.contribution_id == contribution.id)
        .order_by(Promise.id)
    ).all()
