"""The lines or words of a stretch of text, and where those stand that are asked for.

A stretch is cut at single signs of white space, which Python does fastest. So where a piece stands needs no search:
it is the letters of all the pieces before it, and one sign for each.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate, compress, count
from typing import NamedTuple

from consult.core.matching import Match
from consult.core.spans import Run

_ONE_BLANK = re.compile(r"\s")


class Pieces(NamedTuple):
    """The pieces of a stretch that are not blank, and how to tell where they stand.

    `items[i]` is part `numbers[i]` of what stands between single signs of white space; part k has `letters[k]` letters
    before it, those before the stretch included, so it begins at `letters[k] + k`.
    """

    items: Sequence[str]
    numbers: Sequence[int]
    letters: Sequence[int]


def lines_in(text: str, start: int, end: int) -> Pieces:
    r"""Return the lines of a stretch that are not blank, without their ends.

    >>> lines_in("one\n \ntwo", 0, 9)
    Pieces(items=['one', 'two'], numbers=[0, 2], letters=[0, 3, 4, 7])
    """
    parts = text[start:end].split("\n")
    seen = list(map(str.strip, parts))
    return Pieces(list(compress(parts, seen)), list(compress(count(), seen)), _letters(parts, start))


def words_in(stretch: str, start: int, words: Sequence[str]) -> Pieces:
    r"""Return the words of a stretch that begins at `start`, with their places; they are split already.

    >>> words_in("one\u3000two\n\n three", 0, ["one", "two", "three"]).numbers
    [0, 1, 4]
    """
    signs = len(stretch) - len("".join(words))
    if signs == len(words) - 1:
        return Pieces(words, range(len(words)), _letters(words, start))
    parts = stretch.replace("\n", " ").split(" ")
    if signs != len(parts) - 1:  # other white space stands between words, or beside one
        parts = _ONE_BLANK.split(stretch)
    return Pieces(words, list(compress(count(), parts)), _letters(parts, start))


def _letters(parts: Sequence[str], start: int) -> list[int]:
    return list(accumulate(map(len, parts), initial=start))


def runs_of(old: str, new: str, a: Pieces, b: Pieces, matches: Iterable[Match]) -> list[Run]:
    """Return the runs that matching pieces make, each as long as the white space between them agrees.

    >>> a, b = words_in("a b c", 0, ["a", "b", "c"]), words_in("a  b d", 0, ["a", "b", "d"])
    >>> runs_of("a b c", "a  b d", a, b, [Match(0, 0, 2)])
    [Run(old=0, new=0, size=1), Run(old=2, new=3, size=1)]
    """
    runs: list[Run] = []
    _, a_numbers, a_letters = a
    _, b_numbers, b_letters = b
    for i, j, size in matches:
        first, last, there = a_numbers[i], a_numbers[i + size - 1], b_numbers[j]
        o, n = a_letters[first] + first, b_letters[there] + there
        end = a_letters[last + 1] + last
        if size > 1 and not new.startswith(old[o:end], n):
            return runs_of(old, new, a, b, _one_by_one(matches))
        runs.append(Run(o, n, end - o))
    return runs


def _one_by_one(matches: Iterable[Match]) -> list[Match]:
    return [Match(i + k, j + k, 1) for i, j, size in matches for k in range(size)]
