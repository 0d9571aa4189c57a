"""The worker: a loop over short duties, each in a transaction of its own."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime
from types import FrameType

from consult.extensions import db
from consult.infra import clock
from consult.serving.duties import DUTIES
from consult.serving.working import Running

PAUSE_SECONDS = 2.0
log = logging.getLogger(__name__)

Duty = Callable[[datetime], None]


def work(*, once: bool = False) -> None:
    """Do every duty, see to long work, then rest, until told to stop."""
    ended = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    if not once:
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
    long_work = Running()
    while True:
        for duty in (*DUTIES, long_work.look):
            _do(duty)
        if once:
            _do(long_work.wait)
            return
        if ended.wait(PAUSE_SECONDS):
            _do(long_work.end)
            return


def _do(duty: Duty) -> None:
    """Do one duty; what goes wrong in it is logged, and does not keep the others from being done."""
    try:
        duty(clock.now())
        db.session.commit()
    except Exception:  # a duty must not end the worker; it is tried again in the next round
        log.exception("the worker's duty %s failed and will be tried again", duty.__name__)
        db.session.rollback()
    finally:
        db.session.remove()
