"""The lines or words of a stretch of text, and where those stand that are asked for.

A stretch is cut at single signs of white space, which Python does fastest. So where a piece stands needs no search:
it is the letters of the parts before it, and one sign for each; and these are counted up to the pieces asked for only.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import compress, count
from typing import NamedTuple

from consult.core.spans import Match

_ONE_BLANK = re.compile(r"\s")


class Pieces(NamedTuple):
    """The pieces of a stretch that are not blank, and how to tell where they stand.

    `parts` is what stands between single signs of white space from `start` on; `items[i]` is the one at `numbers[i]`.
    """

    items: Sequence[str]
    numbers: Sequence[int]
    parts: Sequence[str]
    start: int


def lines_in(text: str, start: int, end: int) -> Pieces:
    r"""Return the lines of a stretch that are not blank, without their ends.

    >>> lines_in("one\n \ntwo", 0, 9)
    Pieces(items=['one', 'two'], numbers=[0, 2], parts=['one', ' ', 'two'], start=0)
    """
    parts = text[start:end].split("\n")
    lines = list(filter(None, parts))
    if any(map(str.isspace, lines)):
        seen = list(map(str.strip, parts))
        return Pieces(list(compress(parts, seen)), list(compress(count(), seen)), parts, start)
    return Pieces(lines, list(compress(count(), parts)), parts, start)


def words_in(stretch: str, start: int, words: Sequence[str]) -> Pieces:
    r"""Return the words of a stretch that begins at `start`, with their places; they are split already.

    >>> words_in("one\u3000two\n\n three", 0, ["one", "two", "three"]).numbers
    [0, 1, 4]
    """
    signs = len(stretch) - len("".join(words))
    if signs == len(words) - 1:
        return Pieces(words, range(len(words)), words, start)
    parts = stretch.replace("\n", " ").split(" ")
    if signs != len(parts) - 1:  # other white space stands between words, or beside one
        parts = _ONE_BLANK.split(stretch)
    return Pieces(words, list(compress(count(), parts)), parts, start)


def runs_of(old: str, new: str, a: Pieces, b: Pieces, matches: Iterable[Match]) -> list[Match]:
    """Return the runs that matching pieces make, each as long as the white space between them agrees.

    >>> a, b = words_in("a b c", 0, ["a", "b", "c"]), words_in("a  b d", 0, ["a", "b", "d"])
    >>> runs_of("a b c", "a  b d", a, b, [(0, 0, 2)])
    [(0, 0, 1), (2, 3, 1)]
    """
    runs: list[Match] = []
    _, a_numbers, a_parts, o = a
    _, b_numbers, b_parts, n = b
    a_next = b_next = 0
    for i, j, size in matches:
        first, last = a_numbers[i], a_numbers[i + size - 1]
        there = b_numbers[j]
        o += len("".join(a_parts[a_next:first])) + first - a_next
        n += len("".join(b_parts[b_next:there])) + there - b_next
        letters = len("".join(a_parts[first : last + 1])) + last - first
        if size > 1 and not new.startswith(old[o : o + letters], n):
            return runs_of(old, new, a, b, _one_by_one(matches))
        runs.append((o, n, letters))
        o, a_next = o + letters + 1, last + 1
        n, b_next = n + letters + 1, b_numbers[j + size - 1] + 1
    return runs


def _one_by_one(matches: Iterable[Match]) -> list[Match]:
    return [(i + k, j + k, 1) for i, j, size in matches for k in range(size)]
