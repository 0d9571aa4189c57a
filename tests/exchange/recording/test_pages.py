"""One button and one command: officers ask for the record, the worker makes it, everybody takes the public one away."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Person
from consult.audit.models import AuditRow
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Status
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.exchange.record_commands import record_consultation
from consult.exchange.recording.models import MadeRecord
from consult.exchange.recording.service import KIND
from consult.exchange.works import HANDLERS
from consult.extensions import db
from consult.jobs.works import find_newest
from consult.moderation.service import hide, show_again
from consult.serving.working import carry_out, claim
from tests.exchange.recording.world import World
from tests.make import make_officer, make_person, now

SignIn = Callable[[Person], FlaskClient]


def make_now(consultation: Consultation) -> MadeRecord:
    """Do what the worker does."""
    work = claim(now())
    assert work is not None
    public_id = work.public_id
    db.session.commit()
    done = carry_out(public_id, HANDLERS)
    assert done.state == "done", done.failed
    return db.session.scalars(select(MadeRecord).order_by(MadeRecord.id.desc())).first() or pytest.fail("none")


def test_an_officer_makes_it_with_one_button_and_lays_the_public_one_out(
    world: World, sign_in_as: SignIn, client: FlaskClient
) -> None:
    slug, browser = world.consultation.slug, sign_in_as(world.officer)
    page = f"/consultations/{slug}/desk/record"
    assert "None was made yet" in browser.get(page).text
    assert browser.post(page, data={"edition": "public"}).status_code == 302
    assert "Being made: the public edition" in browser.get(page).text
    public_id = make_now(world.consultation).public_id
    listed = browser.get(page).text
    assert "What the newest one names as missing" in listed
    assert "had no answer yet" in listed
    work = find_newest(KIND, slug)
    assert work is not None
    assert (work.done, work.total) == (100, 100) or work.done > 60
    for form in ("zip", "docx", "pdf"):
        assert client.get(f"/consultations/{slug}/record/{public_id}/{form}").status_code == 404
        given = browser.get(f"{page}/{public_id}/{form}")
        assert given.headers["Content-Disposition"].startswith("attachment; filename=")
        given.close()
    assert f"/record/{public_id}/" not in client.get(f"/consultations/{slug}").text
    browser.post(f"{page}/{public_id}/lay-out")
    assert f"/consultations/{slug}/record/{public_id}/zip" in client.get(f"/consultations/{slug}").text
    given = client.get(f"/consultations/{slug}/record/{public_id}/zip")
    assert "verify.py" in zipfile.ZipFile(BytesIO(given.data)).namelist()
    given.close()
    browser.post(f"{page}/{public_id}/lay-out", data={"back": "yes"})
    assert client.get(f"/consultations/{slug}/record/{public_id}/zip").status_code == 404
    acts = db.session.scalars(select(AuditRow.action).where(AuditRow.action.startswith("record:"))).all()
    assert list(acts) == ["record:asked", "record:made", "record:published", "record:taken_back"]


def test_the_full_edition_stays_with_officers(world: World, sign_in_as: SignIn, client: FlaskClient) -> None:
    slug, browser = world.consultation.slug, sign_in_as(world.officer)
    browser.post(f"/consultations/{slug}/desk/record", data={"edition": "full"})
    public_id = make_now(world.consultation).public_id
    refused = browser.post(f"/consultations/{slug}/desk/record/{public_id}/lay-out")
    assert refused.status_code == 409
    for other in (client, sign_in_as(make_person())):
        assert other.get(f"/consultations/{slug}/record/{public_id}/zip").status_code == 404
        assert other.get(f"/consultations/{slug}/desk/record/{public_id}/zip").status_code in (302, 403)
    for odd in ("exe", "..", "zip%00"):
        assert browser.get(f"/consultations/{slug}/desk/record/{public_id}/{odd}").status_code == 404


def test_what_is_laid_out_is_given_to_nobody_once_words_in_it_are_hidden_and_officers_are_told(
    world: World, sign_in_as: SignIn, client: FlaskClient
) -> None:
    slug, browser = world.consultation.slug, sign_in_as(world.officer)
    page = f"/consultations/{slug}/desk/record"
    browser.post(page, data={"edition": "public"})
    made = make_now(world.consultation)
    public_id = made.public_id
    browser.post(f"{page}/{public_id}/lay-out")
    assert "were hidden or taken back since" not in browser.get(page).text
    seen = (Contribution.status == Status.PUBLISHED) & Document.consultation.has(slug=slug)
    said = db.session.scalars(select(Contribution).join(Contribution.document).where(seen).limit(1)).one()
    hide(said, "It names a child.", by=world.officer, now=now())
    assert "were hidden or taken back since" in browser.get(page).text
    refused = client.get(f"/consultations/{slug}/record/{public_id}/zip")
    assert (refused.status_code, "until it is made anew" in refused.text) == (409, True)
    browser.post(f"{page}/{public_id}/lay-out", data={"back": "yes"})
    assert browser.post(f"{page}/{public_id}/lay-out").status_code == 409
    show_again(said, "It names nobody after all.", by=world.officer, now=now())
    browser.post(f"{page}/{public_id}/lay-out")
    given = client.get(f"/consultations/{slug}/record/{public_id}/zip")
    assert given.status_code == 200
    given.close()
    hide(said, "It names a child.", by=world.officer, now=now())
    browser.post(f"{page}/{public_id}/lay-out", data={"back": "yes"})
    assert "were hidden or taken back since" not in browser.get(page).text


def test_what_cannot_be_asked_for_is_refused_in_words(world: World, sign_in_as: SignIn) -> None:
    browser, page = sign_in_as(world.officer), f"/consultations/{world.consultation.slug}/desk/record"
    assert browser.post(page, data={"edition": "secret"}).status_code == 422
    assert browser.post(page).status_code == 422
    world.consultation.stage = Stage.DRAFTING
    db.session.commit()
    refused = browser.post(page, data={"edition": "public"})
    assert (refused.status_code, "once it has opened" in refused.text) == (422, True)
    assert "Make the public edition" not in refused.text


def test_the_page_takes_as_many_queries_for_many_records_as_for_few(
    world: World, sign_in_as: SignIn, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    browser, counts = sign_in_as(world.officer), []
    for many in (1, 10):
        for _ in range(many):
            by = make_officer(world.consultation)
            made = {
                "edition": "public",
                "at": now(),
                "said": 3,
                "files": [{"form": "zip", "hash": "0" * 64, "size": 9}],
            }
            db.session.add(MadeRecord(consultation_id=world.consultation.id, by_id=by.id, **made))
        with count_queries() as queries:
            assert browser.get(f"/consultations/{world.consultation.slug}/desk/record").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_one_command_writes_all_forms_into_a_folder_or_one_into_a_file(
    app: Flask, world: World, tmp_path: Path
) -> None:
    slug, runner = world.consultation.slug, app.test_cli_runner()
    done = runner.invoke(record_consultation, [slug, "--edition", "full", "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == [
        f"{slug}-record-full.{form}" for form in ("docx", "pdf", "zip")
    ]
    done = runner.invoke(record_consultation, [slug, "-o", str(tmp_path / "one.zip")])
    assert done.exit_code == 0
    assert zipfile.is_zipfile(tmp_path / "one.zip")
    assert runner.invoke(record_consultation, ["nowhere", "-o", str(tmp_path / "x.zip")]).exit_code == 2
