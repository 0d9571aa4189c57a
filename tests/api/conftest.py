"""Callers of the machines' door, whose every answer is held to what the door's description says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from werkzeug.test import TestResponse

from consult.accounts.models import Person
from consult.accounts.service import issue_token
from consult.api.openapi import describe
from consult.extensions import db
from tests.make import now

BASE = "/api/v1"
HERE = "urn:door"


class Caller:
    """Somebody with a token, or nobody, who checks that answers are as described."""

    def __init__(self, app: Flask, plain: str | None) -> None:
        self.client: FlaskClient = app.test_client()
        self.plain = plain
        self.description = describe(app)
        self.paths = app.url_map.bind("localhost")

    def __call__(self, method: str, path: str, json: Any = None, **more: Any) -> TestResponse:
        """Send a call to `path` (without the prefix), check the answer, and give it."""
        headers = dict(more.pop("headers", {}))
        if self.plain is not None:
            headers.setdefault("Authorization", f"Bearer {self.plain}")
        if json is not None:
            more["json"] = json
        response: TestResponse = self.client.open(f"{BASE}{path}", method=method, headers=headers, **more)
        assert "Set-Cookie" not in response.headers
        self._hold(method, path.partition("?")[0], response)
        return response

    def get(self, path: str, **more: Any) -> Any:
        """Return the JSON of what must be there."""
        response = self("GET", path, **more)
        assert response.status_code == 200, response.text
        return response.json

    def post(self, path: str, json: Any, status: int = 201) -> Any:
        """Send JSON and return the answer's, which must have this status."""
        response = self("POST", path, json)
        assert response.status_code == status, response.text
        return response.json

    def _hold(self, method: str, path: str, response: TestResponse) -> None:
        operation = self._operation(method, path)
        if operation is None or response.status_code in (304, 405):
            return
        if response.status_code >= 400:
            assert response.content_type == "application/problem+json"
            assert (response.json or {})["status"] == response.status_code
            assert (response.json or {})["detail"].strip()
        described = operation["responses"].get(str(response.status_code))
        assert described is not None, f"{method} {path} answers {response.status_code}, which nothing describes"
        (content,) = described["content"].values()
        resource = Resource.from_contents(self.description, default_specification=DRAFT202012)
        registry: Any = Registry().with_resource(HERE, resource)
        schema = _pointing_here(content["schema"])
        errors = list(Draft202012Validator(schema, registry=registry).iter_errors(response.json))
        assert errors == [], f"{method} {path}: {errors[0].message}"

    def _operation(self, method: str, path: str) -> Any:
        from werkzeug.exceptions import HTTPException

        try:
            rule, _ = self.paths.match(f"{BASE}{path}", method=method, return_rule=True)
        except HTTPException:
            return None
        if not rule.endpoint.startswith("api."):
            return None
        template = rule.rule.removeprefix(BASE).replace("<int:", "{").replace("<", "{").replace(">", "}")
        return self.description["paths"][template][method.lower()]


def _pointing_here(schema: Any) -> Any:
    """Let references of a schema point into the whole description."""
    if isinstance(schema, dict):
        return {key: f"{HERE}{value}" if key == "$ref" else _pointing_here(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_pointing_here(one) for one in schema]
    return schema


@pytest.fixture
def anyone(app: Flask) -> Caller:
    """Give a caller without a token."""
    return Caller(app, None)


@pytest.fixture
def call_as(app: Flask) -> Callable[..., Caller]:
    """Give a function that returns a caller with a token of `person`."""

    def caller(person: Person, scope: str = "write") -> Caller:
        _, plain = issue_token(person, "for a test", scope, now())
        db.session.commit()
        return Caller(app, plain)

    return caller
