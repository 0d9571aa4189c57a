"""Suggestions over the machines' door: put in, merged, collided, published, and traced to their words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import Caller
from tests.api.town import TEXT, Town, build


@pytest.fixture
def town(app: Flask, anyone: Caller, call_as: Callable[..., Caller]) -> Town:
    return build(anyone, call_as)


def test_a_suggestion_is_given_with_its_changes_and_points_at_the_first_clause(town: Town) -> None:
    _, fares, _, dogs = town.keys
    new = {"after": fares, "kind": "paragraph", "level": 0, "marker": "", "text": "Carers travel free."}
    sent = [
        {"clause": fares, "text": "Each trip costs four pounds. Children travel free."},
        {"clause": dogs, "text": None},
        new,
    ]
    made = town.suggest(*sent)
    assert made["reference"] == "S-1"
    assert made["kind"] == "suggestion"
    assert made["changes"] == sent
    assert made["anchor"]["clause"] == fares
    assert town.anyone.get("/contributions/S-1") == made
    assert [one["reference"] for one in town.anyone.get(f"{town.home}/contributions?kind=suggestion")["items"]] == [
        "S-1"
    ]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([], "Change some words first"),
        ([{"clause": "nosuch", "text": "Words."}], "does not stand"),
        ([{"text": "Words."}], "which clause"),
        ([{"clause": 1, "after": 1, "text": "Words."}], "which clause"),
        ([{"clause": 1, "text": "Each trip costs five pounds. Children travel free."}], "as they stand"),
        ([{"clause": 1, "text": "One."}, {"clause": 1, "text": "Two."}], "twice"),
        ([{"after": 1, "text": "  "}], "Write the words"),
        ([{"clause": number, "text": None} for number in range(4)], "no words at all"),
    ],
)
def test_a_suggestion_that_cannot_be_is_refused_and_says_why(town: Town, changes: list[Any], says: str) -> None:
    named = [
        {name: town.keys[value] if isinstance(value, int) else value for name, value in one.items()} for one in changes
    ]
    refused = town.suggest(*named, status=422)
    assert says in refused["detail"]
    assert town.anyone.get(f"{town.home}/contributions")["items"] == []


def test_a_merged_suggestion_is_a_save_that_names_it_and_the_revision_says_so(town: Town) -> None:
    _, fares, van, dogs = town.keys
    town.suggest(
        {"clause": fares, "text": "Each trip costs four pounds. Children travel free."}, {"clause": dogs, "text": None}
    )
    town.merge("S-1")
    assert town.texts() == [
        "The service",
        "Each trip costs four pounds. Children travel free.",
        "The van leaves at nine.",
    ]
    made = town.publish({"reference": "S-1", "fate": "taken in"})
    assert made["taken_in"] == ["S-1"]
    after = town.anyone.get("/contributions/S-1")
    assert [one["fate"] for one in after["fates"]] == ["taken in"]
    first, second = after["incorporations"]
    clause = town.draft()["clauses"][1]
    assert clause["text"][first["start"] : first["end"]] == "Each trip costs four pounds."
    assert (first["clause"], first["how"]) == (fares, "verbatim")
    assert (second["clause"], second["start"], second["end"], second["how"]) == (dogs, 0, 0, "verbatim")
    assert van in [one["key"] for one in town.draft()["clauses"]]


def test_two_suggestions_to_different_sentences_of_a_clause_are_both_kept(town: Town) -> None:
    fares = town.keys[1]
    town.suggest({"clause": fares, "text": "Each trip costs four pounds. Children travel free."})
    town.suggest(
        {"clause": fares, "text": "Each trip costs five pounds. Under-twelves travel free."}, by=town.neighbour
    )
    town.merge("S-1")
    town.merge("S-2")
    assert "Each trip costs four pounds. Under-twelves travel free." in town.texts()


def test_two_suggestions_to_one_sentence_collide_and_a_person_sees_both(town: Town) -> None:
    fares = town.keys[1]
    town.suggest({"clause": fares, "text": "Each trip costs four pounds. Children travel free."})
    town.suggest({"clause": fares, "text": "Each trip costs three pounds. Children travel free."}, by=town.neighbour)
    save = town.merge("S-1")["save"]
    refused = town.merge("S-2", 409)
    assert refused["save"] == save
    assert refused["regions"] == [
        {
            "clause": fares,
            "base": "Each trip costs five pounds. Children travel free.",
            "ours": "Each trip costs four pounds. Children travel free.",
            "theirs": "Each trip costs three pounds. Children travel free.",
        }
    ]
    assert town.draft()["save"] == save


def test_a_stale_merge_is_told_the_newest_save_and_changes_nothing(town: Town) -> None:
    fares, van = town.keys[1], town.keys[2]
    town.suggest({"clause": fares, "text": "Each trip costs four pounds. Children travel free."})
    town.suggest({"clause": van, "text": "The van leaves at ten."})
    stale = town.draft()["save"]
    newest = town.merge("S-1")["save"]
    refused = town.officer.post("/suggestions/S-2/merge", {"expected_save": stale}, 409)
    assert refused["save"] == newest
    assert town.draft()["save"] == newest


def test_a_suggestion_taken_in_part_can_only_be_partly(town: Town) -> None:
    fares, van = town.keys[1], town.keys[2]
    town.suggest(
        {"clause": fares, "text": "Each trip costs four pounds. Children travel free."},
        {"clause": van, "text": "The van leaves at ten."},
    )
    town.merge("S-1", take=[van])
    refused = town.publish({"reference": "S-1", "fate": "taken in"}, status=422)
    assert "partly" in refused["detail"]
    town.publish({"reference": "S-1", "fate": "partly", "reason": "The price stays."})
    (only,) = town.anyone.get("/contributions/S-1")["incorporations"]
    assert only["clause"] == van


def test_a_claim_that_words_were_taken_in_is_checked_against_the_text(town: Town) -> None:
    fares, van = town.keys[1], town.keys[2]
    town.suggest({"clause": fares, "text": "Each trip costs four pounds. Children travel free."})
    markdown = TEXT.replace("at nine", "at ten")
    town.officer.post(f"{town.home}/draft", {"markdown": markdown, "expected_save": town.draft()["save"]})
    refused = town.publish({"reference": "S-1", "fate": "taken in"}, status=422)
    assert "none of its words" in refused["detail"]
    adapted = markdown.replace("costs five pounds", "costs only four pounds")
    town.officer.post(f"{town.home}/draft", {"markdown": adapted, "expected_save": town.draft()["save"]})
    town.publish({"reference": "S-1", "fate": "taken in"})
    (only,) = town.anyone.get("/contributions/S-1")["incorporations"]
    assert (only["clause"], only["how"]) == (fares, "adapted")
    assert van


def test_an_unanswered_suggestion_holds_the_gate(town: Town) -> None:
    town.suggest({"clause": town.keys[2], "text": "The van leaves at ten."})
    markdown = TEXT.replace("five pounds", "four pounds")
    town.officer.post(f"{town.home}/draft", {"markdown": markdown, "expected_save": town.draft()["save"]})
    assert town.publish(status=409)["unanswered"] == ["S-1"]


def test_only_drafters_merge_and_only_suggestions_are_merged(town: Town) -> None:
    town.suggest({"clause": town.keys[2], "text": "The van leaves at ten."})
    save = town.draft()["save"]
    town.partner.post("/suggestions/S-1/merge", {"expected_save": save}, 403)
    town.anyone.post("/suggestions/S-1/merge", {"expected_save": save}, 401)
    town.partner.post(f"{town.home}/comments", {"body": "Why nine?"})
    assert "suggests no words" in town.merge("C-1", 422)["detail"]
    town.merge("S-1")
    assert "says already" in town.merge("S-1", 422)["detail"]


def test_people_vote_on_a_suggestion(town: Town) -> None:
    town.suggest({"clause": town.keys[2], "text": "The van leaves at ten."})
    given = town.neighbour("PUT", "/votes", {"target": "S-1", "value": "agree", "reason": "I work till nine."}).json
    assert given["votes"] == {"agree": 1, "unsure": 0, "disagree": 0}
