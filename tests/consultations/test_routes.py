"""The pages on which an officer runs a consultation."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Person
from consult.consultations.models import Audience, Consultation, Invitation
from consult.core.stages import Stage
from consult.extensions import db
from consult.infra.clock import to_london
from tests.make import make_consultation, make_member, make_officer, make_organisation, make_person, now

SignIn = Callable[[Person], FlaskClient]


def test_an_officer_makes_a_consultation_for_their_own_organisation_only(app: Flask, sign_in_as: SignIn) -> None:
    officer = make_officer(make_consultation())
    foreign = make_organisation()
    db.session.commit()
    browser = sign_in_as(officer)
    own = officer.memberships[0].organisation_id
    form = {"owner": own, "title": "Warm rooms", "purpose": "To stay warm.", "audience": "everyone"}
    assert browser.post("/consultations/new", data=form | {"owner": foreign.id}).status_code == 422
    answer = browser.post("/consultations/new", data=form)
    assert answer.status_code == 302
    assert db.session.scalars(select(Consultation).where(Consultation.slug == "warm-rooms")).one().owner_id == own


def test_a_form_that_fails_keeps_what_was_typed(app: Flask, sign_in_as: SignIn) -> None:
    officer = make_officer(make_consultation())
    db.session.commit()
    form = {"owner": officer.memberships[0].organisation_id, "title": "", "purpose": "Words I wrote for an hour."}
    answer = sign_in_as(officer).post("/consultations/new", data=form)
    assert answer.status_code == 422
    assert "Words I wrote for an hour." in answer.text
    assert "Give it a title people will recognise." in answer.text


def test_a_time_nobody_can_read_is_said_plainly(app: Flask, sign_in_as: SignIn) -> None:
    consultation = make_consultation(Stage.DRAFTING)
    officer = make_officer(consultation)
    db.session.commit()
    form = {"closes_on": ["18", "12", "2030"], "closes_time": "teatime"}
    answer = sign_in_as(officer).post(f"/consultations/{consultation.slug}/timetable", data=form)
    assert answer.status_code == 422
    assert "Write a time like 5pm or 17:30" in answer.text


def test_a_date_without_a_time_lasts_to_the_end_of_that_day(app: Flask, sign_in_as: SignIn) -> None:
    consultation = make_consultation(Stage.DRAFTING)
    officer = make_officer(consultation)
    db.session.commit()
    form = {"closes_on": ["30", "6", "2030"], "closes_time": ""}
    assert sign_in_as(officer).post(f"/consultations/{consultation.slug}/timetable", data=form).status_code == 302
    db.session.refresh(consultation)
    assert consultation.closes_at is not None
    assert consultation.closes_at.isoformat() == "2030-06-30T22:59:59.999999+00:00"


def test_a_paper_is_given_as_a_download_and_never_as_a_page(
    app: Flask, sign_in_as: SignIn, client: FlaskClient
) -> None:
    consultation = make_consultation()
    officer = make_officer(consultation)
    db.session.commit()
    form = {"title": "Sums", "what": "The cost", "file": (BytesIO(b"<script>alert(1)</script>"), "sums.html")}
    assert sign_in_as(officer).post(f"/consultations/{consultation.slug}/papers", data=form).status_code == 302
    db.session.refresh(consultation)
    address = f"/consultations/{consultation.slug}/papers/{consultation.papers[0].public_id}"
    answer = client.get(address, buffered=True)
    assert answer.data == b"<script>alert(1)</script>"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/octet-stream"


def test_a_link_that_runs_script_is_no_paper(app: Flask, sign_in_as: SignIn) -> None:
    consultation = make_consultation()
    officer = make_officer(consultation)
    db.session.commit()
    form = {"title": "Sums", "url": "javascript:alert(1)"}
    answer = sign_in_as(officer).post(f"/consultations/{consultation.slug}/papers", data=form)
    assert answer.status_code == 422
    assert "https://" in answer.text


def test_for_others_an_invited_consultation_does_not_exist(app: Flask, sign_in_as: SignIn, client: FlaskClient) -> None:
    consultation = make_consultation(audience=Audience.INVITED)
    guests = make_organisation()
    db.session.add(Invitation(consultation_id=consultation.id, organisation_id=guests.id))
    guest, stranger = make_member(guests), make_person()
    db.session.commit()
    address = f"/consultations/{consultation.slug}"
    assert client.get(address).status_code == 404
    assert sign_in_as(stranger).get(address).status_code == 404
    assert sign_in_as(guest).get(address).status_code == 200
    assert consultation.title not in sign_in_as(stranger).get("/consultations").text
    assert consultation.title in sign_in_as(guest).get("/consultations").text


@pytest.mark.parametrize("year", ["9999", "0001", "99999999999999999999"])
def test_a_day_no_calendar_of_ours_has_is_said_plainly(app: Flask, sign_in_as: SignIn, year: str) -> None:
    consultation = make_consultation(Stage.DRAFTING)
    officer = make_officer(consultation)
    db.session.commit()
    browser = sign_in_as(officer)
    pages = {"timetable": "closes_on", "timetable/entries": "on", "stage": "closes_on"}
    for page, field in pages.items():
        form = {field: ["31", "12", year], "reason": "Longer.", "what": "Decision", "stage": "open"}
        answer = browser.post(f"/consultations/{consultation.slug}/{page}", data=form)
        assert answer.status_code == 422, page
        assert "Write a real date in numbers" in answer.text


def test_a_time_no_clock_shows_is_said_plainly_and_midnight_is_the_edge_of_the_day(
    app: Flask, sign_in_as: SignIn
) -> None:
    consultation = make_consultation(Stage.DRAFTING)
    officer = make_officer(consultation)
    db.session.commit()
    browser, page = sign_in_as(officer), f"/consultations/{consultation.slug}/timetable"
    late = browser.post(page, data={"closes_on": ["30", "6", "2030"], "closes_time": "25:70"})
    assert late.status_code == 422
    assert "Write a time like 5pm or 17:30" in late.text
    days = {"opens_on": ["1", "6", "2030"], "opens_time": "midnight"}
    assert (
        browser.post(page, data=days | {"closes_on": ["30", "6", "2030"], "closes_time": "Midnight"}).status_code == 302
    )
    db.session.refresh(consultation)
    assert consultation.opens_at is not None
    assert consultation.opens_at.isoformat() == "2030-05-31T23:00:00+00:00"
    assert consultation.closes_at is not None
    assert consultation.closes_at.isoformat() == "2030-06-30T22:59:59.999999+00:00"


def test_a_new_consultation_that_should_have_opened_already_is_refused_since_it_never_would(
    app: Flask, sign_in_as: SignIn
) -> None:
    officer = make_officer(make_consultation())
    db.session.commit()
    today = to_london(now())
    form = {
        "owner": officer.memberships[0].organisation_id,
        "title": "Warm rooms",
        "purpose": "To stay warm.",
        "audience": "everyone",
        "opens_on": [str(today.day), str(today.month), str(today.year)],
    }
    answer = sign_in_as(officer).post("/consultations/new", data=form)
    assert answer.status_code == 422
    assert "That is in the past." in answer.text


def test_a_title_is_one_line_so_that_it_fits_the_subject_of_a_mail(app: Flask, sign_in_as: SignIn) -> None:
    consultation = make_consultation()
    officer = make_officer(consultation)
    db.session.commit()
    form = {"title": "Warm\r\nBcc: all@example.org", "purpose": "To stay warm.", "audience": "everyone"}
    assert sign_in_as(officer).post(f"/consultations/{consultation.slug}/edit", data=form).status_code == 302
    db.session.refresh(consultation)
    assert consultation.title == "Warm Bcc: all@example.org"


def test_a_date_of_the_timetable_with_a_number_too_large_is_not_there(app: Flask, sign_in_as: SignIn) -> None:
    consultation = make_consultation()
    officer = make_officer(consultation)
    db.session.commit()
    address = f"/consultations/{consultation.slug}/timetable/entries/{2**63}/remove"
    assert sign_in_as(officer).post(address).status_code == 404


@pytest.mark.parametrize("name", ["a%0D%0AX-Evil:1.txt", "a%00.txt", "..%5C..%2Fa.txt", "%E2%80%AEa.txt"])
def test_a_paper_with_an_odd_name_is_given_back_with_a_plain_one(
    app: Flask, sign_in_as: SignIn, client: FlaskClient, name: str
) -> None:
    consultation = make_consultation()
    officer = make_officer(consultation)
    db.session.commit()
    parts = ['name="title"\r\n\r\nSums', f"name=\"file\"; filename*=UTF-8''{name}\r\n\r\nwords"]
    body = "".join(f"--x\r\nContent-Disposition: form-data; {part}\r\n" for part in parts) + "--x--\r\n"
    page = f"/consultations/{consultation.slug}/papers"
    sent = sign_in_as(officer).post(page, data=body, content_type="multipart/form-data; boundary=x")
    assert sent.status_code == 302
    db.session.refresh(consultation)
    answer = client.get(f"{page}/{consultation.papers[0].public_id}", buffered=True)
    assert answer.data == b"words"
    assert "X-Evil" not in answer.headers
    assert consultation.papers[0].filename in ("a.txt", "aX-Evil:1.txt", "aX-Evil")


def test_a_second_window_that_offers_a_stage_gone_by_is_told_so_in_plain_words(app: Flask, sign_in_as: SignIn) -> None:
    consultation = make_consultation(Stage.CONSIDERING)
    officer = make_officer(consultation)
    db.session.commit()
    form = {"stage": "considering", "reason": "Enough said."}
    answer = sign_in_as(officer).post(f"/consultations/{consultation.slug}/stage", data=form)
    assert answer.status_code == 422
    assert "Choose among what is offered here now." in answer.text
    assert "Enough said." in answer.text


def test_what_is_too_long_is_said_with_how_much_there_is_room_for(app: Flask, sign_in_as: SignIn) -> None:
    consultation = make_consultation()
    officer = make_officer(consultation)
    db.session.commit()
    form = {"title": "T" * 201, "purpose": "Why.", "audience": "everyone"}
    answer = sign_in_as(officer).post(f"/consultations/{consultation.slug}/edit", data=form)
    assert answer.status_code == 422
    assert "Write up to 200 characters here." in answer.text
