"""Look for a run of words in a text without regard to white space, and say whether it stands there just once."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from consult.core.runs import COARSE, FINE

BLOCK = 1_000
"""Code points taken together, so that only those round a place that was found are gone through one by one."""

TRIES = 200
"""The most places looked at where the letters of a phrase stand as parts of other words."""

_INSIDE = re.compile(r"\w\w")


@dataclass(frozen=True, slots=True)
class Once:
    """The one place a phrase stands at."""

    start: int
    end: int


class Phrases:
    """A text prepared for looking up many phrases: all of it without its white space."""

    def __init__(self, text: str) -> None:
        blocks = ["".join(text[at : at + BLOCK].split()) for at in range(0, len(text), BLOCK)]
        self._text = text
        self._solid = "".join(blocks)
        self._ends = list(accumulate(map(len, blocks)))

    def once(self, phrase: str) -> Once | None:
        """Return where the phrase stands if it stands there exactly once.

        >>> Phrases("One  two, three. Two.").once("one two")
        >>> Phrases("One twofold, two two.").once("fold,")
        >>> Phrases("One  two, three. Two.").once("One two,")
        Once(start=0, end=9)
        """
        words = FINE.findall(phrase)
        wanted = "".join(words)
        found: list[Once] = []
        at = self._solid.find(wanted) if words else -1
        for _ in range(TRIES):
            if at < 0:
                return found[0] if found else None
            here = Once(self._place(at), self._place(at + len(wanted) - 1) + 1)
            if self._is_whole(here, words):
                found.append(here)
            if len(found) > 1:
                return None
            at = self._solid.find(wanted, at + 1)
        return None

    def _place(self, at: int) -> int:
        """Return where in the text the code point stands that is number `at` without white space."""
        block = bisect_right(self._ends, at)
        left = at - (self._ends[block - 1] if block else 0)
        start = block * BLOCK
        for word in COARSE.finditer(self._text, start, start + BLOCK):
            if left < word.end() - word.start():
                return word.start() + left
            left -= word.end() - word.start()
        raise IndexError(at)

    def _is_whole(self, here: Once, words: list[str]) -> bool:
        """Say whether these words stand here, none of them part of a longer one."""
        ends = [at for at in (here.start, here.end) if at and _INSIDE.match(self._text, at - 1)]
        return not ends and FINE.findall(self._text, here.start, here.end) == words
