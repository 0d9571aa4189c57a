"""Which clause a paragraph of an edited file is: by its hidden name, else by its words, exactly and then nearly."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from consult.core.clauses import Kind
from consult.core.inline import visible
from consult.documents.text import Text, TextClause
from consult.exchange.exporting.word.atoms import row_cells
from consult.exchange.reviewing.wording import folded

SURE, NEAR = 50, 80
"""How alike (of 100) words must be: to those of the clause whose name they bear, and where they bear none."""
MOST_TRIES = 400
"""Paragraphs that are looked for among all clauses nearly; beyond it somebody is not editing but trying us."""
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Match:
    """The clause found. `by_name`: by its bookmark; `is_exact`: with the very words."""

    clause: TextClause
    by_name: bool
    is_exact: bool


class Clauses:
    """The clauses of a revision, each found once."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.seen = [folded(_seen(clause)) for clause in text.clauses]
        self._by_words: dict[str, deque[int]] = defaultdict(deque)
        for index, words in enumerate(self.seen):
            self._by_words[words].append(index)
        self._free = dict(enumerate(self.seen))
        self._tries = 0
        self.last: str | None = None
        """The key of the clause found last: what is new stands after it."""

    def words(self, key: str) -> str:
        """Return the words of a clause as they are seen, blanks single."""
        return self.seen[self.text.positions[key]]

    @property
    def missing(self) -> list[TextClause]:
        """The clauses that were not found, in order."""
        return [self.text.clauses[index] for index in self._free]

    def by_name(self, keys: Sequence[str], before: str) -> Match | None:
        """Find the clause a bookmark names, if its words are like those that stand there."""
        words = folded(before)
        for key in keys:
            index = self.text.positions.get(key)
            if index is None or index not in self._free or not words:
                continue
            is_exact = self.seen[index] == words
            if is_exact or (len(words) <= LONGEST and fuzz.ratio(words, self.seen[index]) >= SURE):
                return self._take(index, by_name=True, is_exact=is_exact)
        return None

    def by_words(self, before: str) -> Match | None:
        """Find a clause with these very words; of several, the first after the clause found last."""
        words = folded(before)
        places = self._by_words.get(words)
        free = [index for index in places or () if index in self._free] if words else []
        if not free:
            return None
        last = self.text.positions.get(self.last or "", -1)
        return self._take(next((index for index in free if index > last), free[0]), by_name=False, is_exact=True)

    def nearly(self, before: str) -> Match | None:
        """Find the clause whose words are most like these, if any is much like them."""
        words = folded(before)
        self._tries += 1
        if not words or len(words) > LONGEST or self._tries > MOST_TRIES:
            return None
        best = process.extractOne(words, self._free, scorer=fuzz.ratio, score_cutoff=NEAR)
        return None if best is None else self._take(best[2], by_name=False, is_exact=False)

    def _take(self, index: int, *, by_name: bool, is_exact: bool) -> Match:
        del self._free[index]
        clause = self.text.clauses[index]
        self.last = clause.key
        return Match(clause, by_name, is_exact)


def _seen(clause: TextClause) -> str:
    if clause.kind is Kind.CODE:
        return clause.text
    if clause.kind is Kind.ROW:
        return row_seen([visible(cell).text for cell in row_cells(clause.text)])
    return visible(clause.text).text


def row_seen(cells: Sequence[str]) -> str:
    """Return the words of a row, cell by cell."""
    return " | ".join(folded(cell) for cell in cells)
