"""Where something newer stands in the way, the answer says what, in the shape callers count on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from consult.contributions.models import Contribution
from consult.core.stages import Stage
from consult.documents.models import Document, Save
from consult.documents.queries import read_revision
from consult.extensions import db
from tests.api.conftest import Caller
from tests.make import TEXT, make_comment, make_consultation, make_document, make_officer, make_person

PROBLEM = {"type", "title", "status", "detail", "errors"}


@dataclass
class Desk:
    """A document and the officer who works on it."""

    document: Document
    officer: Caller
    home: str

    @property
    def save(self) -> str:
        """Return the newest save's id."""
        found: str = self.officer.get(f"{self.home}/draft")["save"]
        return found

    def edit(self, old: str, new: str) -> str:
        """Change words of the newest save and return the new one's id."""
        draft = self.officer.get(f"{self.home}/draft")
        words = draft["markdown"].replace(old, new)
        found: str = self.officer.post(f"{self.home}/draft", {"markdown": words, "expected_save": draft["save"]})[
            "save"
        ]
        return found


@pytest.fixture
def desk(app: Flask, call_as: Callable[..., Caller]) -> Desk:
    """Give a document with the officer of its consultation."""
    consultation = make_consultation()
    document = make_document(consultation)
    return Desk(document, call_as(make_officer(consultation)), f"/documents/{document.slug}")


def own(problem: dict[str, object]) -> dict[str, object]:
    """Return what a problem says besides what every problem says."""
    return {name: value for name, value in problem.items() if name not in PROBLEM}


def test_a_stale_draft_is_merged_where_nothing_collides(desk: Desk) -> None:
    start = desk.save
    desk.edit("two bags", "three bags")
    words = TEXT.replace("A carer travels free.", "A carer travels for nothing.")
    merged = desk.officer.post(f"{desk.home}/draft", {"markdown": words, "expected_save": start})
    assert merged == {"save": desk.save, "merged": True}
    both = desk.officer.get(f"{desk.home}/draft")["markdown"]
    assert "three bags" in both
    assert "for nothing" in both


def test_a_draft_that_collides_is_answered_with_the_save_and_each_side(desk: Desk) -> None:
    start = desk.save
    newest = desk.edit("£4.50", "£3.80")
    key = next(one["key"] for one in desk.officer.get(f"{desk.home}/draft")["clauses"] if "£3.80" in one["text"])
    words = TEXT.replace("£4.50", "£6")
    problem = desk.officer.post(f"{desk.home}/draft", {"markdown": words, "expected_save": start}, 409)
    assert own(problem) == {
        "save": newest,
        "regions": [
            {
                "clause": key,
                "base": "A single journey costs no more than £4.50. A carer travels free.",
                "ours": "A single journey costs no more than £3.80. A carer travels free.",
                "theirs": "A single journey costs no more than £6. A carer travels free.",
            }
        ],
    }
    assert desk.save == newest


def test_published_words_sent_back_are_merged_and_never_written_over_a_newer_draft(desk: Desk) -> None:
    published = desk.officer.get(desk.home)
    newest = desk.edit("two bags", "three bags")
    back = {"markdown": published["markdown"], "expected_save": published["save"]}
    desk.officer.post(f"{desk.home}/draft", back)
    assert desk.save == newest
    assert "three bags" in desk.officer.get(f"{desk.home}/draft")["markdown"]


def test_a_save_nobody_made_is_refused(desk: Desk) -> None:
    problem = desk.officer.post(f"{desk.home}/draft", {"markdown": "Words.", "expected_save": "nonsense"}, 422)
    assert problem["errors"][0]["field"] == "expected_save"


def test_publishing_a_stale_save_is_answered_with_revision_and_save(desk: Desk) -> None:
    first = desk.edit("two bags", "three bags")
    second = desk.edit("three bags", "four bags")
    problem = desk.officer.post(f"{desk.home}/revisions", {"summary": "S", "expected_save": first, "fates": []}, 409)
    assert own(problem) == {"revision": 1, "save": second}


def test_of_two_who_publish_the_same_save_one_is_shown_the_newer_revision(desk: Desk) -> None:
    save = desk.edit("two bags", "three bags")
    publication = {"summary": "More bags.", "expected_save": save, "fates": []}
    desk.officer.post(f"{desk.home}/revisions", publication)
    assert own(desk.officer.post(f"{desk.home}/revisions", publication, 409)) == {"revision": 2, "save": save}


def test_the_gate_holds_until_an_exception_says_why_not_in_public(desk: Desk, anyone: Caller) -> None:
    left = make_comment(desk.document).reference
    save = desk.edit("two bags", "three bags")
    publication = {"summary": "More bags.", "expected_save": save, "fates": []}
    assert own(desk.officer.post(f"{desk.home}/revisions", publication, 409)) == {"unanswered": [left]}
    desk.officer.post(f"{desk.home}/revisions", {**publication, "exception": "The grant ends on Friday."})
    newest = anyone.get(f"{desk.home}/revisions")["items"][-1]
    assert newest["exception"] == "The grant ends on Friday."
    assert anyone.get(f"{desk.home}/contributions?unanswered=1")["items"][0]["reference"] == left


@pytest.mark.parametrize("fate", ["taken in", "partly"])
def test_what_was_taken_in_must_be_pointed_at(desk: Desk, fate: str) -> None:
    said = make_comment(desk.document).reference
    save = desk.edit("two bags", "three bags")
    publication = {"summary": "S", "expected_save": save, "fates": [{"reference": said, "fate": fate}]}
    problem = desk.officer.post(f"{desk.home}/revisions", publication, 422)
    assert said in problem["detail"]
    assert len(desk.officer.get(f"{desk.home}/revisions")["items"]) == 1


