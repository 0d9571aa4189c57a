"""What the columns of a table of answers mean: guessed from their headings, settled by an officer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from consult.core.empty_answers import says_nothing
from consult.core.errors import Refused
from consult.intake.tables import Table


class Means(StrEnum):
    """What a column holds."""

    NOTHING = "nothing"
    WORDS = "words"
    CLAUSE = "clause"
    ID = "id"
    NAME = "name"
    ORGANISATION = "organisation"
    DATE = "date"
    CHANNEL = "channel"
    PEOPLE = "people"
    AGREEING = "agreeing"


SAID = {
    Means.NOTHING: "Not taken in",
    Means.WORDS: "What people said",
    Means.CLAUSE: "The clause it is about",
    Means.ID: "The answer’s own number or id",
    Means.NAME: "Who said it",
    Means.ORGANISATION: "The organisation they speak for",
    Means.DATE: "The day it arrived",
    Means.CHANNEL: "How it arrived",
    Means.PEOPLE: "How many people it speaks for",
    Means.AGREEING: "How many of them agree",
}
ONCE = frozenset(Means) - {Means.NOTHING, Means.WORDS}
LONGEST_CODE = 60
LONGEST_HEADING = 300
"""Characters of a heading that are looked at."""

_PEOPLE = r"people|participants|attendees|signatures|signatories|residents"
_DONE = r"received|submitted|completed|created"
_HEADINGS: tuple[tuple[Means, re.Pattern[str]], ...] = tuple(
    (means, re.compile("|".join(patterns), re.I))
    for means, *patterns in (
        (
            Means.ID,
            r"^(id|ref(erence)?( (no|number))?|uuid|ansid|unique id|#)$",
            r"^(response|respondent|submission|answer|entry)[ -]?(id|no|number|ref\w*)$",
        ),
        (
            Means.AGREEING,
            r"\b(agree(ing)?|in favour|support(ers|ing))\b.*\b(count|number|how many|people)\b",
            r"\b(number|how many)\b.*\bagree|^(agreeing|agree count)$",
        ),
        (
            Means.PEOPLE,
            rf"^({_PEOPLE}|size|headcount)$",
            rf"\b(number|how many|count)\b.*\b({_PEOPLE})\b",
        ),
        (
            Means.DATE,
            rf"^(date|day|when|timestamp|{_DONE})\b",
            rf"\b(date|timestamp)\b|\b({_DONE}) (on|at)\b",
        ),
        (
            Means.CLAUSE,
            r"^(clause|section|paragraph|para|policy|point|item|article|code)( ?(no|number|code|ref(erence)?)\.?)?$",
        ),
        (Means.ORGANISATION, r"\b(organi[sz]ation|group|charity|company|employer|body)\b.*(name)?$"),
        (
            Means.NAME,
            r"^(full |your |respondent('s|’s)? |contact |display )?name$",
            r"^(who|author|respondent|from|submitted by)$",
        ),
        (Means.CHANNEL, r"^(channel|source|method|format|how (it )?(arrived|reached us)|response type|via)$"),
        (
            Means.WORDS,
            r"\b(comments?|response|answer|feedback|views?|opinion|words|text|message|suggestions?|body)\b",
            r"\b(what (do|did|would) you|tell us|why|explain|say|said)\b|\?$",
        ),
    )
)
_NUMBERED = re.compile(r" \(\d+\)$")
"""What tells two columns of one heading apart."""
_IN_HEADING = re.compile(r"\b(?:clause|section|paragraph|para|policy|point|item)\s+(?P<code>\d[\w.()]*)", re.I)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column means; for words, the code of the clause all of them are about, or nothing."""

    means: Means
    clause: str = ""

    def as_json(self) -> dict[str, str]:
        """Return it as it is stored."""
        return {"means": self.means.value, "clause": self.clause}


def guess(table: Table) -> list[Column]:
    """Guess what each column means, from its heading; where none says "words", from how long its cells are."""
    taken: set[Means] = set()
    columns = []
    for heading in table.headings:
        means = _by_heading(heading, taken)
        if means in ONCE:
            taken.add(means)
        found = _IN_HEADING.search(heading[:LONGEST_HEADING]) if means is Means.WORDS else None
        columns.append(Column(means, found["code"].rstrip(".") if found else ""))
    if not any(column.means is Means.WORDS for column in columns):
        widest = _widest(table, columns)
        if widest is not None:
            columns[widest] = Column(Means.WORDS)
    return columns


def _by_heading(heading: str, taken: set[Means]) -> Means:
    plain = _NUMBERED.sub("", " ".join(heading[:LONGEST_HEADING].replace("_", " ").split()))
    for means, pattern in _HEADINGS:
        if means not in taken and pattern.search(plain):
            return means
    return Means.NOTHING


def _widest(table: Table, columns: Sequence[Column]) -> int | None:
    """Return the column with the longest cells among those whose heading says nothing, if they read like sentences."""
    best, most = None, 15.0
    for place, column in enumerate(columns):
        cells = [row[place] for row in table.rows[:200] if not says_nothing(row[place])]
        mean = sum(map(len, cells)) / len(cells) if cells and column.means is Means.NOTHING else 0
        if mean > most:
            best, most = place, mean
    return best


def read_columns(stored: Sequence[Mapping[str, Any]]) -> list[Column]:
    """Read columns as they are stored, or as a form sent them. Raises Refused for what is offered nowhere."""
    try:
        return [Column(Means(one["means"]), str(one.get("clause", "")).strip()) for one in stored]
    except ValueError:
        raise Refused("Choose among what is offered for each column.", field="columns") from None


def require_columns(columns: Sequence[Column], headings: Sequence[str]) -> None:
    """Raise Refused where nothing would come of it, or two columns say the same."""
    if len(columns) != len(headings):
        raise Refused("Say of each column what it is. Open this page again.", field="columns")
    if not any(column.means is Means.WORDS for column in columns):
        raise Refused("Say which column holds what people said: at least one.", field="columns")
    for means in ONCE:
        named = [heading for column, heading in zip(columns, headings, strict=True) if column.means is means]
        if len(named) > 1:
            raise Refused(f"Two columns are “{SAID[means]}”: {named[0]} and {named[1]}. Keep one.", field="columns")
    if any(len(column.clause) > LONGEST_CODE for column in columns):
        raise Refused("A clause is named by its code, for example 4.2(b).", field="columns")
