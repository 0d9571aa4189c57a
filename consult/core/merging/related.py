"""Say whether passages of a merge have to do with each other, as where words moved from one to another.

Rows of words are compared first, for that is quick; only passages that share one are cut into pieces.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from rapidfuzz.distance import Postfix, Prefix

from consult.core.merging.passages import Passage
from consult.core.merging.units import Cuts, units

SHARED = 4
"""So many words in a row make passages worth a closer look: what merges by its name has as many."""

_LONG = 40
"""A line of more letters has words enough, or one that no run needs."""

MOST = 50
"""The most passages looked at for what left one of them; where more share its words the texts are merged whole."""

_Run = tuple[str, ...]
_Thing = TypeVar("_Thing", bound=Hashable)


class Relations:
    r"""What each side changed in each passage, and which passages have words of that in common.

    >>> one, other, none = "we pay ten pounds\n", "parks open at eight\n", ""
    >>> Relations([Passage(one, none, one), Passage(other, other, one)], {}).share_pieces()
    True
    >>> Relations([Passage(one, none, none), Passage(none, one, none)], {}).goes_elsewhere(0)
    True
    """

    def __init__(self, found: Sequence[Passage], cuts: Cuts) -> None:
        self._found = found
        self._sides = tuple(
            {n: (one.base, side) for n, one in enumerate(found) if (side := _side(one, ours)) is not one.base}
            for ours in (True, False)
        )
        lone = len(self._sides[0].keys() | self._sides[1].keys()) < 2  # what a lone passage shares does not matter
        self._runs: tuple[dict[int, set[_Run]], ...] = tuple(
            {} if lone else {n: _changed_runs(*texts) for n, texts in side.items()} for side in self._sides
        )
        wanted = self._of_interest()
        self._where = tuple(_where(_only(runs, wanted)) for runs in self._runs)
        self._cuts = cuts
        self._counted: tuple[dict[int, dict[str, int]], ...] = ({}, {})

    def _of_interest(self) -> set[_Run]:
        """Return the runs that are looked for elsewhere: those of both sides, and of passages both changed."""
        mine, others = self._runs
        both = [runs[n] for runs in self._runs for n in mine.keys() & others.keys()]
        return (set().union(*mine.values()) & set().union(*others.values())).union(*both)

    def share_pieces(self) -> bool:
        """Say whether a piece one side put in or took out in one passage is one the other did in another.

        Where both only took out copies, and there are others where nobody changed a thing, that is well.
        """
        both = self._where[0].keys() & self._where[1].keys()
        apart = [run for run in both if len({*self._where[0][run], *self._where[1][run]}) > 1]
        mine, others = (
            {n: self._less_and_more(side, n) for n in {n for run in apart for n in where[run]}}
            for side, where in enumerate(self._where)
        )
        in_mine, in_others = _where(mine), _where(others)
        shared = {name for name in in_mine.keys() & in_others.keys() if len({*in_mine[name], *in_others[name]}) > 1}
        if not shared:
            return False
        more = {name for counts in (*mine.values(), *others.values()) for name, by in counts.items() if by > 0}
        kept = "".join(one.base for one in self._found if not one.changed)
        return any(name in more or name not in kept for name in shared)

    def goes_elsewhere(self, number: int) -> bool:
        """Say whether a side took a piece out of a passage both changed that it put into another, or may have."""
        for side, (runs, where) in enumerate(zip(self._runs, self._where, strict=True)):
            near = {other for run in runs.get(number, ()) for other in where[run]} - {number}
            if len(near) > MOST:
                return True
            gone = {name for name, by in self._less_and_more(side, number).items() if by < 0} if near else set()
            if any(by > 0 and name in gone for other in near for name, by in self._less_and_more(side, other).items()):
                return True
        return False

    def _less_and_more(self, side: int, number: int) -> dict[str, int]:
        """Return the pieces that stand in a passage of a side more or less often than before, and by how much."""
        counted = self._counted[side]
        if number not in counted:
            texts = self._sides[side][number]
            was, now = (Counter(unit.name for unit in units(text, self._cuts)) for text in texts)
            counted[number] = {name: now[name] - was[name] for name in was | now if was[name] != now[name]}
        return counted[number]


def _side(passage: Passage, ours: bool) -> str:
    return passage.ours if ours else passage.theirs


def _only(held: Mapping[int, set[_Run]], wanted: set[_Run]) -> dict[int, set[_Run]]:
    return {number: here for number, runs in held.items() if (here := runs & wanted)}


def _where(held: Mapping[int, Iterable[_Thing]]) -> dict[_Thing, list[int]]:
    """Return in which passages each thing is held."""
    found: dict[_Thing, list[int]] = defaultdict(list)
    for number, here in held.items():
        for thing in here:
            found[thing].append(number)
    return dict(found)


def _changed_runs(before: str, after: str) -> set[_Run]:
    """Return the runs of words that only one has; what both begin and end with is not looked at."""
    was, now = before.split(), after.split()
    head = max(0, Prefix.similarity(was, now) - SHARED + 1)
    tail = max(0, Postfix.similarity(was[head + 1 :], now[head + 1 :]) - SHARED + 1)
    return (_runs(was[head : len(was) - tail]) ^ _runs(now[head : len(now) - tail])) | _short_runs(before, after)


def _short_runs(before: str, after: str) -> set[_Run]:
    """Return the lines only one has that have too few words for a run, as runs of their own."""
    was, now = _short(before), _short(after)
    return _few_words(was) ^ _few_words(now) if was != now else set()


def _short(text: str) -> set[str]:
    return {line for line in text.split("\n") if len(line) < _LONG}


def _few_words(lines: Iterable[str]) -> set[_Run]:
    return {run for line in lines if 0 < len(run := tuple(line.split())) < SHARED}


def _runs(words: Sequence[str]) -> set[_Run]:
    return set(zip(*(words[at:] for at in range(SHARED)), strict=False))
