"""Long work: it says how far it is, can be stopped, is done once, and outlives a process that ends too soon."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Person
from consult.audit.models import AuditRow
from consult.consultations.models import Consultation
from consult.extensions import db
from consult.jobs import works
from consult.jobs.works import Progress, Work
from consult.serving import working
from consult.serving.worker import work as round_of_the_worker
from tests.make import make_consultation, make_officer, make_person, now


def ask(consultation: Consultation, kind: str = "test:count", **detail: Any) -> Work:
    work = works.ask(kind, consultation.slug, by=None, now=now(), back="/desk", **detail)
    db.session.commit()
    return work


def count_to(many: int) -> Callable[[Progress], Mapping[str, Any]]:
    def count(progress: Progress) -> Mapping[str, Any]:
        for number in range(many):
            progress.say(number, many, "Counting.")
        return {"counted": many}

    return count


def test_work_says_how_far_it_is_and_what_came_of_it(app: Flask) -> None:
    work = ask(make_consultation())
    assert work.state == "waiting"
    done = working.carry_out(work.public_id, {"test:count": count_to(4)})
    assert (done.state, done.result, done.doing, done.done, done.total) == ("done", {"counted": 4}, "Counting.", 3, 4)


def test_the_same_work_is_not_asked_for_twice_while_it_waits(app: Flask) -> None:
    consultation = make_consultation()
    first, again, other = ask(consultation, of=1), ask(consultation, of=1), ask(consultation, of=2)
    assert first.id == again.id != other.id


def test_work_that_somebody_stopped_ends_at_its_next_word_and_keeps_what_was_finished(app: Flask) -> None:
    work, consultation = ask(make_consultation()), make_consultation()
    title, public_id = consultation.title, work.public_id

    def stopped(progress: Progress) -> Mapping[str, Any]:
        with progress.writing():
            consultation.purpose = "Kept."
            db.session.add(consultation)
        with progress.writing():
            works.stop(works.get_work(public_id), now=now())
        progress.say(1, 2, "Going on.")
        raise AssertionError("it went on")

    working.claim(now())
    db.session.commit()
    assert working.carry_out(public_id, {"test:count": stopped}).state == "cancelled"
    assert db.session.scalars(select(Consultation.purpose).where(Consultation.title == title)).one() == "Kept."


@pytest.mark.parametrize("how", ["look", "end"])
def test_a_worker_that_was_thought_lost_leaves_alone_what_another_began_again(app: Flask, how: str) -> None:
    public_id = ask(make_consultation()).public_id
    running = working.Running()
    assert working.claim(now()) is not None
    running.public_id, running.turn = public_id, 1
    with subprocess.Popen(["true"]) as process:
        process.wait()
        running.process = process
        again = working.claim(now() + 2 * working.LOST_AFTER)
        assert again is not None
        assert again.tries == 2
        db.session.commit()
        getattr(running, how)(now())
    work = works.get_work(public_id)
    assert (work.tries, work.finished_at, work.started_at is None) == (2, None, False)


def test_work_that_breaks_says_so_in_plain_words_and_changes_nothing(app: Flask) -> None:
    work, consultation = ask(make_consultation()), make_consultation()
    db.session.commit()

    def broken(progress: Progress) -> Mapping[str, Any]:
        with progress.writing():
            db.session.get_one(Consultation, consultation.id).title = "Half done"
            db.session.flush()
            raise ZeroDivisionError

    done = working.carry_out(work.public_id, {"test:count": broken})
    assert (done.state, done.failed) == ("failed", working.BROKE)
    assert db.session.scalars(select(Consultation).where(Consultation.title == "Half done")).all() == []


def test_work_that_reckons_keeps_nobody_from_writing(app: Flask) -> None:
    work = ask(make_consultation())

    def reads(progress: Progress) -> Mapping[str, Any]:
        many = len(db.session.scalars(select(Consultation)).all())
        with works._apart() as other:  # somebody else writes at the same time, and does not wait
            other.exec_driver_sql("UPDATE consultation SET purpose = 'Changed meanwhile.'")
        return {"many": many}

    assert working.carry_out(work.public_id, {"test:count": reads}).result == {"many": 1}


def test_the_worker_runs_it_in_a_process_of_its_own_and_what_nobody_can_do_fails_in_words(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSTANCE_PATH", str(app.config["INSTANCE_PATH"]))
    monkeypatch.setenv("DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])
    work = ask(make_consultation(), "nobody:knows")
    others = [ask(make_consultation(), "nobody:knows") for _ in range(2)]
    ids = [one.public_id for one in (work, *others)]
    round_of_the_worker(once=True)
    for public_id in ids:  # the second and third are not locked out by whoever waits for them
        done = works.get_work(public_id)
        assert done.state == "failed"
        assert "does not know" in (done.failed or "")


def test_work_whose_process_was_lost_is_begun_again_and_given_up_after_the_second_time(app: Flask) -> None:
    public_id = ask(make_consultation()).public_id
    moment = now()
    for _ in range(working.TRIES):
        claimed = working.claim(moment)
        assert claimed is not None
        db.session.commit()
        assert working.claim(moment + working.LOST_AFTER / 2) is None
        moment += working.LOST_AFTER + timedelta(seconds=1)
    assert working.claim(moment) is None
    assert works.get_work(public_id).failed == working.LOST


def test_an_officer_follows_it_and_stops_it_and_nobody_else_may(
    app: Flask, client: FlaskClient, sign_in_as: Callable[[Person], FlaskClient]
) -> None:
    consultation = make_consultation()
    officer, stranger = make_officer(consultation), make_person()
    work = ask(consultation)
    address = f"/works/{work.public_id}"
    assert "It waits for its turn" in sign_in_as(officer).get(address).text
    assert sign_in_as(stranger).get(address).status_code == 403
    assert client.post(f"{address}/stop").status_code in (302, 401)
    assert works.get_work(work.public_id).state == "waiting"
    sign_in_as(officer).post(f"{address}/stop")
    assert works.get_work(work.public_id).state == "cancelled"
    assert db.session.scalars(select(AuditRow.action).order_by(AuditRow.id.desc())).first() == "work:stopped"
    assert "Nothing" not in sign_in_as(officer).post(f"{address}/stop", follow_redirects=True).text
    assert sign_in_as(officer).get("/works/nothing").status_code == 404
