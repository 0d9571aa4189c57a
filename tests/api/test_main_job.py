"""The whole job over HTTP: a draft is published, people speak and vote, and revision 2 says what became of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from consult.accounts.models import MemberRole
from consult.documents.queries import find_document
from consult.documents.verifying import first_broken
from tests.api.conftest import Caller
from tests.make import TEXT, make_member, make_organisation, make_person


@dataclass
class Story:
    """What was sent and answered on the way to revision 2."""

    anyone: Caller
    home: str
    bags: str
    document: dict[str, Any]
    spoke: dict[str, Any]
    dear: dict[str, Any]
    votes: list[dict[str, int]]
    refused: dict[str, Any]
    second: dict[str, Any]
    after: dict[str, Any]

    @property
    def before(self) -> dict[str, Any]:
        """Return the clause about bags as it was."""
        return clause_with(self.document, "two bags")


def clause_with(document: Any, words: str) -> dict[str, Any]:
    """Return the first clause that has these words."""
    found: dict[str, Any] = next(one for one in document["clauses"] if words in one["text"])
    return found


@pytest.fixture
def story(app: Flask, anyone: Caller, call_as: Callable[..., Caller]) -> Story:
    """Do the whole job over HTTP."""
    officer = call_as(make_member(make_organisation("Ashmere Council"), MemberRole.OFFICER, "Olu Officer"))
    resident, neighbour = call_as(make_person("Rosa Resident")), call_as(make_person())
    made = officer.post("/consultations", {"title": "Getting about", "purpose": "To agree it.", "stage": "open"})
    document = officer.post(
        f"/consultations/{made['slug']}/documents", {"title": "The service", "kind": "specification", "markdown": TEXT}
    )
    home, bags, price = (
        f"/documents/{document['slug']}",
        clause_with(document, "two bags"),
        clause_with(document, "£4.50"),
    )
    spoke = resident.post(
        f"{home}/comments",
        {"body": "Three, please.", "revision": 1, "clause": bags["key"], "quote": "carry up to two bags"},
    )
    dear = neighbour.post(f"{home}/comments", {"body": "Too dear.", "clause": price["key"]})
    votes = [
        (neighbour("PUT", "/votes", {"target": target, "value": value, "revision": 1}).json or {})["votes"]
        for target, value in (
            (spoke["reference"], "agree"),
            (f"clause:{document['slug']}:{price['key']}", "disagree"),
        )
    ]
    draft = officer.get(f"{home}/draft")
    words = draft["markdown"].replace("**two bags**", "**three bags**")
    save = officer.post(f"{home}/draft", {"markdown": words, "expected_save": draft["save"]})["save"]
    publication = {"summary": "Three bags instead of two.", "expected_save": save}
    refused = officer.post(f"{home}/revisions", {**publication, "fates": []}, 409)
    after = clause_with(officer.get(f"{home}/draft"), "three bags")
    start = after["text"].index("three bags")
    fates = [
        {
            "reference": spoke["reference"],
            "fate": "taken in",
            "words": [{"clause": bags["key"], "start": start, "end": start + len("three bags")}],
        },
        {"reference": dear["reference"], "fate": "not taken", "reason": "The grant pays no more."},
    ]
    second = officer.post(f"{home}/revisions", {**publication, "fates": fates})
    return Story(anyone, home, bags["key"], document, spoke, dear, votes, refused, second, after)


def test_a_document_is_public_at_once_where_the_consultation_is_open(story: Story) -> None:
    assert (story.document["revision"], story.document["stage"]) == (1, "open")
    first = story.anyone.get(f"{story.home}/revisions/1")
    assert first == {**story.document, "stage": "open"}


def test_the_server_finds_the_quote_across_a_bold_word(story: Story) -> None:
    anchor, text = story.spoke["anchor"], story.before["text"]
    assert text[anchor["start"] : anchor["end"]] == anchor["exact"]
    assert anchor["exact"].replace("*", "") == "carry up to two bags"
    assert (anchor["revision"], anchor["clause"], story.spoke["placement"]) == (1, story.bags, None)
    assert (story.spoke["author"], story.spoke["status"], story.spoke["fates"]) == ("Rosa Resident", "published", [])


def test_votes_are_counted(story: Story) -> None:
    assert story.votes == [{"agree": 1, "unsure": 0, "disagree": 0}, {"agree": 0, "unsure": 0, "disagree": 1}]


def test_the_gate_names_who_has_had_no_answer(story: Story) -> None:
    assert story.refused["unanswered"] == [story.spoke["reference"], story.dear["reference"]]


def test_revisions_are_listed_with_their_chain_and_what_they_took_in(story: Story) -> None:
    second = story.second
    assert (second["number"], second["taken_in"], second["exception"]) == (2, [story.spoke["reference"]], None)
    assert second["by"] == "Olu Officer"
    first, listed = story.anyone.get(f"{story.home}/revisions")["items"]
    assert (first["number"], first["previous_hash"]) == (1, None)
    assert listed == second
    assert second["previous_hash"] == first["hash"]
    assert story.anyone.get(f"{story.home}/revisions/2") == story.anyone.get(story.home)
    stored = find_document(story.document["slug"])
    assert stored is not None
    assert first_broken(stored) is None


def test_two_revisions_are_compared_word_by_word(story: Story) -> None:
    compared = story.anyone.get(f"{story.home}/compare?from=1&to=2")
    (change,) = compared["changes"]
    assert (change["key"], change["op"]) == (story.bags, "reworded")
    assert "".join(one["old"] for one in change["words"]) == change["old"] == story.before["text"]
    assert "".join(one["new"] for one in change["words"]) == change["new"] == story.after["text"]


def test_a_contribution_says_where_its_words_are_and_which_words_it_changed(story: Story) -> None:
    became = story.anyone.get(f"/contributions/{story.spoke['reference']}")
    assert became["placement"]["revision"] == 2
    assert became["placement"]["segments"][0]["clause"] == story.bags
    (fate,) = became["fates"]
    assert (fate["fate"], fate["revision"], fate["by"]) == ("taken in", 2, "Olu Officer")
    (brought,) = became["incorporations"]
    assert story.after["text"][brought["start"] : brought["end"]].strip("*") == "three bags"
    assert (brought["revision"], brought["clause"], brought["how"]) == (2, story.bags, "prompted")
    dear = story.anyone.get(f"/contributions/{story.dear['reference']}")
    assert [(one["fate"], one["reason"]) for one in dear["fates"]] == [("not taken", "The grant pays no more.")]


def test_an_answer_is_given_between_two_revisions(app: Flask, call_as: Callable[..., Caller]) -> None:
    council = make_organisation()
    officer, resident = call_as(make_member(council, MemberRole.OFFICER)), call_as(make_person())
    made = officer.post("/consultations", {"title": "A", "purpose": "B", "stage": "open"})
    document = officer.post(
        f"/consultations/{made['slug']}/documents", {"title": "T", "kind": "agenda", "markdown": TEXT}
    )
    home = f"/documents/{document['slug']}"
    asked = resident.post(f"{home}/comments", {"body": "Who pays?"})["reference"]
    answered = officer.post(
        f"{home}/fates", {"fates": [{"reference": asked, "fate": "answered", "reason": "The council does."}]}
    )
    assert [(one["reference"], one["fate"], one["revision"]) for one in answered["fates"]] == [
        (asked, "answered", None)
    ]
    assert resident.get(f"/contributions/{asked}")["fates"][0]["reason"] == "The council does."
    for fate in ("taken in", "partly", "carried forward"):
        refused = officer.post(f"{home}/fates", {"fates": [{"reference": asked, "fate": fate}]}, 422)
        assert "belongs to a revision" in refused["detail"]