def test_a_clause_taken_away_is_shown_by_its_key(desk: Desk, anyone: Caller) -> None:
    draft = desk.officer.get(f"{desk.home}/draft")
    gone = next(one for one in draft["clauses"] if "15 minutes" in one["text"])
    said = make_comment(desk.document, clause=gone["key"]).reference
    save = desk.edit(f"(a) {gone['text']}", "(a) come on time;")
    text = desk.officer.get(f"{desk.home}/draft")
    removed = gone["key"] not in {one["key"] for one in text["clauses"]}
    where = {"removed": [gone["key"]]} if removed else {"words": [{"clause": gone["key"], "start": 0, "end": 12}]}
    fate = {"reference": said, "fate": "taken in", "how": "prompted", **where}
    desk.officer.post(f"{desk.home}/revisions", {"summary": "S", "expected_save": save, "fates": [fate]})
    (brought,) = anyone.get(f"/contributions/{said}")["incorporations"]
    assert brought["clause"] == gone["key"]


def test_a_vote_on_words_that_changed_is_answered_with_the_new_words(
    desk: Desk, call_as: Callable[..., Caller]
) -> None:
    voter = call_as(make_person())
    clause = next(one for one in voter.get(desk.home)["clauses"] if "£4.50" in one["text"])
    save = desk.edit("£4.50", "£3.80")
    desk.officer.post(f"{desk.home}/revisions", {"summary": "Cheaper.", "expected_save": save, "fates": []})
    target = f"clause:{desk.document.slug}:{clause['key']}"
    stale = voter("PUT", "/votes", {"target": target, "value": "agree", "revision": 1})
    assert stale.status_code == 409
    assert own(stale.json or {}) == {
        "revision": 2,
        "clause": clause["key"],
        "text": "A single journey costs no more than £3.80. A carer travels free.",
    }
    fresh = voter("PUT", "/votes", {"target": target, "value": "agree", "revision": 2})
    assert (fresh.json or {})["votes"] == {"agree": 1, "unsure": 0, "disagree": 0}


def test_a_vote_can_be_changed_and_taken_back(desk: Desk, call_as: Callable[..., Caller]) -> None:
    voter, said = call_as(make_person()), make_comment(desk.document).reference
    for value, votes in (("agree", (1, 0, 0)), ("unsure", (0, 1, 0)), ("unsure", (0, 1, 0)), ("none", (0, 0, 0))):
        cast = voter("PUT", "/votes", {"target": said.lower(), "value": value})
        assert (cast.json or {})["votes"] == dict(zip(("agree", "unsure", "disagree"), votes, strict=True))


@pytest.mark.parametrize("stage", [Stage.CONSIDERING, Stage.DECIDED, Stage.REVIEWED, Stage.CANCELLED])
def test_what_is_closed_says_so(desk: Desk, call_as: Callable[..., Caller], stage: Stage) -> None:
    said = make_comment(desk.document).reference
    desk.document.consultation.stage = stage
    person = call_as(make_person())
    for method, path, body in (
        ("POST", f"{desk.home}/comments", {"body": "Late."}),
        ("PUT", "/votes", {"target": said, "value": "agree"}),
    ):
        closed = person(method, path, body)
        assert closed.status_code == 409
        assert own(closed.json or {}) == {"stage": stage.value}


def test_nothing_is_kept_of_what_was_refused(desk: Desk) -> None:
    before = (db.session.query(Contribution).count(), db.session.query(Save).count())
    desk.officer("POST", f"{desk.home}/comments", {"body": "x", "quote": "words that stand nowhere in this text"})
    desk.officer("POST", f"{desk.home}/draft", {"markdown": " \n ", "expected_save": desk.save})
    assert (db.session.query(Contribution).count(), db.session.query(Save).count()) == before


def test_words_that_do_not_stand_in_the_text_are_answered_with_the_nearest(desk: Desk) -> None:
    clause = next(one for one in desk.officer.get(desk.home)["clauses"] if "£4.50" in one["text"])
    body = {"body": "Too dear.", "clause": clause["key"], "quote": "A single journey costs at most £4.50."}
    problem = desk.officer.post(f"{desk.home}/comments", body, 422)
    assert problem["errors"][0]["field"] == "quote"
    nearest = problem["nearest"]
    assert nearest["clause"] == clause["key"]
    assert "single journey" in nearest["passage"]


def test_a_late_comment_on_an_older_revision_is_placed_in_the_newest(
    desk: Desk, call_as: Callable[..., Caller]
) -> None:
    clause = next(one for one in desk.officer.get(desk.home)["clauses"] if "two bags" in one["text"])
    save = desk.edit("two bags", "three bags")
    desk.officer.post(f"{desk.home}/revisions", {"summary": "S", "expected_save": save, "fates": []})
    said = call_as(make_person()).post(
        f"{desk.home}/comments", {"body": "More.", "revision": 1, "clause": clause["key"], "quote": "two bags"}
    )
    assert said["anchor"]["revision"] == 1
    assert said["placement"]["revision"] == 2
    assert said["placement"]["status"] == "reworded"


def test_every_clause_can_be_read_in_the_revision_that_had_it(desk: Desk, anyone: Caller) -> None:
    shown = anyone.get(f"{desk.home}/revisions/1")
    assert desk.document.newest_revision is not None
    text = read_revision(desk.document.newest_revision)
    assert [one["key"] for one in shown["clauses"]] == [clause.key for clause in text.clauses]
    for clause in shown["clauses"]:
        joined = "".join(clause["text"][one["start"] : one["end"]] for one in clause["sentences"])
        assert "".join(joined.split()) == "".join(clause["text"].split())
