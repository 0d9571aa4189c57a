"""Queued mails and events: retried, not lost, not doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from consult.extensions import db
from consult.infra import clock
from consult.infra.mail import mailbox_of
from consult.jobs.models import Event, Mail
from consult.jobs.sending import (
    CLAIMED,
    MOST_TRIES,
    WAITS,
    empty_old_mails,
    handle_event,
    handle_events,
    send_due,
)
from consult.jobs.service import emit, queue_mail
from tests.jobs.mail_server import Kept, free_port, mail_server

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def queue(subject: str = "Hello", to: str = "ada@example.org") -> Mail:
    mail = queue_mail(to, subject, "Words.\n", now=NOW)
    db.session.commit()
    return mail


def subjects(app: Flask) -> list[str]:
    return [str(message["Subject"]) for message in mailbox_of(app.config).read(50)]


def test_a_mail_goes_out_once(app: Flask) -> None:
    mail = queue()
    send_due(NOW)
    send_due(NOW + timedelta(hours=1))
    assert subjects(app) == ["Hello"]
    assert mail.sent_at == NOW


def test_a_mail_that_was_rolled_back_never_goes_out(app: Flask) -> None:
    queue_mail("ada@example.org", "Hello", "Words.\n", now=NOW)
    db.session.rollback()
    send_due(NOW)
    assert subjects(app) == []


def test_a_mail_waits_longer_after_each_try_and_arrives_when_the_server_is_back(app: Flask) -> None:
    mail, port = queue(), free_port()
    app.config.update(SMTP_HOST="127.0.0.1", SMTP_PORT=port)
    at = NOW
    for wait in WAITS[:3]:
        send_due(at)
        assert mail.sent_at is None
        assert mail.error
        assert mail.next_try_at == at + wait
        at = mail.next_try_at
    kept = Kept()
    with mail_server(kept, port):
        send_due(at - timedelta(seconds=1))
        assert kept.messages == []
        send_due(at)
    assert len(kept.messages) == 1
    assert (mail.sent_at, mail.error) == (at, None)


def test_a_mail_is_given_up_after_the_last_try(app: Flask) -> None:
    mail = queue()
    app.config.update(SMTP_HOST="127.0.0.1", SMTP_PORT=free_port())
    at = NOW
    for _ in range(MOST_TRIES):
        send_due(at)
        at = mail.next_try_at + timedelta(seconds=1)
    assert mail.tries == MOST_TRIES
    app.config["SMTP_HOST"] = None
    send_due(at + timedelta(days=30))
    assert mail.sent_at is None


def test_an_address_the_server_refuses_is_not_asked_again_and_keeps_nobody_waiting(app: Flask) -> None:
    refused, sent = queue("First", to="nobody at all"), queue("Second")
    send_due(NOW)
    assert subjects(app) == ["Second"]
    assert sent.sent_at == NOW
    assert refused.tries == MOST_TRIES


def test_a_mail_another_worker_took_up_is_left_alone(app: Flask) -> None:
    mail = queue()
    mail.next_try_at = NOW + CLAIMED
    db.session.commit()
    send_due(NOW + timedelta(seconds=2))
    assert subjects(app) == []


def test_the_words_of_old_mails_go_and_those_of_new_ones_stay(app: Flask) -> None:
    old, new = queue("Old"), queue("New")
    old.sent_at, new.sent_at = NOW - timedelta(days=31), NOW
    empty_old_mails(NOW)
    db.session.refresh(old)
    assert old.body == ""
    assert new.body == "Words.\n"


def test_a_worker_killed_while_the_server_takes_a_mail_sends_it_again_under_the_same_name(app: Flask) -> None:
    """The server takes the mail and kills the worker before the worker can note it."""
    mail = queue_mail("ada@example.org", "Hello", "Words.\n", now=clock.now())
    db.session.commit()
    worker: list[subprocess.Popen[bytes]] = []

    def kill() -> str:
        os.kill(worker[0].pid, signal.SIGKILL)
        return "250 OK"

    kept = Kept(kill)
    with mail_server(kept) as port:
        worker.append(start_worker(app, port))
        assert worker[0].wait(60) == -signal.SIGKILL
        assert len(kept.messages) == 1
        db.session.refresh(mail)
        assert mail.sent_at is None
        assert mail.tries == 1
        db.session.commit()
        kept.answer = lambda: "250 OK"
        app.config.update(SMTP_HOST="127.0.0.1", SMTP_PORT=port)
        send_due(clock.now())
        assert len(kept.messages) == 1
        send_due(clock.now() + CLAIMED)
    first, second = kept.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert mail.sent_at is not None


def start_worker(app: Flask, port: int) -> subprocess.Popen[bytes]:
    instance = Path(app.config["INSTANCE_PATH"])
    env = {
        **os.environ,
        "INSTANCE_PATH": str(instance),
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "SECRET_KEY": app.config["SECRET_KEY"],
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
    }
    command = [str(Path(sys.executable).with_name("consult")), "worker", "--once"]
    return subprocess.Popen(command, env=env)


Handle = Callable[[Event, datetime], None]


def tell(event: Event, now: datetime) -> None:
    queue_mail("ada@example.org", f"About {event.subject}", "Words.\n", now=now)


def new_event(subject: str = "C-1", kind: str = "test:happened") -> int:
    emit(kind, subject, now=NOW)
    db.session.commit()
    return db.session.scalars(select(func.max(Event.id))).one()


def mails() -> int:
    return db.session.scalar(select(func.count()).select_from(Mail)) or 0


def test_an_event_is_handled_once(app: Flask) -> None:
    new_event()
    handle_events({"test:happened": tell}, NOW)
    handle_events({"test:happened": tell}, NOW + timedelta(hours=1))
    assert mails() == 1


def test_a_kill_between_the_mail_and_the_mark_leaves_neither(app: Flask) -> None:
    number = new_event()
    handle_event(number, {"test:happened": tell}, NOW)
    assert mails() == 1
    # The process ends here: what it had not committed is gone with it.
    db.session.rollback()
    db.session.remove()
    assert mails() == 0
    assert db.session.get_one(Event, number).handled_at is None
    db.session.commit()
    handle_events({"test:happened": tell}, NOW)
    handle_events({"test:happened": tell}, NOW)
    assert mails() == 1


def test_an_event_that_cannot_be_handled_keeps_no_other_waiting_and_is_tried_later(app: Flask) -> None:
    def stumble(event: Event, now: datetime) -> None:
        tell(event, now)
        if now < NOW + timedelta(hours=1):
            raise RuntimeError("half-way")

    new_event("C-1", "test:hard")
    new_event("C-2")
    handlers: dict[str, Handle] = {"test:happened": tell, "test:hard": stumble}
    handle_events(handlers, NOW)
    assert [mail.subject for mail in db.session.scalars(select(Mail))] == ["About C-2"]
    db.session.commit()
    handle_events(handlers, NOW + timedelta(hours=1))
    assert sorted(mail.subject for mail in db.session.scalars(select(Mail))) == ["About C-1", "About C-2"]


def test_events_nobody_is_told_of_are_marked_too(app: Flask) -> None:
    number = new_event(kind="test:quiet")
    handle_events({}, NOW)
    assert db.session.get_one(Event, number).handled_at == NOW
