"""The door describes itself, wholly and truly."""

from __future__ import annotations

from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

from consult.api.operations import operation_of
from tests.api.conftest import Caller

CALLS = {
    "GET /consultations",
    "POST /consultations",
    "GET /consultations/{slug}",
    "PATCH /consultations/{slug}",
    "POST /consultations/{slug}/documents",
    "GET /documents/{slug}",
    "GET /documents/{slug}/draft",
    "POST /documents/{slug}/draft",
    "GET /documents/{slug}/revisions",
    "POST /documents/{slug}/revisions",
    "GET /documents/{slug}/revisions/{n}",
    "GET /documents/{slug}/revisions/{n}/changes",
    "POST /documents/{slug}/revisions/{n}/challenges",
    "GET /documents/{slug}/compare",
    "GET /documents/{slug}/promises",
    "GET /documents/{slug}/provenance",
    "GET /documents/{slug}/contributions",
    "POST /documents/{slug}/comments",
    "POST /documents/{slug}/fates",
    "POST /documents/{slug}/suggestions",
    "POST /suggestions/{ref}/merge",
    "POST /suggestions/{ref}/versions",
    "PUT /suggestions/{ref}/cosignature",
    "DELETE /suggestions/{ref}/cosignature",
    "GET /contributions/{ref}",
    "PUT /votes",
    "GET /openapi.json",
}


def test_it_is_valid_and_open_to_everyone(anyone: Caller) -> None:
    description = anyone.get("/openapi.json")
    assert description["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []


def test_every_call_is_described_and_there_is_no_other(app: Flask, anyone: Caller) -> None:
    paths = anyone.get("/openapi.json")["paths"]
    assert {f"{method.upper()} {path}" for path, calls in paths.items() for method in calls} == CALLS
    views = {name: view for name, view in app.view_functions.items() if name.startswith("api.")}
    assert [name for name, view in views.items() if operation_of(view) is None] == []


def test_calls_have_names_of_their_own_and_what_writes_needs_a_token(anyone: Caller) -> None:
    paths = anyone.get("/openapi.json")["paths"]
    operations = [(method, call) for calls in paths.values() for method, call in calls.items()]
    names = [call["operationId"] for _, call in operations]
    assert len(names) == len(set(names))
    for method, call in operations:
        assert ({} in call["security"]) == (method == "get")
        assert {"401", "422"} <= set(call["responses"])
        for status, answer in call["responses"].items():
            expected = "application/problem+json" if int(status) >= 400 else "application/json"
            assert list(answer["content"]) == [expected]


def test_problems_say_what_they_carry(anyone: Caller) -> None:
    description = anyone.get("/openapi.json")
    schemas = description["components"]["schemas"]
    conflict = description["paths"]["/documents/{slug}/revisions"]["post"]["responses"]["409"]
    kinds = [
        one["$ref"].rpartition("/")[2] for one in conflict["content"]["application/problem+json"]["schema"]["anyOf"]
    ]
    members = {name for kind in kinds for name in schemas[kind]["properties"]}
    assert {"unanswered", "revision", "save", "stage"} <= members
    assert schemas["Problem"]["required"] == ["type", "title", "status", "detail"]
