"""Voices, support and interest along one document, clause by clause."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from consult.core.inline import visible
from consult.core.kinds import Kind
from consult.documents.text import Text
from consult.insight.voices.queries import Heads
from consult.insight.voices.suppressing import Support, shown_alone, support
from consult.voting.queries import Sums

BANDS = (1, 5, 10, 20, 50)
"""Where the next height of interest begins; one to four look alike."""
OPENING = 70


@dataclass(frozen=True, slots=True)
class ClauseVoices:
    """One clause: individuals and organisations who spoke about it (None: one to four), and support for its words.

    heat: how high interest stands, 0 to 5, of individuals and of organisations.
    """

    key: str
    code: str
    opening: str
    people: int | None
    organisations: int | None
    people_heat: int
    organisations_heat: int
    support: Support | None

    @property
    def told(self) -> bool:
        """Whether anything may be told of it."""
        return self.people_heat > 1 or self.organisations_heat > 1 or self.support is not None


def voices_by_clause(text: Text, heads: Mapping[int | None, Heads], sums: Mapping[int, Sums]) -> list[ClauseVoices]:
    """List the clauses of a text, in its order."""
    found = []
    for clause, code in zip(text.clauses, text.codes, strict=True):
        spoke = heads.get(clause.clause_id, Heads())
        votes = sums.get(clause.clause_id, Sums())
        found.append(
            ClauseVoices(
                key=clause.key,
                code=code,
                opening=_opening(clause.text if clause.kind is not Kind.CODE else "Code"),
                people=shown_alone(spoke.people),
                organisations=shown_alone(spoke.organisations),
                people_heat=bisect_right(BANDS, spoke.people),
                organisations_heat=bisect_right(BANDS, spoke.organisations),
                support=support(votes.agree, votes.total),
            )
        )
    return found


def _opening(text: str) -> str:
    seen = " ".join(visible(text[: 4 * OPENING]).text.split())
    return seen if len(seen) <= OPENING else f"{seen[:OPENING].rpartition(' ')[0]} …"
