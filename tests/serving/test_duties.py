"""What the worker does in a round."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from consult.consultations.models import StageChange
from consult.contributions.models import Waiting
from consult.core.stages import Stage
from consult.extensions import db
from consult.infra.mail import mailbox_of
from consult.jobs.models import Event
from consult.jobs.service import queue_mail
from consult.serving.duties import clear_lapsed, write_due_stages
from consult.serving.worker import work
from tests.make import make_consultation, make_document, now


def test_a_stage_that_came_due_is_written_once(app: Flask) -> None:
    consultation = make_consultation(Stage.OPEN)
    consultation.closes_at = now() - timedelta(minutes=1)
    db.session.commit()
    for _ in range(2):
        write_due_stages(now())
        db.session.commit()
    assert consultation.stage is Stage.CONSIDERING
    changes = db.session.scalars(select(StageChange).where(StageChange.consultation_id == consultation.id)).all()
    assert [(change.stage, change.by_id) for change in changes] == [(Stage.OPEN, None), (Stage.CONSIDERING, None)]
    told = select(func.count()).select_from(Event).where(Event.kind == "stage:reached")
    assert db.session.scalar(told) == 1


def test_a_stage_that_is_not_due_is_left_alone(app: Flask) -> None:
    consultation = make_consultation(Stage.OPEN)
    consultation.closes_at = now() + timedelta(minutes=1)
    db.session.commit()
    write_due_stages(now())
    assert consultation.stage is Stage.OPEN


def test_what_waited_too_long_is_gone_and_the_rest_waits_on(app: Flask) -> None:
    document = make_document()
    for number, days in enumerate((-1, 1)):
        db.session.add(
            Waiting(
                token_hash=str(number),
                document_id=document.id,
                typed={"body": "Words."},
                sent_at=now(),
                expires_at=now() + timedelta(days=days),
            )
        )
    db.session.commit()
    clear_lapsed(now())
    assert list(db.session.scalars(select(Waiting.token_hash))) == ["1"]


def test_one_round_of_the_worker_does_it_all(app: Flask) -> None:
    consultation = make_consultation(Stage.DRAFTING)
    consultation.opens_at = now() - timedelta(minutes=1)
    queue_mail("ada@example.org", "Hello", "Words.\n", now=now())
    db.session.commit()
    slug = consultation.slug
    work(once=True)
    change = db.session.scalars(select(StageChange).order_by(StageChange.id.desc()).limit(1)).one()
    assert change.stage is Stage.OPEN
    assert slug == db.session.scalars(select(Event.subject).where(Event.kind == "stage:reached")).one()
    assert db.session.scalar(select(func.count()).select_from(Event).where(Event.handled_at.is_(None))) == 0
    assert [message["Subject"] for message in mailbox_of(app.config).read(5)] == ["Hello"]
