"""Openings and endings that many contributions share before they go different ways: politeness, not a common text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

Words = tuple[str, ...]

LONGEST = 12
"""Words a stock opening has at most; what is longer is a text people share."""
LEAST = 8
"""Different contributions that must begin alike."""
APART = 0.5
"""How many of them must go on with different words, as a share."""


def without_stock(texts: Sequence[Words]) -> list[frozenset[str]]:
    """Return for each text, all of them different, its words without a stock opening and a stock ending."""
    openings = list(_openings(texts))
    endings = list(_openings([text[::-1] for text in texts]))
    return [
        frozenset(text[opening : len(text) - ending])
        for text, opening, ending in zip(texts, openings, endings, strict=True)
    ]


def _openings(texts: Sequence[Words]) -> Iterator[int]:
    """Yield for each text how many of its first words are a stock opening."""
    begin: Counter[Words] = Counter()
    follow: defaultdict[Words, set[str]] = defaultdict(set)
    for text in texts:
        for length in range(1, min(LONGEST, len(text) - 1) + 1):
            begin[text[:length]] += 1
            follow[text[:length]].add(text[length])
    for text in texts:
        cut = 0
        for length in range(1, min(LONGEST, len(text) - 1) + 1):
            times = begin[text[:length]]
            if times < LEAST:
                break
            if len(follow[text[:length]]) >= APART * times:
                cut = length
        yield cut
