"""Ask for long work, follow it, stop it; and what the function that does it is given.

Works know no feature: a feature that has long work keeps `HANDLERS` (kind -> function) in a module of its own, and
`consult.serving.working` gathers them. Each work runs in a process of its own, so that what it needed goes back to the
machine when it ends, and so that it can be stopped.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from consult.core.errors import NOT_HERE, ConsultError, Missing
from consult.database import reading_only, take_turn
from consult.extensions import db
from consult.infra import clock
from consult.jobs.work_models import Work

__all__ = [
    "Cancelled",
    "Handler",
    "Progress",
    "Superseded",
    "Work",
    "ask",
    "find_newest",
    "find_running",
    "get_work",
    "stop",
]


class Cancelled(Exception):
    """Somebody asked to stop this work."""


class Superseded(Exception):
    """This work was thought lost and begun again elsewhere, or is over: what is done here counts no longer."""


class Progress:
    """What a function that does long work is given: what was asked, and a way to say how far it is.

    The function runs as one that only reads, so that nobody waits for it; what it writes, it writes inside `writing()`,
    briefly, at the end or batch by batch. It may be run again from the start if its process ends too soon, so writing
    the same twice must do no harm.
    """

    def __init__(self, work: Work) -> None:
        self.id = work.id
        self.turn = work.tries
        self.subject = work.subject
        self.by = work.by
        self.detail: Mapping[str, Any] = work.detail

    def say(self, done: int, total: int, doing: str) -> None:
        """Tell how far it is, and so that it is alive. Raises Cancelled when somebody asked to stop, Superseded."""
        with _apart() as connection:
            told = connection.execute(
                update(Work)
                .where(*self._mine)
                .values(done=done, total=total, doing=doing, seen_at=clock.now())
                .returning(Work.cancel_asked_at)
            ).one_or_none()
        _go_on(told)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write in a transaction of its own, committed at the end, or undone if something goes wrong.

        Raises Cancelled when somebody asked to stop, Superseded.
        """
        db.session.rollback()  # ends the reading, whose view of the data would be old
        token = reading_only.set(False)
        try:
            _go_on(db.session.execute(select(Work.cancel_asked_at).where(*self._mine)).one_or_none())
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            reading_only.reset(token)

    @property
    def _mine(self) -> tuple[ColumnElement[bool], ...]:
        return Work.id == self.id, Work.tries == self.turn, Work.finished_at.is_(None)


def _go_on(told: Row[datetime | None] | None) -> None:
    if told is None:
        raise Superseded
    if told.cancel_asked_at is not None:
        raise Cancelled


Handler = Callable[[Progress], Mapping[str, Any]]
"""Does the work and returns its result: plain values."""


@contextmanager
def _apart() -> Iterator[Any]:
    """Give a connection beside the session's, for a short transaction that writes."""
    token = reading_only.set(False)
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        reading_only.reset(token)


def ask(kind: str, subject: str, *, by: str | None, now: datetime, back: str, **detail: object) -> Work:
    """Ask for long work about a consultation; the same work that still waits or runs is returned instead of twice.

    `by` is a public id, `back` the path of the page that shows its result, `detail` plain values.
    """
    take_turn(db.session.connection(), f"work {kind} {subject}")
    running = find_running(kind, subject)
    if running is not None and running.detail == detail and running.cancel_asked_at is None:
        return running
    work = Work(
        public_id=secrets.token_hex(8), kind=kind, subject=subject, by=by, back=back, detail=detail, asked_at=now
    )
    db.session.add(work)
    db.session.flush()
    return work


def get_work(public_id: str) -> Work:
    """Return a work. Raises Missing."""
    work = db.session.scalars(select(Work).where(Work.public_id == public_id)).one_or_none()
    if work is None:
        raise Missing(NOT_HERE)
    return work


def find_newest(kind: str, subject: str) -> Work | None:
    """Return the work of a kind that was asked for last, finished or not."""
    wanted = select(Work).where(Work.subject == subject, Work.kind == kind).order_by(Work.id.desc()).limit(1)
    return db.session.scalars(wanted).one_or_none()


def find_running(kind: str, subject: str) -> Work | None:
    """Return the newest work of a kind that waits or runs."""
    wanted = (
        select(Work)
        .where(Work.subject == subject, Work.kind == kind, Work.finished_at.is_(None))
        .order_by(Work.id.desc())
        .limit(1)
    )
    return db.session.scalars(wanted).one_or_none()


def stop(work: Work, *, now: datetime) -> None:
    """Ask for a work to be stopped; one that has not begun is over at once. Raises ConsultError when it is over."""
    if work.finished_at is not None:
        raise ConsultError("This is over already, so there is nothing to stop.")
    work.cancel_asked_at = now
    if work.started_at is None:
        work.finished_at, work.cancelled = now, True
    db.session.flush()
