"""Find the outcomes a text promises, and how each will be measured.

Under a heading that speaks of outcomes each outermost point is one. Its measures are the points below it, and the
paragraphs in it, that begin by saying so ("Measured by"). In a table each row is one, if a column of its header speaks
of outcomes and another of measures; an empty cell measures nothing. What this does not do: judge a measure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from consult.core.clauses import Clause, Kind

_OUTCOMES = re.compile(r"\boutcomes?\b", re.IGNORECASE)
_MEASURES = re.compile(r"\bmeasure(?:s|d|ments?)?\b|\bindicators?\b|\bhow we (?:will )?know\b", re.IGNORECASE)
_SAYS_HOW = re.compile(r"\W*(?:measure(?:s|d|ments?)?\b|indicators?\b|how we (?:will )?know\b)", re.IGNORECASE)
_NOTHING = re.compile(r"[\s.…–—-]*")


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome and its measures, as places in the text's clauses."""

    place: int
    measures: tuple[int, ...] = ()


def outcomes(clauses: Sequence[Clause]) -> tuple[Outcome, ...]:
    """Return the outcomes of a text in reading order.

    >>> from consult.core.clauses import parse
    >>> found = outcomes(parse("## Outcomes\\n\\n- Fewer falls\\n  - Measured by: calls to 999\\n- More visits"))
    >>> [(one.place, one.measures) for one in found]
    [(1, (2,)), (3, ())]
    """
    found: list[Outcome] = []
    inside, outer, columns = 0, 0, None
    for place, clause in enumerate(clauses):
        if clause.kind is Kind.HEADING:
            if not inside or clause.level <= inside:
                inside, outer = (clause.level, 0) if _OUTCOMES.search(clause.text) else (0, 0)
            columns = None
        elif clause.kind is Kind.ROW:
            columns = _columns(clause) or columns if clause.marker else columns
            if columns is not None and not clause.marker:
                found.append(_row(place, clause, columns))
        elif inside:
            outer = _point(found, place, clause, outer)
    return tuple(found)


def unmeasured(clauses: Sequence[Clause]) -> tuple[int, ...]:
    """Return the places of the outcomes nobody says how to measure.

    >>> from consult.core.clauses import parse
    >>> unmeasured(parse("| Outcome | Measure |\\n|---|---|\\n| Fewer falls | calls |\\n| More visits | |"))
    (2,)
    """
    return tuple(one.place for one in outcomes(clauses) if not one.measures)


def _point(found: list[Outcome], place: int, clause: Clause, outer: int) -> int:
    """Take a clause under a heading of outcomes; return the level its outermost points stand on."""
    says_how = bool(_SAYS_HOW.match(clause.text)) and not _NOTHING.fullmatch(_after_colon(clause.text))
    if clause.kind is Kind.ITEM and (not outer or clause.level <= outer) and not _SAYS_HOW.match(clause.text):
        found.append(Outcome(place))
        return clause.level
    if found and outer and says_how:
        found[-1] = replace(found[-1], measures=(*found[-1].measures, place))
    return outer


def _after_colon(text: str) -> str:
    _, colon, rest = text.partition(":")
    return rest if colon else text


def _columns(header: Clause) -> tuple[int, int] | None:
    """Return which column has the outcomes and which the measures, or None."""
    cells = header.text.split("|")
    which = next((at for at, cell in enumerate(cells) if _OUTCOMES.search(cell)), None)
    how = next((at for at, cell in enumerate(cells) if _MEASURES.search(cell) and at != which), None)
    return (which, how) if which is not None and how is not None else None


def _row(place: int, row: Clause, columns: tuple[int, int]) -> Outcome:
    cells = row.text.split("|")
    measure = cells[columns[1]] if columns[1] < len(cells) else ""
    return Outcome(place, () if _NOTHING.fullmatch(measure) else (place,))
