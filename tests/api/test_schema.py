"""Reading JSON member by member."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Literal

import pytest

from consult.api.members import ABSENT, Absent, Many, Moment, Named, Text, Whole
from consult.api.schema import read
from consult.core.errors import Refused


class Colour(StrEnum):
    """A colour."""

    RED = "red"
    BLUE = "blue"


@dataclass
class Inner:
    """What stands in a list."""

    name: Annotated[str, Text(5, needed=True)]


@dataclass
class Outer:
    """One of everything."""

    line: Annotated[str, Text(10, one_line=True)]
    number: Annotated[int, Whole(1, 9)] = 1
    flag: bool = False
    colour: Colour = Colour.RED
    day: date | None = None
    closes: Annotated[datetime | Absent | None, Moment(end_of_day=True)] = ABSENT
    items: Annotated[list[Inner], Many(2)] = field(default_factory=list)
    who: Literal["all"] | Inner = "all"
    start: Annotated[int, Named("from")] = 0


def faults(value: object) -> dict[str, str]:
    """Return what is wrong with a value, by place."""
    with pytest.raises(Refused) as refused:
        read(Outer, value)
    return {one["field"]: one["message"] for one in refused.value.extra["errors"]}


def test_every_member_is_read_as_what_it_is() -> None:
    found = read(
        Outer,
        {
            "line": "  a \r\n b ",
            "number": 9.0,
            "flag": True,
            "colour": "blue",
            "day": "2026-06-30",
            "closes": "2026-06-30",
            "items": [{"name": "cafe\u0301"}],
            "who": {"name": "me"},
            "from": 3,
        },
    )
    assert (found.line, found.number, found.flag, found.colour) == ("a b", 9, True, Colour.BLUE)
    assert found.day == date(2026, 6, 30)
    assert found.closes == datetime(2026, 6, 30, 22, 59, 59, 999999, UTC)
    assert (found.items, found.who, found.start) == ([Inner("café")], Inner("me"), 3)


def test_null_is_kept_where_it_means_something_and_else_means_left_out() -> None:
    assert read(Outer, {"line": "x"}).closes is ABSENT
    assert read(Outer, {"line": "x", "closes": None}).closes is None
    found = read(Outer, {"line": "x", "number": None, "items": None, "colour": None})
    assert (found.number, found.items, found.colour) == (1, [], Colour.RED)


def test_all_faults_are_named_at_once_with_their_places() -> None:
    found = faults({"number": 10, "items": [{"name": ""}, {"name": "too long"}], "flag": 1, "extra": 1, "who": "me"})
    assert set(found) == {"line", "number", "items[0].name", "items[1].name", "flag", "extra", "who"}
    assert found["line"] == "This is missing, and is needed."
    assert found["number"] == "Send a number from 1 to 9."


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("line", 5),
        ("line", None),
        ("number", True),
        ("number", "1"),
        ("number", 1.5),
        ("number", float("inf")),
        ("flag", "true"),
        ("colour", "green"),
        ("colour", 1),
        ("day", "30.6.2026"),
        ("day", "2026-13-01"),
        ("day", "9999-12-31"),
        ("closes", "tomorrow"),
        ("closes", "2026-06-30T25:00"),
        ("items", {}),
        ("items", [{"name": "a"}] * 3),
        ("from", -1),
        ("start", 1),
    ],
)
def test_what_does_not_fit_is_refused(member: str, value: object) -> None:
    assert list(faults({"line": "x", member: value})) == [member]


def test_a_flood_of_faults_is_cut_short() -> None:
    assert len(faults({f"x{number}": 1 for number in range(10_000)})) == 20
