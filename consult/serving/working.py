"""Long work: gathers what features can do, runs one at a time in a process of its own, and stops it when asked."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import or_, select

from consult.core.errors import ConsultError
from consult.database import reading_only
from consult.extensions import db
from consult.infra import clock
from consult.jobs.work_models import Work
from consult.jobs.works import Cancelled, Handler, Progress, Superseded, get_work

log = logging.getLogger(__name__)

LOST_AFTER = timedelta(minutes=2)
"""How long after the worker last saw it a work counts as lost, and is begun again."""
TRIES = 2
BROKE = "Something went wrong on our side while this was being done. Nothing was changed. Start it again."
LOST = "This ended before it was done, more than once. Nothing was lost. Tell whoever looks after the site."


def handlers() -> Mapping[str, Handler]:
    """Return what can be done, by kind. Imported late: only a work's own process needs the functions."""
    from consult.exchange import works as exchange  # noqa: PLC0415
    from consult.insight.alike import works as alike  # noqa: PLC0415
    from consult.insight.summary import works as summary  # noqa: PLC0415
    from consult.insight.themes import works as themes  # noqa: PLC0415
    from consult.insight.voices import works as voices  # noqa: PLC0415
    from consult.intake import works as intake  # noqa: PLC0415

    features = (alike, voices, intake, summary, themes, exchange)
    return {kind: handler for feature in features for kind, handler in feature.HANDLERS.items()}


ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""For what reckons in a work, unless it is set otherwise: its many small products would wait for each other."""


class Running:
    """The work this worker runs now, if any, and its process."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.public_id = ""
        self.turn = 0
        """Which try it is; where another is under way elsewhere, the work is no longer this worker's."""

    def look(self, now: datetime) -> None:
        """See to the work that runs: stop it when asked, settle it when it ended; else begin what waits longest."""
        if self.process is not None:
            self._see_to(self.process, now)
        if self.process is None:
            self._begin(now)

    def end(self, now: datetime) -> None:
        """End the process, because the worker ends; the next one begins it again at once, and it counts as no try."""
        if self.process is None:
            return
        self.process.terminate()
        self.process.wait()
        self.process = None
        work = _lock(self.public_id)
        if work.finished_at is None and work.tries == self.turn:
            work.tries -= 1
            _settle(work, now)
        db.session.commit()

    def wait(self, now: datetime) -> None:
        """Wait until nothing waits any more, for one round that does all that is due."""
        while self.process is not None:
            self.process.wait()
            self.look(now)

    def _see_to(self, process: subprocess.Popen[bytes], now: datetime) -> None:
        ended = process.poll() is not None  # looked at first: what it wrote at its end is read after it
        work = _lock(self.public_id)
        if not ended and work.cancel_asked_at is not None:
            db.session.rollback()  # nothing is held while it ends
            process.terminate()
            process.wait()
            ended, work = True, _lock(self.public_id)
        if ended:
            self.process = None
        if work.tries == self.turn:
            if ended:
                _settle(work, now)
            else:
                work.seen_at = now
        db.session.commit()

    def _begin(self, now: datetime) -> None:
        work = claim(now)
        public_id, turn = (work.public_id, work.tries) if work is not None else ("", 0)
        db.session.commit()  # nothing is asked after this: a transaction left open would lock the work out
        if public_id:
            self.public_id, self.turn = public_id, turn
            command = [str(Path(sys.executable).with_name("consult")), "work", public_id]
            self.process = subprocess.Popen(command, env={**ONE_THREAD, **os.environ})


def claim(now: datetime) -> Work | None:
    """Take the work that waits longest, or one that was lost; None when there is none."""
    waiting = (
        select(Work)
        .where(Work.finished_at.is_(None), or_(Work.started_at.is_(None), Work.seen_at < now - LOST_AFTER))
        .order_by(Work.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    work = db.session.scalars(waiting).one_or_none()
    if work is None:
        return None
    if work.tries >= TRIES or work.cancel_asked_at is not None:
        _settle(work, now)
        return None
    work.started_at, work.seen_at, work.tries = now, now, work.tries + 1
    work.done, work.total, work.doing = 0, 0, ""
    db.session.flush()
    return work


def _lock(public_id: str) -> Work:
    work = get_work(public_id)
    db.session.refresh(work, with_for_update=True)
    return work


def _settle(work: Work, now: datetime) -> None:
    """Write how a work ended whose process is gone; nothing if it wrote so itself."""
    if work.finished_at is not None:
        return
    if work.cancel_asked_at is not None:
        work.finished_at, work.cancelled = now, True
    elif work.tries >= TRIES:
        work.finished_at, work.failed = now, LOST
    else:
        work.started_at = work.seen_at = None
    db.session.flush()


def carry_out(public_id: str, known: Mapping[str, Handler] | None = None) -> Work:
    """Do one work here and now, and write how it ended; what goes wrong is logged and told in plain words.

    One that is over stays as it ended, also where it was begun again and ended elsewhere meanwhile.
    """
    reading_only.set(False)
    work = get_work(public_id)
    if work.finished_at is not None:
        return work
    progress = Progress(work)
    handler = (known if known is not None else handlers()).get(work.kind)
    db.session.rollback()
    result: Mapping[str, object] = {}
    failed, cancelled = None, False
    token = reading_only.set(True)
    try:
        if handler is None:
            raise ConsultError("This house does not know how to do this.")
        result = handler(progress)
    except Cancelled:
        cancelled = True
    except Superseded:
        log.warning("the work %s (%s) was begun again elsewhere, or is over", public_id, work.kind)
    except ConsultError as error:
        failed = error.message
    except Exception:
        log.exception("the work %s (%s) failed", public_id, work.kind)
        failed = BROKE
    finally:
        db.session.rollback()
        reading_only.reset(token)
    work = _lock(public_id)
    if work.finished_at is not None or work.tries != progress.turn:
        db.session.rollback()
        return work
    work.finished_at, work.failed, work.cancelled, work.result = clock.now(), failed, cancelled, dict(result)
    db.session.commit()
    return work
