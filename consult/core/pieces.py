"""The lines or words of a stretch of text, and where those stand that are asked for.

A comparison asks where a few of very many words stand. So a stretch is cut at single signs of white space, which
Python does fastest, and the place of a piece is the sum of what lies before it.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import compress, count
from typing import NamedTuple

from consult.core.matching import Match
from consult.core.spans import Run

_ONE_BLANK = re.compile(r"\s")


class Pieces(NamedTuple):
    """The pieces of a stretch that are not blank: `items[i]` is `parts[numbers[i]]`.

    `parts` are what stands between single signs of white space from `start` on.
    """

    items: Sequence[str]
    parts: Sequence[str]
    numbers: Sequence[int]
    start: int


def lines_in(text: str, start: int, end: int) -> Pieces:
    r"""Return the lines of a stretch that are not blank, without their ends.

    >>> lines_in("one\n \ntwo", 0, 9).items
    ['one', 'two']
    """
    parts = text[start:end].split("\n")
    seen = list(map(str.strip, parts))
    return Pieces(list(compress(parts, seen)), parts, list(compress(count(), seen)), start)


def words_in(stretch: str, start: int, words: Sequence[str]) -> Pieces:
    r"""Return the words of a stretch that begins at `start`, with their places; they are split already.

    >>> words_in("one\u3000two\n\n three", 0, ["one", "two", "three"]).parts
    ['one', 'two', '', '', 'three']
    """
    letters = len("".join(words))
    if letters + len(words) - 1 == len(stretch):
        return Pieces(words, words, range(len(words)), start)
    parts = stretch.replace("\n", " ").split(" ")
    if letters + len(parts) - 1 != len(stretch):  # other white space stands between words, or beside one
        parts = _ONE_BLANK.split(stretch)
    return Pieces(words, parts, list(compress(count(), parts)), start)


def runs_of(old: str, new: str, a: Pieces, b: Pieces, matches: Iterable[Match]) -> list[Run]:
    """Return the runs that matching pieces make, each as long as the white space between them agrees.

    >>> a, b = words_in("a b c", 0, ["a", "b", "c"]), words_in("a  b d", 0, ["a", "b", "d"])
    >>> runs_of("a b c", "a  b d", a, b, [Match(0, 0, 2)])
    [Run(old=0, new=0, size=1), Run(old=2, new=3, size=1)]
    """
    runs: list[Run] = []
    _, a_parts, a_numbers, o = a
    _, b_parts, b_numbers, n = b
    a_at = b_at = 0
    for i, j, size in matches:
        first, there, last = a_numbers[i], b_numbers[j], a_numbers[i + size - 1] + 1
        if a_at < first:
            o += len(" ".join(a_parts[a_at:first])) + 1
        if b_at < there:
            n += len(" ".join(b_parts[b_at:there])) + 1
        length = len(" ".join(a_parts[first:last]))
        if size > 1 and old[o : o + length] != new[n : n + length]:
            return runs_of(old, new, a, b, _one_by_one(matches))
        runs.append(Run(o, n, length))
        o, n, a_at, b_at = o + length + 1, n + length + 1, last, b_numbers[j + size - 1] + 1
    return runs


def _one_by_one(matches: Iterable[Match]) -> list[Match]:
    return [Match(i + k, j + k, 1) for i, j, size in matches for k in range(size)]
