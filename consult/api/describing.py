"""JSON Schema (2020-12) from the types that calls take and give."""

from __future__ import annotations

import inspect
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import StrEnum
from types import NoneType
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

from consult.api.members import Many, Text, Whole
from consult.api.schema import members, options, takes_null, unmarked

Schema = dict[str, Any]


class Schemas:
    """The schemas met so far, by name; a type is described once and pointed at afterwards."""

    def __init__(self, place: str = "#/components/schemas/") -> None:
        self.place = place
        self.found: dict[str, Schema] = {}

    def of(self, kind: Any, marks: tuple[object, ...] = (), *, or_null: bool = False) -> Schema:
        """Return the schema of a type, or where it stands."""
        inner, more = unmarked(kind)
        kinds = [self._one(one, (*marks, *more)) for one in options(inner)]
        if or_null or takes_null(inner):
            kinds.append({"type": "null"})
        return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}

    def _one(self, kind: Any, marks: tuple[object, ...]) -> Schema:
        kind, more = unmarked(kind)
        marks = (*marks, *more)
        origin = get_origin(kind)
        if is_dataclass(kind) or is_typeddict(kind):
            return self._named(kind)
        if origin is list:
            schema: Schema = {"type": "array", "items": self.of(get_args(kind)[0])}
            most = next((mark.most for mark in marks if isinstance(mark, Many)), None)
            return schema if most is None else {**schema, "maxItems": most}
        if origin is dict:
            return {"type": "object"}
        if origin is Literal:
            return {"type": "string", "enum": list(get_args(kind))}
        if issubclass(kind, StrEnum):
            return {"type": "string", "enum": [one.value for one in kind]}
        return _plain(kind, marks)

    def _named(self, kind: Any) -> Schema:
        # What is taken and what is given may share a word; what is taken is then told apart by "New".
        name = kind.__name__ if is_typeddict(kind) else f"{kind.__name__}Sent"
        if name not in self.found:
            self.found[name] = {}
            schema = self._given(kind) if is_typeddict(kind) else self._taken(kind)
            self.found[name] = {"type": "object", "description": inspect.cleandoc(kind.__doc__ or name), **schema}
        return {"$ref": f"{self.place}{name}"}

    def _taken(self, kind: type) -> Schema:
        return {
            "properties": {
                one.name: self.of(one.kind, one.marks, or_null=not one.required and not takes_null(one.kind))
                for one in members(kind)
            },
            "required": [one.name for one in members(kind) if one.required],
            "additionalProperties": False,
        }

    def _given(self, kind: Any) -> Schema:
        # Read with their extras: written as text, they do not reach the class's own list of required keys.
        hints = get_type_hints(kind, include_extras=True)
        return {
            "properties": {name: self.of(_bare(hint)) for name, hint in hints.items()},
            "required": [name for name, hint in hints.items() if get_origin(hint) is not NotRequired],
        }


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is NotRequired else hint


def _plain(kind: Any, marks: tuple[object, ...]) -> Schema:
    if kind is str:
        mark = next((mark for mark in marks if isinstance(mark, Text)), None)
        if mark is None:
            return {"type": "string"}
        return {"type": "string", "maxLength": mark.longest, **({"minLength": 1} if mark.needed else {})}
    if kind is int:
        whole = next((mark for mark in marks if isinstance(mark, Whole)), None)
        return {"type": "integer"} if whole is None else _bounded(whole)
    if kind is datetime:
        return {"type": "string", "description": "a moment (RFC 3339), or a date, meant in London"}
    if kind is date:
        return {"type": "string", "format": "date"}
    return {"type": {bool: "boolean", float: "number", object: "object", NoneType: "null"}[kind]}


def _bounded(mark: Whole) -> Schema:
    return {"type": "integer", "minimum": mark.least, "maximum": mark.most}
