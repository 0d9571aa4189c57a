"""A worker or its work that is killed half way, ended with the house, or runs twice: done once, and said truly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.consultations.models import Consultation
from consult.contributions import service as contributions
from consult.contributions.models import Contribution
from consult.extensions import db
from consult.insight.alike import works as alike
from consult.insight.alike.queries import members_of
from consult.insight.models import AlikeGroup, ContributionVector
from consult.insight.vectors import KIND
from consult.intake.models import AnswerTable, Submission, TakenAnswer
from consult.intake.taking import ask as ask_for_table
from consult.jobs import works
from consult.jobs.works import Progress, Work
from consult.serving import working
from consult.serving.working import Running
from tests.intake.hands import make_desk, upload_csv
from tests.make import make_comment, make_consultation, make_document, make_person, now
from tests.storage.at_once import at_once

WAIT = 60
"""Seconds after which what has not happened will not."""
ROWS = 400


@pytest.fixture
def house(either_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Give an application that the processes of a worker find, too."""
    monkeypatch.setenv("INSTANCE_PATH", str(either_app.config["INSTANCE_PATH"]))
    monkeypatch.setenv("DATABASE_URL", either_app.config["SQLALCHEMY_DATABASE_URI"])
    return either_app


@pytest.fixture
def started() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Give a function that starts a command of the house; what still runs is ended with the test."""
    running: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> subprocess.Popen[bytes]:
        command = [str(Path(sys.executable).with_name("consult")), *words]
        running.append(subprocess.Popen(command, start_new_session=True))
        return running[-1]

    yield start
    for process in running:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT
    while not true():
        assert time.monotonic() < end, "it did not happen"
        db.session.rollback()
        time.sleep(0.02)
    db.session.rollback()


def a_table() -> tuple[str, str]:
    """Ask for a table of answers to be taken in; return the public ids of the work and of the table."""
    document, officer = make_desk()
    rows = "".join(f"{number},Answer {number}\n" for number in range(ROWS))
    table = upload_csv(document, officer, f"id,comment\n{rows}")
    work = ask_for_table(table, "/desk", by=officer, now=now())
    named = work.public_id, table.public_id
    db.session.commit()
    return named


def taken() -> int:
    return db.session.scalar(select(func.count()).select_from(TakenAnswer)) or 0


def require_all_taken_once(table: str) -> None:
    db.session.rollback()
    found = db.session.scalars(select(AnswerTable).where(AnswerTable.public_id == table)).one()
    assert taken() == ROWS
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == ROWS
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 1
    assert found.taken_at is not None
    assert sum((found.result or {}).values()) == ROWS


def test_a_table_whose_work_is_killed_half_way_is_taken_in_once_and_whole(
    house: Flask, started: Callable[..., subprocess.Popen[bytes]]
) -> None:
    with house.app_context():
        public_id, table = a_table()
        first = started("work", public_id)
        until(lambda: taken() > 0)
        first.kill()
        first.wait()
        assert 0 < taken() < ROWS
        db.session.rollback()
        started("work", public_id).wait(WAIT)
        assert works.get_work(public_id).state == "done"
        require_all_taken_once(table)


def test_a_table_taken_in_by_two_processes_at_once_is_taken_in_once(
    house: Flask, started: Callable[..., subprocess.Popen[bytes]]
) -> None:
    with house.app_context():
        public_id, table = a_table()
        for process in [started("work", public_id) for _ in range(2)]:
            process.wait(WAIT)
        assert works.get_work(public_id).state == "done"
        require_all_taken_once(table)


def test_a_work_that_outlives_its_worker_is_not_begun_again_beside_it(app: Flask) -> None:
    public_id = ask(make_consultation()).public_id
    begun = now() - working.LOST_AFTER * 2
    work = working.claim(begun)
    assert work is not None
    progress = Progress(work)
    db.session.commit()
    progress.say(1, 2, "Counting.")
    assert working.claim(now()) is None
    db.session.commit()
    later = now() + working.LOST_AFTER * 2
    assert working.claim(later) is not None
    db.session.commit()
    with pytest.raises(works.Superseded):
        progress.say(2, 2, "Counting.")
    with pytest.raises(works.Superseded), progress.writing():
        raise AssertionError("it wrote")
    assert works.get_work(public_id).state == "running"


def ask(consultation: Consultation, kind: str = "test:count", **detail: Any) -> Work:
    work = works.ask(kind, consultation.slug, by=None, now=now(), back="/desk", **detail)
    db.session.commit()
    return work


def test_a_work_that_was_begun_again_elsewhere_ends_without_a_word(app: Flask) -> None:
    public_id = ask(make_consultation()).public_id

    def slow(progress: Progress) -> Mapping[str, Any]:
        with progress.writing():
            assert working.claim(now() + working.LOST_AFTER * 2) is not None
        return {"who": "the first"}

    assert working.claim(now()) is not None
    db.session.commit()
    assert working.carry_out(public_id, {"test:count": slow}).state == "running"
    again = working.carry_out(public_id, {"test:count": lambda _: {"who": "the second"}})
    assert (again.state, again.result) == ("done", {"who": "the second"})


def test_a_work_that_is_over_is_not_done_again(app: Flask) -> None:
    public_id = ask(make_consultation()).public_id
    for many in (1, 2):
        done = working.carry_out(public_id, {"test:count": lambda _, many=many: {"done": many}})  # type: ignore[misc]
        assert done.result == {"done": 1}


def test_a_work_somebody_stopped_writes_nothing_more(app: Flask) -> None:
    consultation = make_consultation()
    public_id, title = ask(consultation).public_id, consultation.title

    def stopped(progress: Progress) -> Mapping[str, Any]:
        with progress.writing():
            works.stop(works.get_work(public_id), now=now())
        with progress.writing():
            db.session.scalars(select(Consultation).where(Consultation.title == title)).one().title = "Gone on"
        return {}

    assert working.claim(now()) is not None
    db.session.commit()
    assert working.carry_out(public_id, {"test:count": stopped}).state == "cancelled"
    assert db.session.scalars(select(Consultation.title)).all() == [title]


def test_a_work_that_the_house_was_ended_in_begins_again_at_once_however_often(house: Flask) -> None:
    with house.app_context():
        public_id, table = a_table()
        for _ in range(working.TRIES):
            before = taken()
            db.session.rollback()
            running = Running()
            running.look(now())
            assert running.process is not None
            until(lambda before=before: taken() > before)  # type: ignore[misc]
            running.end(now())
            db.session.commit()
            assert works.get_work(public_id).state == "waiting"
            db.session.rollback()
        running = Running()
        running.look(now())
        running.wait(now())
        assert works.get_work(public_id).state == "done"
        require_all_taken_once(table)


def test_the_same_work_asked_for_by_two_at_once_waits_once(either_app: Flask) -> None:
    with either_app.app_context():
        slug = make_consultation().slug
        db.session.commit()

    def asking() -> Callable[[], object]:
        return lambda: works.ask("test:count", slug, by=None, now=now(), back="/desk").public_id

    first, second = at_once(either_app, asking, asking)
    assert first == second


def test_what_reckons_in_a_work_keeps_to_one_thread_unless_it_is_set_otherwise(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSTANCE_PATH", str(app.config["INSTANCE_PATH"]))
    monkeypatch.setenv("DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    ask(make_consultation(), "nobody:knows")
    running = Running()
    running.look(now())
    assert running.process is not None
    environment = Path(f"/proc/{running.process.pid}/environ")
    until(lambda: bool(environment.read_bytes()))  # empty for a moment, while the program takes its place
    given = environment.read_bytes().split(b"\0")
    assert {one for one in given if b"_NUM_THREADS" in one} == {b"OMP_NUM_THREADS=1", b"OPENBLAS_NUM_THREADS=3"}
    running.wait(now())


def test_vectors_made_by_two_works_at_once_are_all_there(either_app: Flask) -> None:
    with either_app.app_context():
        document = make_document()
        for number in range(30):
            make_comment(document, f"The bus number {number} is late.")
        slug = document.consultation.slug
        made = [works.ask(KIND, slug, by=None, now=now(), back="/", of=number).public_id for number in range(2)]
        db.session.commit()
    ready, failed = Event(), []

    def make(public_id: str) -> None:
        with either_app.app_context():
            ready.wait(WAIT)
            failed.append(working.carry_out(public_id).failed)

    threads = [Thread(target=make, args=(one,)) for one in made]
    for thread in threads:
        thread.start()
    ready.set()
    for thread in threads:
        thread.join(WAIT)
    assert failed == [None, None]
    with either_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ContributionVector)) == 30


class Meanwhile(Progress):
    """Progress in which something happens at the moment when all was compared and nothing is written yet."""

    do: Callable[[], None]

    def say(self, done: int, total: int, doing: str) -> None:
        super().say(done, total, doing)
        if doing.startswith("Writing"):
            with self.writing():
                self.do()


def test_what_is_taken_back_or_edited_while_it_is_compared_is_in_no_group(either_app: Flask) -> None:
    with either_app.app_context():
        document, person = make_document(), make_person()
        words = "Let the van call at the surgery, please do."
        ids = [make_comment(document, words, by=person).id for _ in range(4)]
        public_id, person_id = ask(document.consultation, "alike:find").public_id, person.id

        def find(progress: Progress) -> Mapping[str, Any]:
            meanwhile = Meanwhile(works.get_work(public_id))

            def take_back_and_edit() -> None:
                first, second = (db.session.get_one(Contribution, one) for one in ids[:2])
                by = db.session.get_one(Person, person_id)
                contributions.withdraw(first, by=by, now=now())
                contributions.edit(second, "Paint the van green.", by=by, now=now())

            meanwhile.do = take_back_and_edit
            return alike.find(meanwhile)

        assert working.carry_out(public_id, {"alike:find": find}).failed is None
        group = db.session.scalars(select(AlikeGroup)).one()
        assert (members_of(group), group.size, group.label_from_id) == (ids[2:], 2, ids[2])
