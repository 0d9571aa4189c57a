"""What people complain of in other systems (numbered as in our notes on the field), each held as a promise here."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.conftest import Caller
from tests.api.town import TEXT, Town, build


@pytest.fixture
def town(app: Flask, anyone: Caller, call_as: Callable[..., Caller]) -> Town:
    return build(anyone, call_as)


def say(town: Town, key: str, quote: str = "", **more: Any) -> Any:
    sent = {"body": "Please think again.", "clause": key, "quote": quote, "revision": 1, **more}
    return town.neighbour.post(f"{town.home}/comments", sent)


def edit(town: Town, old: str, new: str) -> None:
    markdown = town.draft()["markdown"]
    assert old in markdown
    sent = {"markdown": markdown.replace(old, new), "expected_save": town.draft()["save"]}
    town.officer.post(f"{town.home}/draft", sent)


def now_of(town: Town, reference: str = "C-1") -> Any:
    return town.anyone.get(f"/contributions/{reference}")


def words_at(town: Town, placement: Any) -> list[str]:
    texts = {one["key"]: one["text"] for one in town.anyone.get(town.home)["clauses"]}
    return [texts[one["clause"]][one["start"] : one["end"]] for one in placement["segments"]]


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def test_complaint_1_an_edit_above_a_comment_does_not_slide_it_onto_other_words(town: Town) -> None:
    say(town, town.keys[2], "at nine")
    edit(
        town, "Each trip costs five pounds.", "Each trip, however long it is, costs five pounds. Tips are not expected."
    )
    edit(town, "# The service\n", "# The service\n\nA new paragraph stands before all others.\n")
    town.publish({"reference": "C-1", "fate": "noted"})
    placed = now_of(town)["placement"]
    assert (placed["status"], words_at(town, placed)) == ("same", ["at nine"])


def test_complaint_2_a_comment_that_changed_its_clause_stays_and_shows_what_it_changed(town: Town) -> None:
    key = town.keys[2]
    say(town, key, "leaves at nine")
    edit(town, "leaves at nine", "leaves at ten")
    town.publish({"reference": "C-1", "fate": "taken in", "words": [{"clause": key, "start": 0, "end": 22}]})
    found = now_of(town)
    assert found["anchor"]["exact"] == "leaves at nine"
    assert (found["placement"]["status"], words_at(town, found["placement"])) == ("reworded", ["leaves at ten"])
    assert [(one["clause"], one["how"]) for one in found["incorporations"]] == [(key, "prompted")]


def test_complaint_3_words_taken_out_because_of_a_comment_leave_it_with_its_answer(
    town: Town, client: FlaskClient
) -> None:
    say(town, town.keys[3], "Dogs may not travel.")
    edit(town, "\n\nDogs may not travel.", "")
    town.publish({"reference": "C-1", "fate": "taken in", "removed": [town.keys[3]]})
    found = now_of(town)
    assert found["placement"]["status"] == "removed"
    assert [one["fate"] for one in found["fates"]] == ["taken in"]
    assert "Dogs may not travel." in page(client, "/contributions/C-1")


def test_complaint_4_a_comment_whose_words_are_gone_is_still_listed_and_says_so(
    town: Town, client: FlaskClient
) -> None:
    say(town, town.keys[3], "Dogs may not travel.")
    edit(town, "\n\nDogs may not travel.", "")
    town.publish({"reference": "C-1", "fate": "not taken", "reason": "They frighten some."})
    assert [one["reference"] for one in town.anyone.get(f"{town.home}/contributions")["items"]] == ["C-1"]
    assert "C-1" in page(client, f"{town.home}/contributions")
    assert "Dogs may not travel." in page(client, f"{town.home}/clauses/{town.keys[3]}")


def test_complaint_5_a_suggestion_that_was_taken_in_is_no_open_question_any_more(town: Town) -> None:
    town.suggest({"clause": town.keys[2], "text": "The van leaves at ten."})
    town.merge("S-1")
    town.publish({"reference": "S-1", "fate": "taken in"})
    assert now_of(town, "S-1")["fates"][-1]["fate"] == "taken in"
    assert town.officer.get(f"{town.home}/contributions?unanswered=true")["items"] == []


def test_complaint_6_moving_a_clause_takes_its_comments_along(town: Town) -> None:
    say(town, town.keys[2], "at nine")
    edit(town, "\n\nThe van leaves at nine.", "")
    edit(town, "Dogs may not travel.", "Dogs may not travel.\n\nThe van leaves at nine.")
    town.publish({"reference": "C-1", "fate": "noted"})
    assert words_at(town, now_of(town)["placement"]) == ["at nine"]


def test_complaint_7_a_removal_that_is_only_suggested_harms_no_comment(town: Town) -> None:
    say(town, town.keys[3], "Dogs")
    town.suggest({"clause": town.keys[3], "text": None})
    assert now_of(town)["anchor"]["exact"] == "Dogs"
    assert now_of(town)["status"] == "published"


def test_complaint_8_and_13_anybody_reads_the_history_and_compares_any_two_revisions(
    town: Town, client: FlaskClient
) -> None:
    for number in ("ten", "eleven"):
        edit(town, town.draft()["markdown"].split("leaves at ")[1].split(".")[0], number)
        town.publish()
    assert [one["number"] for one in town.anyone.get(f"{town.home}/revisions")["items"]] == [1, 2, 3]
    (change,) = town.anyone.get(f"{town.home}/compare?from=1&to=3")["changes"]
    assert (change["old"], change["new"]) == ("The van leaves at nine.", "The van leaves at eleven.")
    assert "eleven" in page(client, f"{town.home}/compare?from=1&to=3")


def test_complaint_9_a_suggestion_shows_what_it_changes_is_discussed_voted_on_and_declined_with_a_reason(
    town: Town, client: FlaskClient
) -> None:
    town.suggest({"clause": town.keys[2], "text": "The van leaves at ten."})
    town.neighbour("PUT", "/votes", {"target": "S-1", "value": "disagree", "reason": "Too late for the clinic."})
    town.neighbour.post(f"{town.home}/comments", {"body": "The clinic opens at nine.", "reply_to": "S-1"})
    edit(town, "five pounds", "four pounds")
    town.publish({"reference": "S-1", "fate": "not taken", "reason": "The clinic opens at nine."})
    found = now_of(town, "S-1")
    assert found["changes"] == [{"clause": town.keys[2], "text": "The van leaves at ten."}]
    assert (found["votes"]["disagree"], found["fates"][-1]["reason"]) == (1, "The clinic opens at nine.")
    shown = page(client, "/contributions/S-1")
    assert "The clinic opens at nine." in shown
    assert "ten" in shown


def test_complaint_11_of_suggestions_that_collide_one_is_taken_the_other_is_shown_and_taking_can_be_undone(
    town: Town,
) -> None:
    before = town.draft()["save"]
    town.suggest({"clause": town.keys[2], "text": "The van leaves at ten."})
    town.suggest({"clause": town.keys[2], "text": "The van leaves at eight."}, by=town.neighbour)
    town.merge("S-1")
    assert town.merge("S-2", 409)["regions"][0]["ours"] == "The van leaves at ten."
    edit(town, "at ten", "at nine")
    assert town.draft()["save"] != before
    town.merge("S-2")
    assert "The van leaves at eight." in town.texts()


def test_complaint_12_agreement_stays_with_the_words_that_were_agreed_to(town: Town, client: FlaskClient) -> None:
    target = f"clause:{town.home.rpartition('/')[2]}:{town.keys[2]}"
    town.neighbour("PUT", "/votes", {"target": target, "value": "agree", "revision": 1})
    edit(town, "at nine", "at ten")
    town.publish()
    assert "1 agreed with earlier words" in page(client, f"{town.home}/clauses/{town.keys[2]}")
    stale = town.partner("PUT", "/votes", {"target": target, "value": "agree", "revision": 1})
    assert (stale.status_code, stale.json["text"]) == (409, "The van leaves at ten.")


def test_complaint_14_people_comment_and_suggest_in_a_plain_browser(town: Town, client: FlaskClient) -> None:
    shown = page(client, f"{town.home}/clauses/{town.keys[1]}")
    assert "Each trip costs five pounds." in shown  # every sentence is a choice
    assert 'type="radio"' in shown
    assert "Suggest other words" in shown


def test_complaint_16_an_export_carries_every_comment_with_its_words_and_its_answer(
    town: Town, app: Flask, sign_in_as: Callable[..., FlaskClient]
) -> None:
    from consult.documents.queries import get_document
    from tests.make import make_officer

    say(town, town.keys[2], "at nine")
    edit(town, "at nine", "at ten")
    town.publish({"reference": "C-1", "fate": "noted"})
    officer = make_officer(get_document(town.home.rpartition("/")[2]).consultation)
    table = page(sign_in_as(officer), f"{town.home}/contributions.csv")
    rows = [row for row in csv.reader(io.StringIO(table.removeprefix("\ufeff"))) if any("C-1" in cell for cell in row)]
    assert len(rows) == 1
    assert {"Please think again.", "at nine"} <= set(rows[0])
    assert any("noted" in cell.lower() for cell in rows[0])


def test_complaint_27_bringing_in_a_newer_text_keeps_the_history(town: Town) -> None:
    say(town, town.keys[2], "at nine")
    sent = {"markdown": TEXT.replace("at nine", "at ten"), "expected_save": town.draft()["save"]}
    town.officer.post(f"{town.home}/draft", sent)
    town.publish({"reference": "C-1", "fate": "noted"})
    assert town.anyone.get(f"{town.home}/revisions/1")["clauses"][2]["text"] == "The van leaves at nine."
    assert [one["key"] for one in town.draft()["clauses"]] == town.keys


def test_complaint_28_replies_stay_when_what_they_answer_is_taken_back(
    town: Town, client: FlaskClient, sign_in_as: Callable[..., FlaskClient]
) -> None:
    from consult.contributions.queries import get_contribution
    from consult.contributions.service import withdraw
    from consult.extensions import db
    from tests.make import now

    say(town, town.keys[2], "at nine")
    town.partner.post(f"{town.home}/comments", {"body": "I agree with you.", "reply_to": "C-1"})
    first = get_contribution("C-1")
    withdraw(first, by=first.author, now=now())
    db.session.commit()
    shown = page(client, "/contributions/C-1")
    assert "I agree with you." in shown
    assert "Please think again." not in shown
    refused = town.partner("POST", f"{town.home}/comments", {"body": "And more.", "reply_to": "C-1"})
    assert refused.status_code == 409
