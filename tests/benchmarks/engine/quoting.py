"""Two other ways to find a quote again, as rivals: a plain difference of words, and looking for the quote itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import LCSseq, Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

from consult.core.anchors import Anchor, Placement

WEIGHTS = {"quote": 50, "prefix": 20, "suffix": 20, "position": 2}
"""What a match is judged by, as Hypothesis weighs it."""

MOST_ERRORS = 0.5
"""The share of a quote's letters that may be wrong."""

WORD = re.compile(r"\S+")
NOWHERE = Placement("removed", 0, 0, 0.0)


def by_word_difference(anchors: Sequence[Anchor], old: str, new: str) -> list[Placement]:
    """Place each quote from its first word that stayed to its last, in one difference of the words."""
    before, after = list(WORD.finditer(old)), list(WORD.finditer(new))
    stayed: dict[int, int] = {}
    codes = LCSseq.opcodes([one.group() for one in before], [one.group() for one in after])
    for block in codes.as_matching_blocks():
        stayed.update((block.a + k, block.b + k) for k in range(block.size))
    return [_from_words(anchor, before, after, stayed) for anchor in anchors]


def _from_words(
    anchor: Anchor, before: Sequence[re.Match[str]], after: Sequence[re.Match[str]], stayed: dict[int, int]
) -> Placement:
    quoted = [at for at, one in enumerate(before) if one.end() > anchor.start and one.start() < anchor.end]
    left = [at for at in quoted if at in stayed]
    if not left:
        return NOWHERE
    first, last = after[stayed[left[0]]], after[stayed[left[-1]]]
    start = first.start() + max(0, anchor.start - before[left[0]].start())
    end = last.end() - max(0, before[left[-1]].end() - anchor.end)
    return Placement("same" if len(left) == len(quoted) else "reworded", start, max(start, end), 1.0)


def by_quote(anchors: Sequence[Anchor], _old: str, new: str) -> list[Placement]:
    """Look for each quote in the new text alone: exactly, else the nearest passage, told apart by what is around."""
    return [_looked_for(anchor, new) for anchor in anchors]


def _looked_for(anchor: Anchor, text: str) -> Placement:
    found = list(_exact(anchor.exact, text)) or list(_near(anchor.exact, text))
    if not found:
        return NOWHERE
    start, end = max(found, key=lambda span: _weight(anchor, text, *span))
    return Placement("same", start, end, _weight(anchor, text, start, end))


def _exact(quote: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the words stand, however they are wrapped."""
    for found in re.finditer(r"\s+".join(re.escape(word) for word in quote.split()), text):
        yield found.span()


def _near(quote: str, text: str) -> Iterator[tuple[int, int]]:
    found = partial_ratio_alignment(quote, text, score_cutoff=100 * (1 - MOST_ERRORS))
    if found is not None and _alike(quote, text[found.dest_start : found.dest_end]) >= 1 - MOST_ERRORS:
        yield found.dest_start, found.dest_end


def _weight(anchor: Anchor, text: str, start: int, end: int) -> float:
    alike = {
        "quote": _alike(anchor.exact, text[start:end]),
        "prefix": _alike(anchor.prefix, text[max(0, start - len(anchor.prefix)) : start]),
        "suffix": _alike(anchor.suffix, text[end : end + len(anchor.suffix)]),
        "position": 1 - abs(start - anchor.start) / max(1, len(text)),
    }
    return sum(weight * alike[name] for name, weight in WEIGHTS.items()) / sum(WEIGHTS.values())


def _alike(one: str, other: str) -> float:
    return Levenshtein.normalized_similarity(one, other)
