"""No program publishes an answer over one that an officer gave, or drafted, since the program read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.core.fates import Fate
from consult.documents.models import Document
from tests.answers.desk_hands import draft, draft_of, publish, published
from tests.api.conftest import Caller
from tests.make import make_comment, make_document, make_officer, make_person


@pytest.fixture
def document(app: Flask) -> Document:
    return make_document()


@pytest.fixture
def ada(document: Document) -> Person:
    return make_officer(document.consultation)


@pytest.fixture
def ben(document: Document) -> Person:
    return make_officer(document.consultation)


@pytest.fixture
def program(ben: Person, call_as: Callable[..., Caller]) -> Caller:
    """Give a program that calls with Ben's token."""
    return call_as(ben)


def give(program: Caller, *fates: dict[str, Any], status: int = 201) -> Any:
    document = program.get(f"/contributions/{fates[0]['reference']}")["document"]
    return program.post(f"/documents/{document}/fates", {"fates": list(fates)}, status)


def noted(comment: Contribution, **read: int) -> dict[str, Any]:
    return {"reference": comment.reference, "fate": "noted", "reason": "By program.", **read}


def reasons(comment: Contribution) -> list[str]:
    return [one.reason for one in published(comment)]


def test_what_was_answered_or_drafted_since_it_was_read_is_named_and_nothing_is_published(
    document: Document, ada: Person, program: Caller
) -> None:
    answered, drafted, dropped, free = (make_comment(document) for _ in range(4))
    draft(dropped, ada, reason="A first thought.")
    read = {"answers": 0, "draft": 0}
    publish(answered, ada, reason="Ada was first.")
    draft(drafted, ada, reason="Ada thinks.")
    sent = [noted(answered, **read), noted(drafted, **read), noted(dropped, answers=0, draft=2), noted(free, **read)]
    problem = give(program, *sent, status=409)
    assert problem["answered"] == [answered.reference]
    assert problem["redrafted"] == [drafted.reference, dropped.reference]
    for one in (answered, drafted, dropped):
        assert one.reference in problem["detail"]
    assert (reasons(answered), reasons(drafted), reasons(free)) == (["Ada was first."], [], [])
    assert [one and one.reason for one in map(draft_of, (drafted, dropped))] == ["Ada thinks.", "A first thought."]


def test_a_program_that_read_what_is_there_answers_again_and_once(
    document: Document, ada: Person, program: Caller
) -> None:
    comment = make_comment(document)
    publish(comment, ada, reason="Ada was first.")
    draft(comment, ada, reason="Ada thinks again.")
    found = program.get(f"/contributions/{comment.reference}")
    sent = noted(comment, answers=len(found["fates"]), draft=found["draft"]["version"])
    give(program, sent)
    assert reasons(comment) == ["Ada was first.", "By program."]
    assert give(program, sent, status=409)["answered"] == [comment.reference]
    assert reasons(comment) == ["Ada was first.", "By program."]


@pytest.mark.parametrize("do", [publish, draft])
def test_a_program_that_does_not_say_what_it_read_goes_over_nobody_else(
    document: Document, ada: Person, program: Caller, do: Callable[..., object]
) -> None:
    comment = make_comment(document)
    do(comment, ada, reason="Ada was first.")
    problem = give(program, noted(comment), status=409)
    assert problem["answered" if do is publish else "redrafted"] == [comment.reference]
    assert "By program." not in reasons(comment)
    assert give(program, noted(comment, draft=0), status=409)


@pytest.mark.parametrize("do", [publish, draft])
def test_a_program_that_does_not_say_what_it_read_knows_its_own(
    document: Document, ben: Person, program: Caller, do: Callable[..., object]
) -> None:
    comment = make_comment(document)
    do(comment, ben, reason="Ben was first.")
    give(program, noted(comment))
    assert reasons(comment)[-1] == "By program."


def test_a_draft_that_says_the_same_is_published_whoever_wrote_it(
    document: Document, ada: Person, program: Caller
) -> None:
    comment = make_comment(document)
    draft(comment, ada, Fate.NOTED, "By program.")
    give(program, noted(comment))
    assert reasons(comment) == ["By program."]


def test_officers_read_what_is_drafted_and_nobody_else_does(
    document: Document, ada: Person, program: Caller, anyone: Caller, call_as: Callable[..., Caller]
) -> None:
    drafted, free = make_comment(document), make_comment(document)
    draft(drafted, ada, Fate.NOTED, "Ada thinks.")
    program.get(f"/documents/{document.slug}/contributions")
    draft(drafted, ada, Fate.NOT_TAKEN, "Ada thinks again.")
    found = program.get(f"/contributions/{drafted.reference}")["draft"]
    assert {**found, "at": ""} == {
        "fate": "not taken",
        "reason": "Ada thinks again.",
        "at": "",
        "by": ada.name,
        "version": 2,
    }
    assert program.get(f"/contributions/{free.reference}")["draft"] is None
    listed = program.get(f"/documents/{document.slug}/contributions")["items"]
    assert [one["draft"] for one in listed] == [found, None]
    for other in (anyone, call_as(make_person())):
        assert "draft" not in other.get(f"/contributions/{drafted.reference}")
        assert all("draft" not in one for one in other.get(f"/documents/{document.slug}/contributions")["items"])


@pytest.mark.parametrize("read", [{"answers": -1}, {"answers": 1}, {"draft": "one"}, {"answers": True}])
def test_what_cannot_have_been_read_is_refused(document: Document, program: Caller, read: dict[str, Any]) -> None:
    comment = make_comment(document)
    give(program, noted(comment, **read), status=422)
    assert reasons(comment) == []


def test_many_are_looked_at_in_as_many_queries_as_few(
    document: Document, ben: Person, program: Caller, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    author, taken = make_person(), []
    for many in (1, 2, 30):  # the first time a process is asked, it reads more
        comments = [make_comment(document, by=author) for _ in range(many)]
        for one in comments:
            draft(one, ben, reason="Ben thinks.")
        with count_queries() as queries:
            program.post(f"/documents/{document.slug}/fates", {"fates": [noted(one) for one in comments]})
        taken.append(len(queries))
    assert taken[1] == taken[2]


@pytest.mark.parametrize("do", [publish, draft])
def test_a_revision_published_by_program_goes_over_nothing_it_says_it_did_not_read(
    document: Document, ada: Person, program: Caller, do: Callable[..., object]
) -> None:
    comment = make_comment(document)
    home = f"/documents/{document.slug}"
    found = program.get(f"{home}/draft")
    save = program.post(
        f"{home}/draft", {"markdown": f"{found['markdown']}\nOne more.\n", "expected_save": found["save"]}
    )
    do(comment, ada, reason="Ada was first.")
    revision = {"summary": "More.", "expected_save": save["save"]}
    unread = [noted(comment, answers=0, draft=0)]
    problem = program.post(f"{home}/revisions", {**revision, "fates": unread}, 409)
    assert problem["answered" if do is publish else "redrafted"] == [comment.reference]
    assert "By program." not in reasons(comment)
    there = program.get(f"/contributions/{comment.reference}")
    read = noted(comment, answers=len(there["fates"]), draft=(there["draft"] or {"version": 0})["version"])
    program.post(f"{home}/revisions", {**revision, "fates": [read]}, 201)
    assert reasons(comment)[-1] == "By program."
