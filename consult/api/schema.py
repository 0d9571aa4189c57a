"""Reading what a call was sent: a dataclass says what it takes, and every fault is named with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from consult.api.members import Absent, Many, Moment, Named, Text, Whole
from consult.core.errors import Refused
from consult.core.normal import normalise
from consult.infra import clock

T = TypeVar("T")

MOST_FAULTS = 20
_DAY = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\d")
_WRONG = object()
"""What a value that was refused reads as."""


class Member(NamedTuple):
    """One member of an object: its name outside and inside, its type, its marks, whether it must be there."""

    name: str
    attribute: str
    kind: Any
    marks: tuple[object, ...]
    required: bool


class Fault(NamedTuple):
    """What is wrong, and where."""

    field: str
    message: str


@cache
@cache
def members(kind: Any) -> tuple[Member, ...]:
    """List what a dataclass takes."""
    hints = get_type_hints(kind, include_extras=True)
    found = []
    for one in fields(kind):
        base, marks = unmarked(hints[one.name])
        name = next((mark.name for mark in marks if isinstance(mark, Named)), one.name)
        required = one.default is MISSING and one.default_factory is MISSING
        found.append(Member(name, one.name, base, marks, required))
    return tuple(found)


def unmarked(kind: Any) -> tuple[Any, tuple[object, ...]]:
    """Part a type from the marks beside it."""
    if get_origin(kind) is Annotated:
        base, *marks = get_args(kind)
        return base, tuple(marks)
    return kind, ()


def options(kind: Any) -> tuple[Any, ...]:
    """List what a type may be, apart from null and left out; one thing unless it is a union."""
    parts = get_args(kind) if _is_union(kind) else (kind,)
    return tuple(part for part in parts if part not in (type(None), Absent))


def takes_null(kind: Any) -> bool:
    """Say whether null is a value of a type."""
    return _is_union(kind) and type(None) in get_args(kind)


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType)


def mark_of(marks: tuple[object, ...], kind: type[T], otherwise: T) -> T:
    """Return the mark of a sort, or `otherwise`."""
    return next((mark for mark in marks if isinstance(mark, kind)), otherwise)


def read(kind: type[T], value: object) -> T:
    """Read JSON as `kind`. Raises Refused with `errors`: every member at fault, up to twenty."""
    faults: list[Fault] = []
    found = _object(kind, value, "", faults)
    if faults:
        raise refusal(faults)
    return cast("T", found)


def refusal(faults: list[Fault]) -> Refused:
    """Make the error that names each fault."""
    first = faults[0]
    detail = f"{first.field}: {first.message}" if first.field else first.message
    if len(faults) > 1:
        detail += f" And {len(faults) - 1} more: see errors."
    return Refused(detail, errors=[one._asdict() for one in faults[:MOST_FAULTS]])


def _value(kind: Any, marks: tuple[object, ...], value: object, path: str, faults: list[Fault]) -> object:
    """Read one value of any type."""
    if value is None and takes_null(kind):
        return None
    kinds = options(kind)
    if len(kinds) > 1:
        kind = next((one for one in kinds if is_dataclass(one) == isinstance(value, dict)), kinds[0])
    else:
        (kind,) = kinds
    inner, more = unmarked(kind)
    if is_dataclass(inner):
        return _object(inner, value, path, faults)
    origin = get_origin(inner)
    if origin is list:
        return _list(get_args(inner)[0], (*marks, *more), value, path, faults)
    try:
        if origin is Literal:
            return _choice(get_args(inner), value)
        if issubclass(inner, StrEnum):
            return inner(_choice(tuple(one.value for one in inner), value))
        return _PLAIN[inner](value, (*marks, *more))
    except Refused as refused:
        faults.append(Fault(path, refused.message))
        return _WRONG


def _object(kind: Any, value: object, path: str, faults: list[Fault]) -> object:
    if not isinstance(value, dict):
        faults.append(Fault(path, f"Send a JSON object with: {', '.join(one.name for one in members(kind))}."))
        return _WRONG
    known = {one.name for one in members(kind)}
    for name in value:
        if name not in known:
            message = f"There is no such member here. Known are: {', '.join(sorted(known))}."
            faults.append(Fault(_under(path, _shown(name)), message))
            if len(faults) >= MOST_FAULTS:
                return _WRONG
    found: dict[str, object] = {}
    for one in members(kind):
        sent = value.get(one.name)
        left_out = one.name not in value or (sent is None and not one.required and not takes_null(one.kind))
        if not left_out:
            found[one.attribute] = _value(one.kind, one.marks, sent, _under(path, one.name), faults)
        elif one.required:
            faults.append(Fault(_under(path, one.name), "This is missing, and is needed."))
    return _WRONG if faults else kind(**found)


def _list(kind: Any, marks: tuple[object, ...], value: object, path: str, faults: list[Fault]) -> object:
    if not isinstance(value, list):
        faults.append(Fault(path, "Send a JSON list here."))
        return _WRONG
    most = mark_of(marks, Many, Many(1_000)).most
    if len(value) > most:
        faults.append(Fault(path, f"Send {most:,} at most; these are {len(value):,}."))
        return _WRONG
    base, inner = unmarked(kind)
    found = []
    for at, one in enumerate(value):
        found.append(_value(base, inner, one, f"{path}[{at}]", faults))
        if len(faults) >= MOST_FAULTS:
            break
    return found


def _choice(among: tuple[Any, ...], value: object) -> Any:
    if not isinstance(value, str) or value not in among:
        raise Refused(f"Choose one of: {', '.join(among)}.")
    return value


def _text(value: object, marks: tuple[object, ...]) -> str:
    mark = mark_of(marks, Text, Text(10_000))
    if not isinstance(value, str):
        raise Refused("Send a text here.")
    text = normalise(value)
    if mark.one_line:
        text = " ".join(text.split())
    if mark.needed and not text.strip():
        raise Refused("Write something here.")
    if len(text) > mark.longest:
        raise Refused(f"Send {mark.longest:,} characters at most; these are {len(text):,}.")
    return text


def _whole(value: object, marks: tuple[object, ...]) -> int:
    mark = mark_of(marks, Whole, Whole())
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Refused("Send a whole number here.")
    if not mark.least <= value <= mark.most:
        raise Refused(f"Send a number from {mark.least:,} to {mark.most:,}.")
    return value


def _truth(value: object, _marks: tuple[object, ...]) -> bool:
    if not isinstance(value, bool):
        raise Refused("Send true or false here.")
    return value


def _day(value: object, _marks: tuple[object, ...]) -> date:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise Refused("Send a date like 2026-06-30.")


def _moment(value: object, marks: tuple[object, ...]) -> datetime:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            day = date.fromisoformat(value)
            return clock.end_of_day(day) if mark_of(marks, Moment, Moment()).end_of_day else clock.start_of_day(day)
        if isinstance(value, str) and _DAY.match(value):
            at = datetime.fromisoformat(value)
            return (at if at.tzinfo else at.replace(tzinfo=clock.LONDON)).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Refused("Send a moment like 2026-06-30T17:00:00+01:00, or a date like 2026-06-30.")


_PLAIN: dict[type, Callable[[object, tuple[object, ...]], object]] = {
    str: _text,
    int: _whole,
    bool: _truth,
    date: _day,
    datetime: _moment,
}


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(name: str) -> str:
    return name.encode("ascii", "backslashreplace").decode()[:60]
