"""Form fields that WTForms does not bring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import Field

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""What the machines' door takes, too; further out, moments in other zones cannot be written."""


class DateParts(Field):
    """A date in three boxes: day, month, year, all sent under the field's own name and in that order.

    `data` is a date, or None when all boxes are empty; `parts` keeps what was typed.
    """

    data: date | None

    @property
    def parts(self) -> tuple[str, str, str]:
        """What stands in the boxes."""
        if self.raw_data:
            day, month, year = (*(str(part) for part in self.raw_data), "", "", "")[:3]
            return day, month, year
        if self.data is None:
            return "", "", ""
        return str(self.data.day), str(self.data.month), str(self.data.year)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the boxes. Raises ValueError with what to do."""
        typed = [str(value).strip() for value in valuelist]
        self.data = None
        if not any(typed):
            return
        try:
            day, month, year = (int(part) for part in typed)
            self.data = date(year, month, day)
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise ValueError
        except (ValueError, OverflowError):
            self.data = None
            raise ValueError("Write a real date in numbers, for example 18 12 2026") from None
