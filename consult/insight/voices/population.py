"""Who speaks against who lives there: population figures from a file, and areas heard from less than their share."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.contributions.areas import LONGEST_AREA, MOST_AREAS, MOST_PEOPLE
from consult.core.errors import Refused
from consult.insight.voices.suppressing import SMALL
from consult.insight.voices.tables import NOT_SAID, Row

LARGEST_FILE = 256 * 1024
EXPECTED = 2 * SMALL
"""An area whose number is hidden is missed where at least so many contributions were to be expected from it."""
LESS = 0.5
"""One whose number is shown, where it gave less than this part of what was to be expected."""


@dataclass(frozen=True, slots=True)
class Against:
    """An area beside its share: people who live there, and their part in 100 of all; those who spoke, and their part.

    given is None where it is not shown. expected: how many, had all areas spoken alike. missed: heard from less
    than half as much as that.
    """

    name: str
    people: int
    people_part: int
    given: int | None
    given_part: int | None
    expected: int
    missed: bool


def against(rows: Sequence[Row], total: int, people: Mapping[str, int]) -> list[Against]:
    """Hold how many spoke by area against how many live there; areas missed most first.

    rows: the table of areas as it is shown, so that nothing hidden there can be reckoned from here: an area whose
    number is hidden counts as few. Empty where there are no figures, or nothing to hold against them.
    """
    everyone = sum(people.values())
    if not everyone or not rows:
        return []
    not_said = next((row.people for row in rows if row.name == NOT_SAID), None)
    said = total - (not_said or 0)
    found = []
    for row in rows:
        if row.name in people:
            expected = said * people[row.name] / everyone
            given = row.people
            missed = expected >= EXPECTED if given is None else expected >= SMALL and given < LESS * expected
            part = None if given is None or not said else round(100 * given / said)
            people_part = round(100 * people[row.name] / everyone)
            found.append(Against(row.name, people[row.name], people_part, given, part, round(expected), missed))
    return sorted(found, key=lambda one: (not one.missed, -one.expected, one.name))


_HEADS = re.compile(
    r"(?:areas?|wards?|places?|local(?:ity|ities)|neighbourhoods?|districts?|parish(?:es)?|towns?)?(?: ?names?)?", re.I
)
_SUMS = re.compile(r"(?:(?:grand|sub|overall)[ -]?)?totals?|sum|all(?: areas| wards)?", re.I)


def read_population(data: bytes) -> dict[str, int]:
    """Read a CSV of areas and how many people live in each, with or without a line of headings; a total is no area.

    Raises Refused, naming the line, for anything that is no area and no whole number.

    >>> read_population("area;people\\nHartwell;12 400".encode())
    {'Hartwell': 12400}
    """
    if len(data) > LARGEST_FILE:
        raise Refused("This file is too large for a list of areas. Keep two columns: area and people.", field="file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Refused("This is no CSV file. Save the sheet as “CSV UTF-8” and choose that.", field="file")
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    if "\t" in text.partition("\n")[0]:
        separator = "\t"
    figures: dict[str, int] = {}
    try:
        lines = [(number, row) for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), 1)]
    except csv.Error:
        raise Refused("This is no CSV file. Save the sheet as “CSV UTF-8” and choose that.", field="file") from None
    for number, row in lines:
        cells = [" ".join(cell.split()) for cell in row]
        if not any(cells) or (not figures and _is_heading(cells)):
            continue
        if figures and _SUMS.fullmatch(cells[0].rstrip(":")):
            continue
        name, count = _read_line(number, cells)
        if name.casefold() in (one.casefold() for one in figures):
            raise Refused(f"Line {number}: “{name}” stands twice. Write each area once.", field="file")
        figures[name] = count
        if len(figures) > MOST_AREAS:
            raise Refused(f"Load up to {MOST_AREAS} areas.", field="file")
    if not figures:
        raise Refused("There is no area in this file. Write one on each line: its name, then its people.", field="file")
    return figures


def _is_heading(cells: Sequence[str]) -> bool:
    """Say whether a first line names its columns: also where one is a year, as in “Ward, 2021”."""
    rest = [cell for cell in cells[1:] if cell]
    if _HEADS.fullmatch(cells[0]) and all(re.search(r"[^\W\d_]{3}|^(?:19|20)\d\d$", cell) for cell in rest):
        return True
    return not any(re.search(r"\d", cell) for cell in rest)


def _read_line(number: int, cells: Sequence[str]) -> tuple[str, int]:
    filled = [cell for cell in cells[1:] if cell]
    if not cells[0]:
        raise Refused(f"Line {number} has no area. Write its name first, then its people.", field="file")
    if len(cells[0]) > LONGEST_AREA:
        raise Refused(f"Line {number}: write a name of up to {LONGEST_AREA} letters.", field="file")
    if not cells[0].isprintable():
        raise Refused(f"Line {number}: the name has signs that cannot be shown. Type it again.", field="file")
    if len(filled) != 1:
        raise Refused(f"Line {number} needs two columns: the area, and how many people live there.", field="file")
    digits = re.sub(r"[ ,.'\u00a0\u202f](?=\d{3}(?!\d))", "", filled[0])
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 9 or int(digits) > MOST_PEOPLE:
        raise Refused(
            f"Line {number}: “{filled[0][:20]}” is no number of people. Write a whole number, such as 12400.",
            field="file",
        )
    return cells[0], int(digits)
