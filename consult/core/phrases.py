"""Look for a run of words in a text without regard to white space, and say whether it stands there just once."""

from bisect import bisect_right
from dataclasses import dataclass

from consult.core.runs import FINE, words_of


@dataclass(frozen=True, slots=True)
class Once:
    """The one place a phrase stands at."""

    start: int
    end: int


class Phrases:
    """A text prepared for looking up many phrases."""

    def __init__(self, text: str) -> None:
        found = words_of(text, 0, len(text), FINE)
        self._words = found
        self._joined = " " + " ".join(found.words) + " "
        self._places: list[int] = []
        at = 0
        for word in found.words:
            self._places.append(at)
            at += len(word) + 1

    def once(self, phrase: str) -> Once | None:
        """Return where the phrase stands if it stands there exactly once.

        >>> Phrases("One  two, three. Two.").once("one two")
        >>> Phrases("One  two, three. Two.").once("One two,")
        Once(start=0, end=9)
        """
        wanted = " " + " ".join(FINE.findall(phrase)) + " "
        at = self._joined.find(wanted)
        if at < 0 or not wanted.strip() or self._joined.find(wanted, at + 1) >= 0:
            return None
        first = bisect_right(self._places, at) - 1
        last = bisect_right(self._places, at + len(wanted) - 3) - 1
        return Once(self._words.starts[first], self._words.end(last))
