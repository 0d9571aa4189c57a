"""Weigh what two clauses have in common; what is counted in one clause is counted once for all it is compared with."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from consult.core.matching import align

IN_A_ROW = 4
"""Words in a row that are enough to know a passage again, wherever it went."""

EXACT = 1 << 24
"""The largest product of two numbers of words that are put in order word by word; beyond, rows of four words tell."""

Row = tuple[str, ...]


class Tally:
    """The words of a clause and what they weigh.

    >>> Tally("the fares are the fares".split(), {"the": 1.0, "fares": 3.0, "are": 2.0}).total
    10.0
    """

    def __init__(self, words: Sequence[str], weights: Mapping[str, float]) -> None:
        self.words = words
        self.weights = weights

    @cached_property
    def total(self) -> float:
        """Return what all its words weigh."""
        return self.weigh(self.words)

    @cached_property
    def counts(self) -> Counter[str]:
        """Return how often each word stands there."""
        return Counter(self.words)

    @cached_property
    def rows(self) -> Counter[Row]:
        """Return how often each row of four words stands there."""
        return Counter(_rows(self.words))

    def weigh(self, words: Sequence[str]) -> float:
        """Add up what words weigh."""
        return sum(map(self.weights.__getitem__, words))


@dataclass(frozen=True, slots=True)
class Common:
    """What words weigh that two clauses have in common: in one order, in rows of four and more, in any order."""

    in_order: float
    in_a_row: float
    anywhere: float


def in_common(one: Tally, other: Tally) -> Common:
    """Weigh what two clauses have in common.

    Of two long ones (`EXACT`) words in one order are those in rows of four that both have, wherever these went; a row
    counts as its first word. That is less where every few words changed, and never words that only one has.

    >>> weights = {"bus": 3.0, "fares": 5.0, "rise": 4.0}
    >>> in_common(Tally(["bus", "fares", "rise"], weights), Tally(["fares", "rise", "bus"], weights))
    Common(in_order=9.0, in_a_row=0.0, anywhere=12.0)
    """
    counts = other.counts
    anywhere = sum(one.weights[word] * min(n, there) for word, n in one.counts.items() if (there := counts.get(word)))
    if len(one.words) * len(other.words) > EXACT:
        held = other.rows
        shared = sum(one.weights[row[0]] * min(n, there) for row, n in one.rows.items() if (there := held.get(row)))
        return Common(shared, shared, anywhere)
    in_order = in_a_row = 0.0
    for start, _, size in align(one.words, other.words):
        weight = one.weigh(one.words[start : start + size])
        in_order += weight
        in_a_row += weight if size >= IN_A_ROW else 0
    return Common(in_order, in_a_row, anywhere)


def places_in(mine: Sequence[str], theirs: Sequence[str], least: int) -> Set[int]:
    """Give the places of words of `mine` that stand in `theirs` in a row of at least so many, of long ones of four.

    >>> sorted(places_in("we pay for the bus".split(), "we pay the bus".split(), 2))
    [0, 1, 3, 4]
    """
    if len(mine) * len(theirs) > EXACT:
        held = set(_rows(theirs))
        return {at + k for at, row in enumerate(_rows(mine)) if row in held for k in range(IN_A_ROW)}
    return {start + k for start, _, size in align(mine, theirs) if size >= least for k in range(size)}


def _rows(words: Sequence[str]) -> Iterator[Row]:
    return zip(*(words[at:] for at in range(IN_A_ROW)), strict=False)
