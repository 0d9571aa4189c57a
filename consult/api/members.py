"""What the members of a call's JSON may be: marks that stand beside their types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Absent(Enum):
    """Tell a member that was left out from one that is null."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Text:
    """A text: how many characters at most, whether it must say something, whether it has one line only."""

    longest: int
    needed: bool = False
    one_line: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number and its bounds; the upper one is what every database keeps."""

    least: int = 0
    most: int = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Many:
    """A list and how long it may be."""

    most: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment; a mere date means the first instant of that day in London, or its last."""

    end_of_day: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """The name of the member where Python has another use for the word."""

    name: str
