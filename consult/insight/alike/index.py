"""Find, among texts put in before, those that share enough telling words: exactly, none missed.

Two sets of words can only share a part t of their weight if each has one of the other's words among its own most
telling ones, those that together weigh 1 - t of it: so only these are looked up (Bayardo, Ma and Srikant,
"Scaling up all pairs similarity search", 2007).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from consult.insight.alike.telling import FEWEST, FLOOR, Weights, WordSet, needed, weight_of

OWN_PART = 0.2
"""What two texts must share beside a stock opening and ending."""


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a text, all of them and without stock openings and endings."""

    words: WordSet
    own: WordSet


class Index:
    """Texts by number, to be found by their words; `stricter` is added to the part that must be the same."""

    def __init__(self, weights: Weights, stricter: float = 0.0) -> None:
        self._weights = weights
        self._stricter = stricter
        self._texts: dict[int, tuple[Text, float]] = {}
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, number: int, text: Text) -> None:
        """Put a text in."""
        self._texts[number] = text, weight_of(text.words, self._weights)
        for word in self._telling(text.words):
            self._by_word[word].append(number)

    def best(self, text: Text) -> int | None:
        """Return the number of the text most like this one, the smallest of several; None if none is alike."""
        found = max(self._alike(text), key=lambda one: (one[0], -one[1]), default=None)
        return None if found is None else found[1]

    def _alike(self, text: Text) -> Iterator[tuple[float, int]]:
        candidates = {number for word in self._telling(text.words) for number in self._by_word.get(word, ())}
        weight = weight_of(text.words, self._weights)
        for number in candidates:
            other, other_weight = self._texts[number]
            shared = weight_of(text.words & other.words, self._weights)
            if shared < FLOOR * max(weight, other_weight):
                continue
            part = likeness(text, other, self._weights, self._stricter, (shared, weight + other_weight - shared))
            if part:
                yield part, number

    def _telling(self, words: WordSet) -> list[str]:
        ordered = sorted(words, key=lambda word: (-self._weights[word], word))
        rest = whole = weight_of(words, self._weights)
        chosen = []
        for word in ordered:
            if rest < FLOOR * whole:
                break
            chosen.append(word)
            rest -= self._weights[word]
        return chosen


def likeness(
    one: Text, other: Text, weights: Weights, stricter: float = 0.0, whole: tuple[float, float] | None = None
) -> float:
    """Return which part of the weight of their words two texts share, 0 if that is not enough to be called alike.

    What they share beside stock openings counts if it is enough by itself; an opening never is.
    """
    shared, union = whole or _shared(one.words, other.words, weights)
    part = _enough(shared, union, stricter)
    if one.own == one.words and other.own == other.words:
        return part
    stock = (one.words - one.own) | (other.words - other.own)
    own_shared, own_union = _shared(one.words - stock, other.words - stock, weights)
    if own_shared < OWN_PART * own_union:
        return 0.0
    return max(part, _enough(own_shared, own_union, stricter))


def _shared(one: WordSet, other: WordSet, weights: Weights) -> tuple[float, float]:
    shared = weight_of(one & other, weights)
    return shared, weight_of(one | other, weights)


def _enough(shared: float, union: float, stricter: float) -> float:
    if shared < FEWEST:
        return 0.0
    part = shared / union
    return part if part >= needed(shared) + stricter else 0.0
