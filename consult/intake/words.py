"""What the register's pages call things."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from consult.intake.models import Mark, Source

SOURCES = {
    Source.LETTER: "Letter",
    Source.EMAIL: "E-mail",
    Source.SLIDES: "Slides",
    Source.NOTES: "Notes of a meeting",
    Source.PHONE: "Phone call",
    Source.FLIPCHART: "Flipchart",
    Source.TABLE: "Table of answers",
    Source.OTHER: "Something else",
}
IN_PUBLIC = {
    Source.LETTER: "a letter",
    Source.EMAIL: "an e-mail",
    Source.SLIDES: "slides",
    Source.NOTES: "the notes of a meeting",
    Source.PHONE: "a phone call",
    Source.FLIPCHART: "a flipchart",
    Source.TABLE: "a table of answers",
    Source.OTHER: "what was handed in",
}
"""What a part came in, as people read it beside its reference."""


class Stands(Protocol):
    """What decides where a submission stands."""

    @property
    def read_at(self) -> datetime | None:
        """When it was read."""

    @property
    def done_at(self) -> datetime | None:
        """When all of it was entered."""

    @property
    def mark(self) -> Mark | None:
        """Why nothing is entered from it."""


def state_of(one: Stands) -> str:
    """Say where a submission stands."""
    if one.mark is Mark.TWICE:
        return "Entered twice"
    if one.mark is Mark.NOTHING:
        return "Nothing to answer"
    if one.done_at is not None:
        return "All of it entered"
    return "Read, to be entered" if one.read_at is not None else "Not read yet"
