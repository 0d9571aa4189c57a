"""Consultations over HTTP: made, opened, extended and closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from consult.accounts.models import MemberRole
from consult.core.stages import Stage
from tests.api.conftest import Caller
from tests.make import (
    make_comment,
    make_consultation,
    make_document,
    make_member,
    make_officer,
    make_organisation,
    make_person,
    now,
)

NEW = {"title": "A fair deal", "purpose": "To agree what we do."}


@pytest.fixture
def officer(app: Flask, call_as: Callable[..., Caller]) -> Caller:
    """Give an officer of some council."""
    return call_as(make_member(make_organisation("Ashmere Council"), MemberRole.OFFICER))


def test_a_new_one_is_in_drafting_and_unseen_until_it_opens(officer: Caller, anyone: Caller) -> None:
    response = officer("POST", "/consultations", NEW)
    assert response.status_code == 201
    made = response.json or {}
    assert (made["slug"], made["stage"], made["audience"]) == ("a-fair-deal", "drafting", "everyone")
    assert response.headers["Location"] == "/api/v1/consultations/a-fair-deal"
    assert anyone("GET", "/consultations/a-fair-deal").status_code == 404
    assert officer.get("/consultations/a-fair-deal") == made


def test_a_date_closes_with_the_last_instant_of_the_day_in_london(officer: Caller) -> None:
    made = officer.post("/consultations", {**NEW, "opens_at": "2030-03-30", "closes_at": "2030-06-30"})
    assert (made["opens_at"], made["closes_at"]) == ("2030-03-30T00:00:00.000000Z", "2030-06-30T22:59:59.999999Z")
    timed = officer.post("/consultations", {**NEW, "opens_at": "2030-06-01T09:00", "closes_at": "2030-06-30T17:00:00Z"})
    assert (timed["opens_at"], timed["closes_at"]) == ("2030-06-01T08:00:00.000000Z", "2030-06-30T17:00:00.000000Z")


def test_one_whose_opening_has_come_is_open(officer: Caller, anyone: Caller) -> None:
    opens, closes = now() - timedelta(days=2), now() + timedelta(days=20)
    made = officer.post("/consultations", {**NEW, "opens_at": opens.isoformat(), "closes_at": closes.isoformat()})
    assert made["stage"] == "open"
    assert made["opens_at"] == opens.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert anyone.get(f"/consultations/{made['slug']}")["closes_at"] == made["closes_at"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("title", " "),
        ("purpose", ""),
        ("stage", "decided"),
        ("opens_at", "soon"),
        ("closes_at", "2030-02-30"),
        ("closes_at", "0001-01-01T00:00:00+23:59"),
        ("audience", "nobody"),
        ("audience.organisations", {"organisations": ["none-such"]}),
        ("audience", {}),
    ],
)
def test_what_makes_no_sense_is_named(officer: Caller, member: str, value: Any) -> None:
    problem = officer.post("/consultations", {**NEW, member.partition(".")[0]: value}, 422)
    assert problem["errors"][0]["field"] == member
    assert officer.get("/consultations")["items"] == []


def test_it_must_close_after_it_opens(officer: Caller) -> None:
    problem = officer.post("/consultations", {**NEW, "opens_at": "2030-05-01", "closes_at": "2030-04-01"}, 422)
    assert problem["errors"][0]["field"] == "closes_at"


def test_an_address_that_is_taken_is_a_conflict(officer: Caller) -> None:
    officer.post("/consultations", {**NEW, "slug": "deal"})
    problem = officer.post("/consultations", {**NEW, "slug": "deal"}, 409)
    assert problem["errors"][0]["field"] == "slug"


def test_only_officers_make_consultations(app: Flask, anyone: Caller, call_as: Callable[..., Caller]) -> None:
    partner = call_as(make_member(make_organisation()))
    assert partner("POST", "/consultations", NEW).status_code == 403
    assert call_as(make_person())("POST", "/consultations", NEW).status_code == 403
    assert anyone("POST", "/consultations", NEW).status_code == 401


def test_an_administrator_makes_one_for_the_organisation_of_the_house(
    app: Flask, officer: Caller, call_as: Callable[..., Caller]
) -> None:
    made = call_as(make_person(administrator=True)).post("/consultations", NEW)
    assert made["owner"] == officer.post("/consultations", NEW)["owner"]


def test_guests_are_named_by_slug(app: Flask, officer: Caller) -> None:
    guests = make_organisation()
    made = officer.post("/consultations", {**NEW, "audience": {"organisations": [guests.slug]}})
    assert made["audience"] == {"organisations": [guests.slug], "networks": []}


def test_stages_follow_one_another_each_with_its_reason(officer: Caller) -> None:
    slug = officer.post("/consultations", NEW)["slug"]
    for stage in ("open", "considering", "open", "considering", "decided", "reviewed"):
        moved = officer("PATCH", f"/consultations/{slug}", {"stage": stage, "reason": "It is time."})
        assert (moved.json or {})["stage"] == stage
    back = officer("PATCH", f"/consultations/{slug}", {"stage": "open", "reason": "Again."})
    assert back.status_code == 409
    assert (back.json or {})["errors"][0]["field"] == "stage"


def test_a_change_needs_a_reason_and_a_change(officer: Caller) -> None:
    slug = officer.post("/consultations", NEW)["slug"]
    for body, field in (
        ({"stage": "open"}, "reason"),
        ({"stage": "open", "reason": " "}, "reason"),
        ({"reason": "Why not."}, "stage"),
    ):
        problem = officer("PATCH", f"/consultations/{slug}", body)
        assert problem.status_code == 422
        assert (problem.json or {})["errors"][0]["field"] == field


def test_the_closing_is_extended_and_taken_away(officer: Caller) -> None:
    slug = officer.post("/consultations", {**NEW, "stage": "open", "closes_at": "2030-06-30"})["slug"]
    longer = officer("PATCH", f"/consultations/{slug}", {"closes_at": "2030-07-31", "reason": "The post was late."})
    assert (longer.json or {})["closes_at"] == "2030-07-31T22:59:59.999999Z"
    never = officer("PATCH", f"/consultations/{slug}", {"closes_at": None, "reason": "We take our time."})
    assert (never.json or {})["closes_at"] is None
    past = officer("PATCH", f"/consultations/{slug}", {"closes_at": "2020-01-01", "reason": "Oops."})
    assert past.status_code == 422


def test_another_round_opens_with_a_new_closing(officer: Caller) -> None:
    slug = officer.post("/consultations", {**NEW, "stage": "open"})["slug"]
    officer("PATCH", f"/consultations/{slug}", {"stage": "considering", "reason": "Enough."})
    again = officer(
        "PATCH", f"/consultations/{slug}", {"stage": "open", "closes_at": "2030-07-31", "reason": "Round two."}
    )
    assert (again.json or {})["closes_at"] == "2030-07-31T22:59:59.999999Z"
    assert (again.json or {})["stage"] == "open"


def test_nothing_is_decided_while_a_voice_has_no_answer(app: Flask, call_as: Callable[..., Caller]) -> None:
    consultation = make_consultation()
    said = make_comment(make_document(consultation)).reference
    consultation.stage = Stage.CONSIDERING
    officer = call_as(make_officer(consultation))
    refused = officer("PATCH", f"/consultations/{consultation.slug}", {"stage": "decided", "reason": "Done."})
    assert refused.status_code == 409
    assert (refused.json or {})["unanswered"] == [said]


def test_an_officer_of_another_organisation_changes_nothing(app: Flask, officer: Caller) -> None:
    theirs = make_consultation()
    document = make_document(theirs)
    for method, path, body in (
        ("PATCH", f"/consultations/{theirs.slug}", {"stage": "considering", "reason": "Ha."}),
        ("POST", f"/consultations/{theirs.slug}/documents", {"title": "T", "kind": "agenda", "markdown": "W"}),
        ("POST", f"/documents/{document.slug}/draft", {"markdown": "W", "expected_save": "x"}),
        ("POST", f"/documents/{document.slug}/revisions", {"summary": "S", "expected_save": "x", "fates": []}),
        ("POST", f"/documents/{document.slug}/fates", {"fates": []}),
        ("POST", f"/documents/{document.slug}/comments", {"body": "B", "channel": "paper"}),
    ):
        assert officer(method, path, body).status_code == 403, path


def test_a_document_without_words_is_refused(officer: Caller) -> None:
    slug = officer.post("/consultations", NEW)["slug"]
    for markdown in ("", "   \n", "---", "[a]: /b"):
        new = {"title": "T", "kind": "agenda", "markdown": markdown}
        problem = officer.post(f"/consultations/{slug}/documents", new, 422)
        assert problem["errors"][0]["field"] == "markdown"
