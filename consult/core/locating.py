"""Find a quote in a text it was not made in, as from a letter, a room or the API.

As Hypothesis anchors quotes: the exact words first, told apart by what stands around them, then the nearest passage.
"""

import re
from dataclasses import dataclass
from heapq import nsmallest
from typing import Literal

from rapidfuzz.fuzz import partial_ratio, partial_ratio_alignment, ratio

Status = Literal["same", "moved", "reworded", "removed"]

NEAR_ENOUGH = 75.0
"""How alike (0 to 100) the nearest passage must be for a quote without a source to be placed there."""

RECOGNISED = 65.0
"""How alike (0 to 100) the best of a place must be to a quote for somebody who looks for it there to know it again."""

LONGEST = 500
"""The longest quote, in code points, that is compared letter by letter with a place."""

CANDIDATES = 200
"""How many places with the exact words are told apart by what stands around them: those nearest to the hint."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a text: a half-open range in code points, the words there, and the words around them.

    Carried from text to text, `start` and `end` move on while `exact` stays what was quoted at first.
    """

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an anchor lies in the new text; for `removed`, the empty range where its words stood.

    `score` is the share of the quoted letters that stand there, from 0 to 1.
    """

    status: Status
    start: int
    end: int
    score: float


def locate(anchor: Anchor, text: str) -> Placement:
    """Find a quote in a text it was not made in: the exact words, else the nearest, else `removed`.

    `anchor.start` is a hint where the words stand more than once and what surrounds them does not decide.

    >>> locate(Anchor(0, 0, "five  pounds"), "Pay five pounds.")
    Placement(status='same', start=4, end=15, score=1.0)
    """
    words = anchor.exact.split()
    if not words:
        return Placement("removed", 0, 0, 0.0)
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
    found = [match.span() for match in pattern.finditer(text)]
    if found:
        near_hint = nsmallest(CANDIDATES, found, key=lambda span: abs(span[0] - anchor.start))
        start, end = max(near_hint, key=lambda span: _fits(anchor, text, span))
        return Placement("same", start, end, 1.0)
    near = partial_ratio_alignment(anchor.exact, text, score_cutoff=NEAR_ENOUGH)
    if near is None or len(anchor.exact) > 2 * len(text):
        return Placement("removed", 0, 0, 0.0)
    start, end = _to_words(text, near.dest_start, near.dest_end)
    return Placement("reworded", start, end, round(near.score / 100, 4))


def is_recognised(quote: str, text: str, start: int, end: int) -> bool:
    """Say whether somebody who looks for the quote would know it again at text[start:end] or right beside.

    >>> is_recognised("Pay five pounds a visit.", "You pay ten pounds a visit.", 4, 27)
    True
    >>> is_recognised("the encoder's current Largest Known", "where the current Known is", 6, 23)
    False
    """
    if len(quote) > LONGEST:
        return True
    near = text[max(0, start - len(quote)) : end + len(quote)]
    return partial_ratio(quote, near, score_cutoff=RECOGNISED) > 0


def _fits(anchor: Anchor, text: str, span: tuple[int, int]) -> tuple[float, int]:
    start, end = span
    before = " ".join(text[max(0, start - len(anchor.prefix) - 8) : start].split())
    after = " ".join(text[end : end + len(anchor.suffix) + 8].split())
    prefix, suffix = " ".join(anchor.prefix.split()), " ".join(anchor.suffix.split())
    around = ratio(before[-len(prefix) :] if prefix else "", prefix) + ratio(after[: len(suffix)], suffix)
    return around, -abs(start - anchor.start)


def _to_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end
