"""Whatever is sent, the answer is a problem that says what to do; never a 500, and nothing changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from consult.documents.queries import read_revision
from consult.extensions import db
from tests.api.conftest import Caller
from tests.make import make_comment, make_consultation, make_document, make_person

SURROGATE, NUL = "half \ud800 letter", "a\0b"


@dataclass
class Door:
    """An administrator at the door, and a good body for every call that takes one."""

    caller: Caller
    bodies: dict[tuple[str, str], dict[str, Any]]

    def rows(self) -> dict[str, int]:
        """Count the rows of what people make."""
        names = ("consultation", "stage_change", "document", "save", "revision", "contribution", "vote", "fate_entry")
        found = {name: db.session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}
        db.session.rollback()
        return found


@pytest.fixture
def door(app: Flask, call_as: Callable[..., Caller]) -> Door:
    """Give a document somebody has commented on, and what each call takes."""
    consultation = make_consultation()
    document = make_document(consultation)
    assert document.newest_revision is not None
    clause, said = read_revision(document.newest_revision).clauses[2], make_comment(document).reference
    caller = call_as(make_person(administrator=True))
    save = caller.get(f"/documents/{document.slug}/draft")["save"]
    home = f"/documents/{document.slug}"
    wanted = {"base_revision": 1, "changes": [{"clause": clause.key, "text": "Other words."}], "reason": "R"}
    suggested = caller.post(f"{home}/suggestions", wanted)["reference"]
    words = {"clause": clause.key, "start": 0, "end": 5}
    return Door(
        caller,
        {
            ("POST", "/consultations"): {
                "title": "T",
                "purpose": "P",
                "slug": "t",
                "stage": "drafting",
                "opens_at": "2030-01-01",
                "closes_at": "2030-02-01T17:00:00Z",
                "audience": {"organisations": [], "networks": []},
            },
            ("PATCH", f"/consultations/{consultation.slug}"): {
                "stage": "open",
                "opens_at": None,
                "closes_at": "2030-02-01",
                "reason": "R",
            },
            ("POST", f"{home}/suggestions"): {
                "base_revision": 1,
                "changes": [{"clause": clause.key, "text": "Other words."}],
                "reason": "R",
                "organisation": None,
            },
            ("POST", f"/suggestions/{suggested}/merge"): {
                "expected_save": save,
                "take": [clause.key],
                "version": 1,
            },
            ("POST", f"/suggestions/{suggested}/versions"): {
                "base_revision": 1,
                "changes": [{"clause": clause.key, "text": "Other words again."}],
                "reason": "R",
                "version": 1,
            },
            ("PUT", f"/suggestions/{suggested}/cosignature"): {"organisation": None, "version": 1},
            ("POST", f"/consultations/{consultation.slug}/documents"): {
                "title": "T",
                "kind": "other",
                "markdown": "# W",
            },
            ("POST", f"{home}/draft"): {"markdown": "# Words", "expected_save": save},
            ("POST", f"{home}/comments"): {
                "body": "B",
                "revision": 1,
                "clause": clause.key,
                "quote": "book by phone",
                "prefix": "can",
                "suffix": ",",
                "reply_to": said,
                "organisation": "none",
                "channel": "paper",
                "received": "2026-01-01",
                "on_behalf_of": "N",
            },
            ("PUT", "/votes"): {"target": said, "value": "agree", "revision": 1, "reason": "R"},
            ("POST", f"{home}/revisions"): {
                "summary": "S",
                "expected_save": save,
                "fates": [{"reference": said, "fate": "partly", "reason": "R", "words": [words], "removed": ["x"]}],
                "editorial": [clause.key],
                "exception": "E",
            },
            ("POST", f"{home}/revisions/1/challenges"): {"clause": clause.key, "reason": "R"},
            ("POST", f"{home}/fates"): {"fates": [{"reference": said, "fate": "noted", "reason": "R"}]},
        },
    )


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every member and item."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield (*path, name)
            yield from places(one, (*path, name))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield (*path, at)
            yield from places(one, (*path, at))


def put(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return a copy of a body with another value at a path."""
    copy = json.loads(json.dumps(body))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return copy


def named(path: tuple[Any, ...]) -> str:
    """Write a path as problems do."""
    return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path).lstrip(".")


WRONG = (7, -1, 10**30, 1e308, 1.5, True, "", "x" * 25_000, NUL, SURROGATE, [], [[]], {}, {"x": {}}, ["a", 1])


def test_every_call_that_takes_a_body_is_tried(app: Flask, door: Door) -> None:
    described = {
        (method.upper(), path)
        for path, calls in door.caller.description["paths"].items()
        for method, call in calls.items()
        if "requestBody" in call
    }
    assert len(described) == len(door.bodies)


@pytest.mark.slow
def test_no_value_in_any_place_of_any_call_breaks_it(door: Door) -> None:
    for (method, path), body in door.bodies.items():
        for place in places(body):
            for wrong in WRONG:
                answer = door.caller(method, path, put(body, place, wrong))
                assert answer.status_code < 500, (method, path, place, wrong)


def test_what_is_of_the_wrong_type_is_named_and_nothing_changes(door: Door) -> None:
    before = door.rows()
    for (method, path), body in door.bodies.items():
        for place in places(body):
            answer = door.caller(method, path, put(body, place, {"never": "taken"}))
            fields = [one["field"] for one in (answer.json or {}).get("errors", ())]
            assert answer.status_code == 422
            assert any(field.startswith(named(place)) for field in fields), (method, path, place, fields)
    assert door.rows() == before


