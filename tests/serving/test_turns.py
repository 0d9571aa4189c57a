"""Requests of one process take turns, and a slow one keeps nobody waiting."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from consult.serving.turns import Turns

SHORT = 0.005


def test_short_requests_come_one_after_the_other() -> None:
    inside: list[str] = []
    together: list[int] = []

    def answer(environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        inside.append(environ["name"])
        together.append(len(inside))
        time.sleep(SHORT)
        inside.remove(environ["name"])
        return [b"done"]

    turns = Turns(answer, patience=60)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda number: turns({"name": str(number)}, print), range(4)))
    assert answers == [[b"done"]] * 4
    assert together == [1, 1, 1, 1]


def test_a_slow_request_keeps_nobody_waiting_for_long() -> None:
    began, let_go = Event(), Event()

    def answer(environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["name"] == "slow":
            began.set()
            assert let_go.wait(20)
        return [environ["name"].encode()]

    turns = Turns(answer)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(turns, {"name": "slow"}, print)
        assert began.wait(20)
        assert turns({"name": "quick"}, print) == [b"quick"]
        assert not slow.done()
        let_go.set()
        assert slow.result() == [b"slow"]


def test_a_request_that_fails_gives_its_turn_back() -> None:
    def answer(_environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        raise LookupError("nothing here")

    turns = Turns(answer, patience=-1)  # waits for ever, so the second would never come
    for _ in range(2):
        with pytest.raises(LookupError):
            turns({}, print)
