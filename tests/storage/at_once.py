"""Two people who act at the same moment, on a real database."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

from flask import Flask
from sqlalchemy import Engine, text

from consult.core.errors import ConsultError
from consult.extensions import db

WAIT = 30
"""Seconds after which somebody who still waits has failed."""
LOOK_AGAIN = 0.02
WAITERS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")

Act = Callable[[], Callable[[], object]]
"""Reads what the page of an act reads, and returns the function that acts."""


def at_once(app: Flask, first: Act, second: Act) -> list[Any]:
    """Let two act at once, and return what came of each: what it returned, or the rule that it broke.

    PostgreSQL: both have read before either acts; the second acts while what the first did is not committed yet.
    SQLite lets one begin after the other: the second waits to read, as its request does.
    """
    together = Together(app)
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(together.first, first), pool.submit(together.second, second)]
        return [one.result(WAIT) for one in both]


class Together:
    """The order in which two act."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.postgres = db.engine.dialect.name == "postgresql"
        self.both_have_read = Barrier(2)
        self.first_acted = Event()
        self.second_acts = Event()
        self.second_acted = Event()

    def first(self, act: Act) -> Any:
        """Act, and commit once the second has acted, or waits."""
        with self.app.app_context():
            do = act()
            if self.postgres:
                self.both_have_read.wait(WAIT)
            try:
                return self._done(do, self._let_second_act)
            finally:
                self.first_acted.set()

    def _let_second_act(self) -> None:
        self.first_acted.set()
        assert self.second_acts.wait(WAIT)
        if self.postgres:
            _until_one_waits(db.engine, self.second_acted)

    def second(self, act: Act) -> Any:
        """Act after the first has, before it commits."""
        with self.app.app_context():
            do = _in_one(act)
            if self.postgres:
                do = act()
                self.both_have_read.wait(WAIT)
            assert self.first_acted.wait(WAIT)
            self.second_acts.set()
            try:
                return self._done(do, self.second_acted.set)
            finally:
                self.second_acted.set()

    def _done(self, do: Callable[[], object], before_the_end: Callable[[], None]) -> Any:
        try:
            result = do()
            db.session.flush()
        except ConsultError as error:
            db.session.rollback()
            return error
        before_the_end()
        db.session.commit()
        return result


def _in_one(act: Act) -> Callable[[], object]:
    def read_and_do() -> object:
        return act()()

    return read_and_do


def _until_one_waits(engine: Engine, acted: Event) -> None:
    until = time.monotonic() + WAIT
    with engine.connect() as connection:
        while not acted.is_set() and time.monotonic() < until:
            waiting = connection.execute(WAITERS).scalar_one()
            connection.rollback()
            if waiting:
                return
            time.sleep(LOOK_AGAIN)
