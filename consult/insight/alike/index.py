"""Find, among texts put in before, those that share enough telling words: exactly, none missed.

Two sets of words can only share a part t of their weight if one has a word among the most telling ones of the other,
those that together weigh 1 - t of it: so only these are looked up, and what can not be enough with all the rest of the
other's words is not looked at (after Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", 2007).
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from consult.insight.alike.telling import BASE, FEWEST, FLOOR, SLOPE, Weights, WordSet, needed, weight_of

ROUNDING = 1e-9
"""More than sums of weights can differ by, whatever the order they are added in."""
LEAST = FLOOR / (1 + FLOOR)
"""Where the part they share is FLOOR, what two texts share is this part of the weights of both, added up."""
OWN_PART = 0.2
"""What two texts must share beside a stock opening and ending."""


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a text, all of them and without stock openings and endings."""

    words: WordSet
    own: WordSet


class Weighed(NamedTuple):
    """A text with what all its words weigh, and what its own words weigh."""

    text: Text
    whole: float
    own: float


def weighed(text: Text, weights: Weights) -> Weighed:
    """Weigh a text."""
    whole = weight_of(text.words, weights)
    return Weighed(text, whole, whole if text.own == text.words else weight_of(text.own, weights))


class Index:
    """Texts by number, to be found by their words; `stricter` is added to the part that must be the same."""

    def __init__(self, weights: Weights, stricter: float = 0.0) -> None:
        self._weights = weights
        self._stricter = stricter
        self._numbers: list[int] = []
        self._texts: list[Weighed] = []
        self._by_word: defaultdict[str, array[int]] = defaultdict(_places)
        # Of each text: what its words weigh, what its own words weigh, and its words that are not looked up.
        self._whole, self._own, self._rest = array("d"), array("d"), array("d")

    def add(self, number: int, text: Text) -> None:
        """Put a text in."""
        one = weighed(text, self._weights)
        rest = one.whole
        for word in sorted(text.words, key=lambda word: (-self._weights[word], word)):
            if rest < FLOOR * one.whole:
                break
            self._by_word[word].append(len(self._texts))
            rest -= self._weights[word]
        self._numbers.append(number)
        self._texts.append(one)
        self._whole.append(one.whole)
        self._own.append(one.own)
        self._rest.append(rest + ROUNDING)

    def best(self, text: Text) -> int | None:
        """Return the number of the text most like this one, the smallest of several; None if none is alike."""
        one = weighed(text, self._weights)
        found = [
            (likeness(one, self._texts[at], self._weights, self._stricter), -self._numbers[at])
            for at in self._possible(one)
        ]
        part, number = max(found, default=(0.0, 0))
        return -number if part else None

    def _possible(self, one: Weighed) -> Iterable[int]:
        """Return the places of the texts that can be alike, if each shares all of its words that are not looked up."""
        import numpy as np  # noqa: PLC0415  # only where something is reckoned: the web's processes do without

        known = [word for word in sorted(one.text.words) if word in self._by_word]
        if not known:
            return ()
        lists = [np.frombuffer(self._by_word[word], dtype=np.int32) for word in known]
        weights = np.repeat([self._weights[word] for word in known], [len(places) for places in lists])
        found = np.bincount(np.concatenate(lists), weights)
        size = len(found)
        least = LEAST * (np.frombuffer(self._own)[:size] + one.own) - np.frombuffer(self._rest)[:size]
        some = np.flatnonzero((found >= least - ROUNDING) & (found > 0))
        most = np.minimum(found[some] + np.frombuffer(self._rest)[some], np.frombuffer(self._whole)[some])
        most = np.minimum(most, one.whole)
        together = one.own + np.frombuffer(self._own)[some] - most
        near = most >= FEWEST - ROUNDING
        some, most, together = some[near], most[near], together[near]
        needed = np.maximum(FLOOR, BASE - SLOPE * np.log(most)) + self._stricter
        places: list[int] = some[most >= needed * together - ROUNDING].tolist()
        return places


def _places() -> array[int]:
    return array("i")


def likeness(one: Weighed, other: Weighed, weights: Weights, stricter: float = 0.0) -> float:
    """Return which part of the weight of their words two texts share, 0 if that is not enough to be called alike.

    What they share beside stock openings counts if it is enough by itself; an opening never is.
    """
    shared = weight_of(one.text.words & other.text.words, weights)
    part = _enough(shared, one.whole + other.whole - shared, stricter)
    if one.own == one.whole and other.own == other.whole:
        return part
    shared = weight_of(one.text.own & other.text.own, weights)
    union = one.own + other.own - shared
    return max(part, _enough(shared, union, stricter)) if shared >= OWN_PART * union else 0.0


def _enough(shared: float, union: float, stricter: float) -> float:
    if shared < FEWEST:
        return 0.0
    part = min(1.0, shared / union)
    return part if part >= needed(shared) + stricter else 0.0
