"""Suggestions over the machines' door after they are in: revised, backed by name, and never decided on unread words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from consult.accounts.models import MemberRole
from tests.api.conftest import Caller
from tests.api.town import Town, build
from tests.make import make_member, make_organisation

NEW = "Each trip costs three pounds. Children travel free."


@pytest.fixture
def town(app: Flask, anyone: Caller, call_as: Callable[..., Caller]) -> Town:
    made = build(anyone, call_as)
    made.suggest({"clause": made.keys[1], "text": "Each trip costs four pounds. Children travel free."})
    return made


def revise(town: Town, status: int = 201, *, by: Caller | None = None, **more: object) -> dict[str, object]:
    sent = {"base_revision": 1, "changes": [{"clause": town.keys[1], "text": NEW}], "reason": "Three will do.", **more}
    answer: dict[str, object] = (by or town.partner).post("/suggestions/S-1/versions", sent, status)
    return answer


def test_a_suggestion_is_revised_and_votes_stay_with_the_words_they_were_cast_on(town: Town) -> None:
    assert town.anyone.get("/contributions/S-1")["version"] == 1
    town.neighbour("PUT", "/votes", {"target": "S-1", "value": "agree", "version": 1})
    made = revise(town)
    assert (made["reference"], made["version"], made["body"]) == ("S-1", 2, "Three will do.")
    assert made["changes"] == [{"clause": town.keys[1], "text": NEW}]
    assert made["votes"] == {"agree": 0, "unsure": 0, "disagree": 0}
    assert town.anyone.get("/contributions/S-1") == made


def test_only_its_author_revises_a_suggestion_and_only_while_nobody_took_it_in(town: Town) -> None:
    revise(town, 403, by=town.neighbour)
    revise(town, 401, by=town.anyone)
    assert "as they stand" in str(
        revise(town, 422, changes=[{"clause": town.keys[2], "text": "The van leaves at nine."}])["detail"]
    )
    town.merge("S-1")
    assert "working draft already" in str(revise(town, 409)["detail"])
    assert town.anyone.get("/contributions/S-1")["version"] == 1


def test_a_suggestion_is_revised_from_its_newest_version_only(town: Town) -> None:
    revise(town, version=1)
    assert revise(town, 409, version=1)["version"] == 2
    assert town.anyone.get("/contributions/S-1")["version"] == 2


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_comment_is_not_backed_by_name(town: Town, method: str) -> None:
    town.partner.post(f"{town.home}/comments", {"body": "Why nine?"})
    body = {} if method == "PUT" else None
    assert town.neighbour(method, "/suggestions/C-1/cosignature", body).status_code == 422


def test_people_put_their_name_behind_a_suggestion_and_take_it_back(town: Town) -> None:
    for _ in range(2):
        backed = town.neighbour("PUT", "/suggestions/S-1/cosignature", {"version": 1})
        assert backed.status_code == 200
        assert [one["organisation"] for one in backed.json["cosignatures"]] == [None]
    assert town.anyone.get("/contributions/S-1") == backed.json
    revise(town)
    (earlier,) = town.anyone.get("/contributions/S-1")["cosignatures"]
    assert earlier["earlier_words"] is True
    for _ in range(2):
        assert town.neighbour("DELETE", "/suggestions/S-1/cosignature").json["cosignatures"] == []


def test_a_name_is_put_for_an_organisation_one_belongs_to(town: Town, call_as: Callable[..., Caller]) -> None:
    charity = make_organisation("Pinder's Yard")
    member = call_as(make_member(charity, MemberRole.PARTNER))
    path, sent = "/suggestions/S-1/cosignature", {"organisation": charity.slug}
    assert member("PUT", path, sent).json["cosignatures"][0]["organisation"] == charity.slug
    assert town.neighbour("PUT", path, sent).status_code == 422
    assert town.partner("PUT", path, {}).status_code == 403
    assert town.anyone("PUT", path, {}).status_code == 401
    assert len(town.anyone.get("/contributions/S-1")["cosignatures"]) == 1


def test_a_token_that_may_only_read_revises_and_backs_nothing(town: Town, call_as: Callable[..., Caller]) -> None:
    reader = call_as(make_member(make_organisation(), MemberRole.PARTNER), "read")
    revise(town, 403, by=reader)
    assert reader("PUT", "/suggestions/S-1/cosignature", {}).status_code == 403
    assert reader("DELETE", "/suggestions/S-1/cosignature").status_code == 403


def test_nobody_backs_votes_on_or_merges_words_that_are_others_now(town: Town) -> None:
    revise(town)
    save = town.draft()["save"]
    refused = [
        town.neighbour("PUT", "/votes", {"target": "S-1", "value": "agree", "version": 1}),
        town.neighbour("PUT", "/suggestions/S-1/cosignature", {"version": 1}),
        town.officer("POST", "/suggestions/S-1/merge", {"expected_save": save, "version": 1}),
    ]
    for one in refused:
        assert (one.status_code, one.json["version"]) == (409, 2)
        assert one.json["errors"][0]["field"] == "version"
    after = town.anyone.get("/contributions/S-1")
    assert (after["votes"]["agree"], after["cosignatures"], town.draft()["save"]) == (0, [], save)
    assert town.neighbour("PUT", "/votes", {"target": "S-1", "value": "agree", "version": 2}).status_code == 200
    town.merge("S-1", version=2)
    assert NEW in town.texts()


def test_a_call_that_names_no_version_does_as_before(town: Town) -> None:
    revise(town)
    assert town.neighbour("PUT", "/votes", {"target": "S-1", "value": "agree"}).status_code == 200
    town.merge("S-1")
    assert NEW in town.texts()


def test_a_vote_on_a_clause_goes_by_its_revision_not_by_a_version(town: Town) -> None:
    target = f"clause:{town.home.rpartition('/')[2]}:{town.keys[1]}"
    refused = town.neighbour("PUT", "/votes", {"target": target, "value": "agree", "version": 1})
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == "version"
