"""Lists come in parts, filtered, in a fixed number of queries, and are not sent again when nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask

from consult.documents.queries import read_revision
from tests.api.conftest import Caller
from tests.make import make_comment, make_consultation, make_document, make_member, make_officer, make_organisation

Counter = Callable[[], AbstractContextManager[list[str]]]


def walk(caller: Caller, path: str, limit: int) -> list[Any]:
    """Follow `next` to the end."""
    found: list[Any] = []
    after = ""
    while True:
        part = caller.get(f"{path}?limit={limit}" + (f"&after={after}" if after else ""))
        assert len(part["items"]) <= limit
        found.extend(part["items"])
        if part["next"] is None:
            return found
        after = part["next"]


def test_following_next_gives_everything_once(app: Flask, anyone: Caller) -> None:
    document = make_document()
    said = [make_comment(document).reference for _ in range(7)]
    for limit in (1, 3, 7, 500):
        listed = walk(anyone, f"/documents/{document.slug}/contributions", limit)
        assert [one["reference"] for one in listed] == said
    for _ in range(4):
        make_consultation()
    slugs = [one["slug"] for one in walk(anyone, "/consultations", 2)]
    assert len(slugs) == len(set(slugs)) == 5
    assert [one["number"] for one in walk(anyone, f"/documents/{document.slug}/revisions", 1)] == [1]


def test_the_address_of_the_next_part_is_given_as_a_link(app: Flask, anyone: Caller) -> None:
    document = make_document()
    one, two = make_comment(document).reference, make_comment(document).reference
    first = anyone("GET", f"/documents/{document.slug}/contributions?limit=1&kind=comment")
    address = first.headers["Link"].partition(";")[0].strip("<>").removeprefix("/api/v1")
    second = anyone.get(address)
    assert [part["items"][0]["reference"] for part in (first.json or {}, second)] == [one, two]


@pytest.mark.parametrize("after", ["x", "bm9uc2Vuc2U", "bi0x", "bjk5OTk5OTk5OTk5OTk5OTk5OTk5", "é", "====", "bsK5"])
def test_a_cursor_nobody_gave_is_refused(app: Flask, anyone: Caller, after: str) -> None:
    document = make_document()
    for path in (
        "/consultations",
        f"/documents/{document.slug}/revisions",
        f"/documents/{document.slug}/contributions",
    ):
        assert anyone("GET", path, query_string={"after": after}).status_code == 422


def test_contributions_are_filtered(app: Flask, anyone: Caller, call_as: Callable[..., Caller]) -> None:
    consultation = make_consultation()
    document = make_document(consultation)
    assert document.newest_revision is not None
    key = read_revision(document.newest_revision).clauses[2].key
    hat = make_organisation()
    officer, home = call_as(make_officer(consultation)), f"/documents/{document.slug}"
    whole = make_comment(document).reference
    placed = make_comment(document, clause=key, by=make_member(hat), organisation=hat.slug).reference
    today = consultation.stage_at.date().isoformat()
    entered = officer.post(
        f"{home}/comments",
        {"body": "On paper.", "channel": "paper", "received": today, "on_behalf_of": "anonymous"},
    )
    assert (entered["author"], entered["channel"]) == ("anonymous", "paper")
    officer.post(f"{home}/fates", {"fates": [{"reference": whole, "fate": "noted"}]})
    for query, expected in (
        (f"clause={key}", [placed]),
        ("clause=zzzzzz", []),
        ("kind=suggestion", []),
        ("fate=noted", [whole]),
        ("fate=none", [placed, entered["reference"]]),
        ("channel=paper", [entered["reference"]]),
        ("unanswered=true", [placed, entered["reference"]]),
        ("unanswered=false", [whole, placed, entered["reference"]]),
        (f"organisation={hat.slug}", [placed]),
        ("theme=buses", []),
    ):
        listed = anyone.get(f"{home}/contributions?{query}")["items"]
        assert [one["reference"] for one in listed] == expected, query


@pytest.mark.parametrize(
    "query", ["fate=lost", "kind=rant", "channel=pigeon", "limit=0", "limit=501", "limit=ten", "limit=1&limit=2", "x=1"]
)
def test_a_filter_that_means_nothing_is_refused_by_name(app: Flask, anyone: Caller, query: str) -> None:
    document = make_document()
    refused = anyone("GET", f"/documents/{document.slug}/contributions?{query}")
    assert refused.status_code == 422
    assert query.partition("=")[0] in (refused.json or {})["detail"]


def test_the_number_of_queries_does_not_grow(
    app: Flask, call_as: Callable[..., Caller], count_queries: Counter
) -> None:
    consultation = make_consultation()
    document = make_document(consultation)
    officer, home = call_as(make_officer(consultation)), f"/documents/{document.slug}"
    make_comment(document, quote="two bags")
    counted: dict[str, list[int]] = {}
    paths = (
        "/consultations",
        f"/consultations/{consultation.slug}",
        home,
        f"{home}/revisions",
        f"{home}/contributions",
        f"{home}/compare?from=1&to=1",
    )
    for round_ in range(3):
        for path in paths:
            officer.get(path)
            with count_queries() as queries:
                officer.get(path)
            counted.setdefault(path, []).append(sum("BEGIN" not in one for one in queries))
        if round_ == 0:
            _grow(officer, home)
            make_consultation()
        if round_ == 1:
            for _ in range(5):
                make_comment(document, quote="three bags")
                make_consultation()
    assert {path: numbers for path, numbers in counted.items() if numbers[1] != numbers[2]} == {}
    assert {path: max(numbers) for path, numbers in counted.items() if max(numbers) > 12} == {}


def _grow(officer: Caller, home: str) -> None:
    """Publish another revision with an answer, so that every sort of row exists."""
    said = officer.get(f"{home}/contributions")["items"][0]["reference"]
    draft = officer.get(f"{home}/draft")
    words = draft["markdown"].replace("two bags", "three bags")
    save = officer.post(f"{home}/draft", {"markdown": words, "expected_save": draft["save"]})["save"]
    fates = [{"reference": said, "fate": "noted"}]
    officer.post(f"{home}/revisions", {"summary": "S", "expected_save": save, "fates": fates})


def test_what_did_not_change_is_answered_in_one_line(app: Flask, anyone: Caller) -> None:
    document = make_document()
    path = f"/documents/{document.slug}/revisions/1"
    first = anyone("GET", path)
    again = anyone("GET", path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    listed = f"/documents/{document.slug}/contributions"
    tag = anyone("GET", listed).headers["ETag"]
    make_comment(document)
    assert anyone("GET", listed, headers={"If-None-Match": tag}).status_code == 200
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in first.headers["Vary"]
