"""The description of this door, made from the views themselves."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from flask import Flask, Response, current_app, jsonify
from werkzeug.routing import Rule

from consult.api import giving, troubles
from consult.api.blueprint import bp
from consult.api.describing import Schema, Schemas
from consult.api.operations import Operation, describes, operation_of
from consult.api.schema import members, options
from consult.infra.access import access

ABOUT = """Read what a consultation says, put in comments and votes, and publish revisions.

Reading what is public needs no token. Everything else needs `Authorization: Bearer ...`; make a token on your account
page. Lists come in parts: give `next` of one answer as `after` of the following call. Offsets are code points of a
clause's `text`, half-open. What goes wrong is answered as `application/problem+json`."""

WHY = {
    400: "The request is no JSON, or cannot be understood",
    401: "The token is missing, unknown or was ended",
    403: "This caller may not do this",
    404: "There is nothing here, or not for this caller",
    409: "Something newer, or the stage, stands in the way",
    413: "The body is too large",
    415: "The body is not sent as JSON",
    422: "What was sent cannot be taken; `errors` says what and where",
    429: "Too many in a short while; wait, then send it again",
}
IN_WORDS = {"slug": "the slug in its address", "n": "the number of the revision", "ref": "a reference such as C-104"}


@bp.get("/openapi.json")
@access("site:read")
@describes(Operation(summary="This description", gives=giving.Description))
def openapi() -> Response:
    """Describe every call."""
    return jsonify(describe(current_app))


def describe(app: Flask) -> dict[str, Any]:
    """Return the description of every call, as OpenAPI 3.1."""
    schemas = Schemas()
    problem = schemas.of(troubles.Problem)
    paths: dict[str, dict[str, Schema]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        operation = operation_of(app.view_functions[rule.endpoint])
        if operation is None or not rule.endpoint.startswith("api."):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(_path(rule), {})[method.lower()] = _call(rule, method, operation, schemas, problem)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{app.config['SITE_NAME']} API", "version": version("consult"), "description": ABOUT},
        "servers": [{"url": bp.url_prefix}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.found.items())),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _path(rule: Rule) -> str:
    path = rule.rule.removeprefix(bp.url_prefix or "")
    for name in rule.arguments:
        for before in (f"<{name}>", f"<int:{name}>"):
            path = path.replace(before, f"{{{name}}}")
    return path


def _call(rule: Rule, method: str, operation: Operation, schemas: Schemas, problem: Schema) -> Schema:
    call: Schema = {
        "operationId": rule.endpoint.removeprefix("api."),
        "summary": operation.summary,
        "security": [{}, {"token": []}] if method == "GET" else [{"token": []}],
        "responses": {
            str(operation.status): {
                "description": "Done",
                "content": {"application/json": {"schema": _gives(operation, schemas)}},
            },
            **_problems(rule, operation, schemas, problem),
        },
    }
    if operation.description:
        call["description"] = operation.description
    parameters = [*_in_path(rule), *_in_query(operation, schemas)]
    if parameters:
        call["parameters"] = parameters
    if operation.takes is not None:
        content = {"application/json": {"schema": schemas.of(operation.takes)}}
        call["requestBody"] = {"required": True, "content": content}
    return call


def _gives(operation: Operation, schemas: Schemas) -> Schema:
    schema = schemas.of(operation.gives)
    if not operation.listed:
        return schema
    return {
        "type": "object",
        "properties": {"items": {"type": "array", "items": schema}, "next": {"type": ["string", "null"]}},
        "required": ["items", "next"],
    }


def _problems(rule: Rule, operation: Operation, schemas: Schemas, problem: Schema) -> Schema:
    statuses = {401, 422}
    if rule.arguments or operation.takes is not None:
        statuses |= {403, 404}
    if operation.takes is not None:
        statuses |= {400, 413, 415}
    found: Schema = {}
    for status in sorted(statuses | set(operation.problems)):
        kinds = [schemas.of(kind) for kind in operation.problems.get(status, ())]
        if problem not in kinds:
            kinds.append(problem)
        schema = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
        found[str(status)] = {
            "description": WHY[status],
            "content": {"application/problem+json": {"schema": schema}},
        }
    return found


def _in_path(rule: Rule) -> list[Schema]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": IN_WORDS[name],
            "schema": {"type": "integer", "minimum": 1} if f"<int:{name}>" in rule.rule else {"type": "string"},
        }
        for name in sorted(rule.arguments)
    ]


def _in_query(operation: Operation, schemas: Schemas) -> list[Schema]:
    if operation.query is None:
        return []
    return [
        {
            "name": one.name,
            "in": "query",
            "required": one.required,
            "schema": schemas.of(options(one.kind)[0], one.marks),
        }
        for one in members(operation.query)
    ]