@pytest.mark.parametrize(("bad", "said"), [(NUL, "NUL"), (SURROGATE, "half of a letter")])
def test_what_cannot_be_kept_is_refused_by_name(door: Door, bad: str, said: str) -> None:
    before = door.rows()
    for (method, path), body in door.bodies.items():
        for place in places(body):
            answer = door.caller(method, path, put(body, place, bad))
            assert answer.status_code == 422
            free = [one for one in (answer.json or {})["errors"] if one["field"] == named(place)]
            assert free, (method, path, place)
            assert said in free[0]["message"] or any(
                word in free[0]["message"] for word in ("Choose one of", "Send a", "JSON")
            )
    assert door.rows() == before


def test_a_member_nobody_knows_is_named(door: Door) -> None:
    for (method, path), body in door.bodies.items():
        answer = door.caller(method, path, {**body, "colour": "red"})
        assert answer.status_code == 422
        assert (answer.json or {})["errors"][0]["field"] == "colour"


def test_what_is_missing_is_named_all_at_once(door: Door) -> None:
    for (method, path), body in door.bodies.items():
        operation = door.caller._operation(method, path)
        name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        needed = door.caller.description["components"]["schemas"][name]["required"]
        if not needed:
            continue
        answer = door.caller(method, path, {})
        assert answer.status_code == 422
        assert sorted(one["field"] for one in (answer.json or {})["errors"]) == sorted(needed)
        assert set(needed) <= set(body)


GARBLED = {
    "nothing": b"",
    "not JSON": b"{body: hello}",
    "cut off": b'{"body": "hel',
    "not UTF-8": b'{"body": "caf\xe9"}',
    "another encoding": '{"body": "hello"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"body": "x"}',
    "not a number": b'{"body": NaN}',
    "infinity": b'{"body": -Infinity}',
    "too long a number": b'{"revision": ' + b"9" * 5_000 + b"}",
    "too deep": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a member twice": b'{"body": "a", "body": "b"}',
}


@pytest.mark.parametrize("body", GARBLED.values(), ids=GARBLED.keys())
def test_a_body_that_is_no_json_is_refused(door: Door, body: bytes) -> None:
    before = door.rows()
    for method, path in door.bodies:
        answer = door.caller(method, path, data=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 400
    assert door.rows() == before


@pytest.mark.parametrize(
    "body", [b"null", b"true", b"12", b'"text"', b"[]", b"[{}]", b'{"\\ud800": 1, "": 2, "\\u0000": 3}']
)
def test_json_that_is_no_object_is_refused(door: Door, body: bytes) -> None:
    for method, path in door.bodies:
        answer = door.caller(method, path, data=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_is_not_sent_as_json_is_refused(door: Door, media: str) -> None:
    for method, path in door.bodies:
        answer = door.caller(method, path, data=b'{"body": "x"}', headers={"Content-Type": media})
        assert answer.status_code == 415
        assert "application/json" in (answer.json or {})["detail"]


def test_a_body_that_is_too_large_is_refused(app: Flask, door: Door) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    for method, path in door.bodies:
        assert door.caller(method, path, {"body": "x" * 20_000}).status_code == 413


def test_more_than_a_comment_holds_is_refused_with_the_figure(door: Door) -> None:
    method, path = next(one for one in door.bodies if one[1].endswith("/comments"))
    answer = door.caller(method, path, {"body": "x" * 20_001})
    assert answer.status_code == 422
    assert "20,000" in (answer.json or {})["errors"][0]["message"]


ODD = [
    "%00",
    "%ff",
    "..%2f..%2fetc",
    "'%20OR%201=1--",
    "9" * 400,
    "9" * 5_000,
    "%F0%9F%98%80",
    "%ED%A0%80",
    "-1",
    "x" * 5_000,
]


@pytest.mark.parametrize("odd", ODD)
def test_odd_addresses_lead_nowhere(door: Door, odd: str) -> None:
    home = next(path for _, path in door.bodies if path.endswith("/draft")).removesuffix("/draft")
    for path in (
        f"/consultations/{odd}",
        f"/documents/{odd}",
        f"/documents/{odd}/draft",
        f"/documents/{odd}/contributions",
        f"{home}/revisions/{odd}",
        f"/contributions/{odd}",
    ):
        assert door.caller("GET", path).status_code == 404, path
    for query in (f"from={odd}&to=1", f"from=1&to={odd}", "from=1", "from=0&to=1", "from=1&to=2&x=1"):
        assert door.caller("GET", f"{home}/compare?{query}").status_code in (404, 422), query
    for name in ("after", "clause", "theme", "organisation", odd):
        assert door.caller("GET", f"{home}/contributions?{name}={odd}").status_code in (200, 422)


def test_an_address_that_does_not_take_a_method_says_so(door: Door) -> None:
    for path in ("/votes", "/consultations", "/openapi.json"):
        refused = door.caller("DELETE", path)
        assert refused.status_code == 405
        assert refused.headers["Allow"]


@pytest.mark.parametrize(
    "target", ["clause:", "clause:a", "clause:a:b:c", "clause::x", "C-0", "C-99999999999999999999", "x"]
)
def test_a_vote_on_nothing_is_refused(door: Door, target: str) -> None:
    assert door.caller("PUT", "/votes", {"target": target, "value": "agree"}).status_code in (404, 422)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    database=None,
)
@given(data=st.data())
def test_no_json_at_all_breaks_a_call(door: Door, data: st.DataObject) -> None:
    (method, path), body = data.draw(st.sampled_from(sorted(door.bodies.items(), key=str)))
    place = data.draw(st.sampled_from([(), *places(body)]))
    wrong = data.draw(JSON)
    sent = put(body, place, wrong) if place else wrong
    answer = door.caller(method, path, data=json.dumps(sent).encode(), headers={"Content-Type": "application/json"})
    assert answer.status_code < 500
