"""An officer runs a consultation: made, dated, moved on, copied; all of it logged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.audit.models import AuditRow
from consult.audit.service import broken_links
from consult.consultations import service
from consult.consultations.models import Audience, Paper, StageChange
from consult.consultations.service import Details
from consult.consultations.stages import stage_now, write_due
from consult.core.errors import Conflict, Refused
from consult.core.stages import Stage
from consult.extensions import db
from consult.jobs.models import Event
from tests.make import make_consultation, make_officer, make_organisation, now


def test_a_new_consultation_is_in_drafting_and_opens_and_closes_by_its_dates_without_a_worker(app: Flask) -> None:
    at = now()
    details = Details(
        title="A fair share", purpose="To share.", opens_at=at + timedelta(days=1), closes_at=at + timedelta(days=9)
    )
    made = service.create(details, make_organisation(), by=None, now=at)
    assert [stage_now(made, at + timedelta(days=day)) for day in (0, 1, 8, 9)] == [
        Stage.DRAFTING,
        Stage.OPEN,
        Stage.OPEN,
        Stage.CONSIDERING,
    ]
    assert made.stage is Stage.DRAFTING


def test_what_came_due_is_written_once_with_its_own_moment(app: Flask) -> None:
    at = now()
    consultation = make_consultation(Stage.DRAFTING)
    consultation.opens_at, consultation.closes_at = at - timedelta(hours=2), at - timedelta(hours=1)
    for _ in range(2):
        write_due(consultation, at)
    db.session.commit()
    log = db.session.scalars(select(StageChange).order_by(StageChange.id)).all()
    assert [(row.stage, row.by_id) for row in log[1:]] == [(Stage.OPEN, None), (Stage.CONSIDERING, None)]
    assert log[1].at == consultation.opens_at
    assert db.session.scalars(select(Event.kind)).all() == ["stage:reached", "stage:reached"]
    assert list(broken_links(consultation.public_id)) == []


def test_closing_by_hand_needs_a_reason_and_keeps_it_in_the_log(app: Flask) -> None:
    consultation = make_consultation(Stage.OPEN)
    officer = make_officer(consultation)
    with pytest.raises(Refused, match="Say why"):
        service.move_stage(consultation, Stage.CONSIDERING, "  ", by=officer, now=now())
    service.move_stage(consultation, Stage.CONSIDERING, "Everyone has spoken.", by=officer, now=now())
    assert consultation.changes[-1].reason == "Everyone has spoken."
    assert consultation.changes[-1].by_id == officer.id


def test_a_move_the_table_does_not_have_is_refused_and_says_what_can_be_done(app: Flask) -> None:
    consultation = make_consultation(Stage.DECIDED)
    with pytest.raises(Conflict, match="reviewed"):
        service.move_stage(consultation, Stage.OPEN, "Again!", by=None, now=now())


def test_opening_another_round_takes_a_new_closing_date(app: Flask) -> None:
    consultation, at = make_consultation(Stage.CONSIDERING), now()
    consultation.closes_at = at - timedelta(days=3)
    closes = at + timedelta(days=20)
    service.move_stage(consultation, Stage.OPEN, "A second round.", by=None, now=at, closes_at=closes)
    assert stage_now(consultation, at + timedelta(days=19)) is Stage.OPEN
    assert stage_now(consultation, closes) is Stage.CONSIDERING


def test_extending_an_open_consultation_needs_a_public_reason(app: Flask) -> None:
    consultation, at = make_consultation(Stage.OPEN), now()
    later = at + timedelta(days=14)
    with pytest.raises(Refused, match="why"):
        service.move_dates(consultation, None, later, "", by=None, now=at)
    service.move_dates(consultation, None, later, "The hall was flooded.", by=None, now=at)
    assert (consultation.closes_at, consultation.changes[-1].reason) == (later, "The hall was flooded.")


@pytest.mark.parametrize("stage", [Stage.CONSIDERING, Stage.DECIDED, Stage.REVIEWED, Stage.CANCELLED])
def test_dates_stand_once_it_has_closed(app: Flask, stage: Stage) -> None:
    with pytest.raises(Conflict):
        service.move_dates(make_consultation(stage), None, now() + timedelta(days=9), "Late", by=None, now=now())


def test_it_must_close_after_it_opens(app: Flask) -> None:
    details = Details(title="T", purpose="P", opens_at=now(), closes_at=now() - timedelta(days=1))
    with pytest.raises(Refused, match="after it opens"):
        service.create(details, make_organisation(), by=None, now=now())


def test_an_audience_of_nobody_is_refused(app: Flask) -> None:
    with pytest.raises(Refused, match="at least one"):
        service.create(
            Details(title="T", purpose="P", audience=Audience.INVITED), make_organisation(), by=None, now=now()
        )


def test_a_copy_takes_purpose_audience_and_papers_but_no_dates(app: Flask) -> None:
    consultation = make_consultation(Stage.OPEN)
    paper = Paper(title="Sums", what="What it costs", url="https://example.org/sums")
    service.add_paper(consultation, paper, by=None, now=now())
    db.session.refresh(consultation)
    twin = service.copy(consultation, "Again", by=None, now=now())
    db.session.refresh(twin)
    assert (twin.purpose, twin.stage, twin.opens_at) == (consultation.purpose, Stage.DRAFTING, None)
    assert [one.title for one in twin.papers] == ["Sums"]


def test_two_consultations_of_one_title_get_two_addresses(app: Flask) -> None:
    owner = make_organisation()
    details = Details(title="Getting about", purpose="P")
    slugs = [service.create(details, owner, by=None, now=now()).slug for _ in range(3)]
    assert slugs == ["getting-about", "getting-about-2", "getting-about-3"]


def test_every_act_is_in_the_audit_log(app: Flask) -> None:
    made = service.create(Details(title="T", purpose="P"), make_organisation(), by=None, now=now())
    service.move_stage(made, Stage.OPEN, "Begin.", by=None, now=now())
    actions = db.session.scalars(select(AuditRow.action).order_by(AuditRow.number)).all()
    assert actions == ["consultation:created", "stage:moved"]
