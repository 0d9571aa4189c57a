"""What a call does, takes and gives: written once beside its view, and read by the description of the door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, g

from consult.api.blueprint import bp
from consult.core.errors import Missing
from consult.extensions import db
from consult.infra.problems import json_problem

V = TypeVar("V", bound=Callable[..., Any])

NOTHING = "There is nothing at this address, or not for you. Check the address and the token."


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One call.

    takes: the dataclass of the body. query: the dataclass of the query. gives: the TypedDict of the answer, or of an
    item where it is `listed`. description: what else there is to know, in a sentence. problems: what a status carries
    besides the plain problem.
    """

    summary: str
    gives: Any
    listed: bool = False
    status: int = 200
    description: str = ""
    takes: Any = None
    query: Any = None
    problems: Mapping[int, tuple[Any, ...]] = field(default_factory=dict)


def describes(operation: Operation) -> Callable[[V], V]:
    """Put its description beside a view; stands nearest to it, under the guard."""

    def beside(view: V) -> V:
        @wraps(view)
        def entered(*args: Any, **kwargs: Any) -> Any:
            g.api_entered = True
            return view(*args, **kwargs)

        entered.operation = operation  # type: ignore[attr-defined]  # read by `operation_of`
        return cast("V", entered)

    return beside


def operation_of(view: Callable[..., Any]) -> Operation | None:
    """Return the description of a view, or None."""
    return getattr(view, "operation", None)


@bp.errorhandler(Missing)
def missing(error: Missing) -> Response:
    """Answer alike for what does not exist and for what does not exist for this caller: what the guard stopped."""
    db.session.rollback()
    inside = g.get("api_entered", False)
    return json_problem(404, error.message if inside else NOTHING, field=error.field if inside else None)
