"""Which sentences say what most others say: continuous LexRank (Erkan and Radev 2004, section 3.3), in plain Python.

The matrix of likeness between n sentences is never made: with unit vectors X it is X times X transposed, so that one
step of the walk costs as much as the words there are, not n squared. The same sentences give the same numbers.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import log, sqrt

Vector = dict[int, float]
"""Weights by the number of the word; of length one, or empty."""

DAMPING = 0.15
"""How often the walk begins anew at any sentence."""
TOO_ALIKE = 0.5
"""Cosine from which two sentences say the same."""

_WORD = re.compile(r"[^\W\d_]{2,}(?:['’][^\W\d_]+)?")
_STOP = """
a about all also an and any are as at be because been being but by can could did do does don't for from had has have he
her here his how i i'm if in into is it it's its just me more most my no not of on one or other our out she should so
some such than that the their them then there these they this those to too up us very was we were what when where which
who will with would you your
der die das den dem des ein eine einen einem einer und oder aber ist sind war wird werden nicht auch auf für mit von vom
zu zum zur im in am an als bei es er sie wir ich ihr man so wie dass nur noch aus nach über sich
"""
STOP = frozenset(_STOP.split())
"""Words that say nothing about what a sentence is about."""


def words_of(text: str) -> list[str]:
    """Give the words of a sentence that say what it is about.

    >>> words_of("The buses don't run on Sundays.")
    ['buses', 'run', 'sundays']
    """
    return [word for word in (found.lower() for found in _WORD.findall(text)) if word not in STOP]


def weigh(sentences: Iterable[Sequence[str]]) -> list[Vector]:
    """Weigh words by how often a sentence has them and how few sentences do (TF-IDF); each vector has length one.

    A word that all sentences have weighs a little too, so that equal sentences are alike.
    """
    counted = [Counter(words) for words in sentences]
    spread = Counter(word for words in counted for word in words)
    numbers = {word: number for number, word in enumerate(spread)}
    rarity = {word: log(1 + len(counted) / spread[word]) for word in spread}
    return [_unit({numbers[word]: times * rarity[word] for word, times in words.items()}) for words in counted]


def _unit(vector: Vector) -> Vector:
    length = sqrt(sum(weight * weight for weight in vector.values()))
    return {word: weight / length for word, weight in vector.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """Say how alike two sentences are, from 0 to 1.

    >>> cosine({1: 1.0}, {1: 0.6, 2: 0.8})
    0.6
    """
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[word] for word, weight in one.items() if word in other)


def centrality(vectors: Sequence[Vector], *, tolerance: float = 1e-9, most: int = 200) -> list[float]:
    """Give the chance of a walk over likeness to be at each sentence; together they are 1.

    `tolerance`: how little all of them together still change when it stops; `most`: the steps after which it stops
    anyway. A sentence without words is as likely as chance.
    """
    size = len(vectors)
    if not size:
        return []
    degrees = closeness(vectors)
    ranks = [1.0 / size] * size
    for _ in range(most):
        lost = sum(rank for rank, degree in zip(ranks, degrees, strict=True) if not degree)
        shares = [rank / degree if degree else 0.0 for rank, degree in zip(ranks, degrees, strict=True)]
        reached = _times(vectors, _gather(vectors, shares))
        base = (DAMPING + (1 - DAMPING) * lost) / size
        new = [base + (1 - DAMPING) * one for one in reached]
        moved = sum(abs(after - before) for after, before in zip(new, ranks, strict=True))
        ranks = new
        if moved < tolerance:
            break
    return ranks


def closeness(vectors: Sequence[Vector]) -> list[float]:
    """Say how like all sentences together each one is: the sum of its likenesses, itself among them.

    Unlike the walk, which leaves to a sentence that nothing is like the share of chance, this is least for it.
    """
    return _times(vectors, _gather(vectors, [1.0] * len(vectors)))


def _gather(vectors: Sequence[Vector], shares: Sequence[float]) -> Vector:
    """Add up the vectors, each times its share."""
    total: Vector = defaultdict(float)
    for vector, share in zip(vectors, shares, strict=True):
        if share:
            for word, weight in vector.items():
                total[word] += weight * share
    return total


def _times(vectors: Sequence[Vector], total: Vector) -> list[float]:
    return [sum(weight * total.get(word, 0.0) for word, weight in vector.items()) for vector in vectors]


def choose(vectors: Sequence[Vector], order: Iterable[int], how_many: int, *, taken: Iterable[int] = ()) -> list[int]:
    """Take the first sentences of an order that say nothing said by one taken already (Carbonell and Goldstein 1998).

    >>> same, other = {1: 1.0}, {2: 1.0}
    >>> choose([same, dict(same), other], [0, 1, 2], 2)
    [0, 2]
    """
    chosen: list[int] = []
    before = [vectors[number] for number in taken]
    for number in order:
        if len(chosen) == how_many:
            break
        vector = vectors[number]
        if vector and all(cosine(vector, one) < TOO_ALIKE for one in before):
            chosen.append(number)
            before.append(vector)
    return chosen
